#!/usr/bin/env python
# coding=utf-8

from diamond.handler.Handler import Handler


class HttpHandler(Handler):
    pass
