"""Runs migrations."""

def run_migrations():
    return []
