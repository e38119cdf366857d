#!/usr/bin/env python
# coding=utf-8

"""
Collects mountstats.
"""
import diamond.collector


class MountstatsCollector(diamond.collector.Collector):
    def collect(self):
        self.publish("mountstats", 1)
