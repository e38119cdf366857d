from setuptools import setup

setup(
    name="calamari-common",
    version="0.1",
    packages=['calamari_common', 'calamari_common.db'],
)
