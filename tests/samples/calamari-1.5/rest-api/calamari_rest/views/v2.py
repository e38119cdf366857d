"""Answers of the second version."""

CLUSTERS = []
