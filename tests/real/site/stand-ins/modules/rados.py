"""Stands in for Ceph's module: there is no cluster."""


class Error(Exception):
    pass


class ObjectNotFound(Error):
    pass


class Rados(object):
    def __init__(self, *args, **options):
        pass

    def connect(self, *args, **options):
        raise Error("there is no cluster")

    def shutdown(self):
        pass
