"""The daemon."""

def main():
    return 0
