base:
  '*':
    - diamond
