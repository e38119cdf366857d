"""Tests nothing."""
