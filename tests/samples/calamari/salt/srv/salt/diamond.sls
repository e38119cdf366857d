diamond:
  pkg.installed: []
