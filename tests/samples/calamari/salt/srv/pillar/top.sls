base:
  '*':
    - schedules
