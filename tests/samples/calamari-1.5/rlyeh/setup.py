from setuptools import setup

setup(name="rlyeh", version="0.1", packages=["rlyeh"])
