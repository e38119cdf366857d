/* dashboard main.js */
(function () { "use strict"; })();
