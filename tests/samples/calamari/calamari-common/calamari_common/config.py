"""Reads calamari.conf."""

import os


def path():
    return os.environ.get("CALAMARI_CONFIG", "/etc/calamari/calamari.conf")
