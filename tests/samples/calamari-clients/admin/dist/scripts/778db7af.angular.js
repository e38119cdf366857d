/* admin 778db7af.angular.js */
(function () { "use strict"; })();
