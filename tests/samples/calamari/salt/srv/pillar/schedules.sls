schedule: {}
