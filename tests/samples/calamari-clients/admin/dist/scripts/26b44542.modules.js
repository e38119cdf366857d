/* admin 26b44542.modules.js */
(function () { "use strict"; })();
