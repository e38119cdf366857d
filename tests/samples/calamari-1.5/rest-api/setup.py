from setuptools import setup

setup(
    name="calamari-rest-api",
    version="0.1",
    packages=['calamari_rest', 'calamari_rest.views'],
    zip_safe=False,
)
