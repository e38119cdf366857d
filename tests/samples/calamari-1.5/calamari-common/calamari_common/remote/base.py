"""Speaks to the cluster."""

REMOTES = ("mon",)
