#!/usr/bin/env python
"""Adds a user of the sample web application."""

import sys
sys.stdout.write("no users here\n")
