/* login a8871336.modernizr.js */
(function () { "use strict"; })();
