"""The command calamari-ctl."""

def main():
    return 0
