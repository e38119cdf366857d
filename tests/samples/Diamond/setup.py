#!/usr/bin/env python
# coding=utf-8

from distutils.core import setup

setup(
    name="diamond",
    version=open("version.txt").read().strip(),
    package_dir={"": "src"},
    packages=["diamond", "diamond.handler"],
    scripts=["bin/diamond", "bin/diamond-setup"],
)
