# coding=utf-8

from diamond.handler.Handler import Handler


class GraphiteHandler(Handler):
    pass
