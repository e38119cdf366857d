#!/usr/bin/env python
"""Runs a command of the web application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamari_web.settings")
