# coding=utf-8

"""
Collects userscripts.
"""
import diamond.collector


class UserscriptsCollector(diamond.collector.Collector):
    def collect(self):
        self.publish("userscripts", 1)
