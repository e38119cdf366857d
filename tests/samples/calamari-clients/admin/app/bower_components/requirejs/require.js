var require = function () {};
