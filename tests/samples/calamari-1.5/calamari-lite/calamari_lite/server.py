"""The whole server in one process."""

def main():
    return 0
