window.manage = {};
