"""Stands in for Ceph's module: there are no images."""


class Error(Exception):
    pass


class RBD(object):
    pass


class Image(object):
    pass
