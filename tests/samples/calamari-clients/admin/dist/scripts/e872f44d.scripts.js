/* admin e872f44d.scripts.js */
(function () { "use strict"; })();
