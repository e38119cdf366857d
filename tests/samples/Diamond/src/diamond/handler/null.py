# coding=utf-8

from diamond.handler.Handler import Handler


class NullHandler(Handler):
    pass
