# coding=utf-8

"""
Collects cpu.
"""
import diamond.collector


class CpuCollector(diamond.collector.Collector):
    def collect(self):
        self.publish("cpu", 1)
