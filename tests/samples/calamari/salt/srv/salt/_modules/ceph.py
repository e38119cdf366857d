"""Reports the state of a cluster."""

def heartbeat():
    return {}
