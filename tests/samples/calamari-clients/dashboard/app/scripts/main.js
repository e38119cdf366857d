window.dashboard = {};
