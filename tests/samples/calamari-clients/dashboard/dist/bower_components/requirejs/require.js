/* dashboard require.js */
(function () { "use strict"; })();
