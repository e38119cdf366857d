/* dashboard modernizr.js */
(function () { "use strict"; })();
