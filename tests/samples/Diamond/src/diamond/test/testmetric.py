# coding=utf-8

"""Not installed."""
