httpd:
  service.running: []
