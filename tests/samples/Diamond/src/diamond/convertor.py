# coding=utf-8

"""Diamond's convertor."""
