#!/usr/bin/env python
"""Configures nothing."""
