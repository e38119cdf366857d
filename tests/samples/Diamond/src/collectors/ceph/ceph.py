# coding=utf-8

"""
Collects ceph.
"""
import diamond.collector


class CephCollector(diamond.collector.Collector):
    def collect(self):
        self.publish("ceph", 1)
