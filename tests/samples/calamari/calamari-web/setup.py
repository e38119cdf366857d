from setuptools import setup

setup(
    name="calamari-web",
    version="0.1",
    packages=['calamari_web'],
)
