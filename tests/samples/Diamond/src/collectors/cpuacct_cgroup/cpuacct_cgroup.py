# coding=utf-8

"""
Collects cpuacct_cgroup.
"""
import diamond.collector


class Cpuacct_cgroupCollector(diamond.collector.Collector):
    def collect(self):
        self.publish("cpuacct_cgroup", 1)
