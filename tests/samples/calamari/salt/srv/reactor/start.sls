start:
  cmd.state.highstate: []
