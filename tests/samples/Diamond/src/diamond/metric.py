# coding=utf-8

"""Diamond's metric."""
