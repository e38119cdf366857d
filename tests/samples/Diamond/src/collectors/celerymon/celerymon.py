# coding=utf-8

"""
Collects celerymon.
"""
import diamond.collector


class CelerymonCollector(diamond.collector.Collector):
    def collect(self):
        self.publish("celerymon", 1)
