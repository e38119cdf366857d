/* manage require.js */
(function () { "use strict"; })();
