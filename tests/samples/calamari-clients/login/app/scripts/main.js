window.login = {};
