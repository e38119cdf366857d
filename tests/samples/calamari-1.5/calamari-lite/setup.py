from setuptools import setup

setup(
    name="calamari-lite",
    version="0.1",
    packages=['calamari_lite'],
    zip_safe=False,
    entry_points={"console_scripts": ["calamari-lite = calamari_lite.server:main"]},
)
