#!/usr/bin/env python
"""Asks for a page."""
