#!/usr/bin/env python
"""Checks nothing."""
