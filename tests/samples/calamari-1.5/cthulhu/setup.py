from setuptools import setup

setup(
    name="calamari_cthulhu",
    version="0.1",
    packages=['cthulhu', 'cthulhu.manager'],
    zip_safe=False,
    entry_points={
        "console_scripts": [
            "cthulhu-manager = cthulhu.manager.manager:main",
            "calamari-ctl = cthulhu.calamari_ctl:main",
        ]
    },
)
