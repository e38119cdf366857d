from setuptools import setup

setup(name="minion-sim", version="0.1", packages=["minion_sim"])
