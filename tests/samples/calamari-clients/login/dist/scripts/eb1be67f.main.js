/* login eb1be67f.main.js */
(function () { "use strict"; })();
