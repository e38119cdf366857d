# coding=utf-8

class Handler(object):
    def process(self, metric):
        raise NotImplementedError
