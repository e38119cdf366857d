/* manage 8bdb846e.main.js */
(function () { "use strict"; })();
