#!/usr/bin/python
# coding=utf-8

"""Tests of the sample collector ceph."""
