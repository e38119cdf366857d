/* login require.js */
(function () { "use strict"; })();
