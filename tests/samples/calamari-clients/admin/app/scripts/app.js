window.admin = {};
