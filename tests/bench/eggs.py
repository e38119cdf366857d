#!/usr/bin/env python3
"""usage: eggs.py egg FILE | eggs.py tree MEBIBYTES DIRECTORY

egg writes an egg of 17 members: calamari_web as setuptools makes it, with bytecode beside each module.
tree writes what a calamari-server package installs, with that egg in it: libraries and scripts that
become a payload of about MEBIBYTES. The same bytes at every run.
"""
import os
import struct
import sys
import zipfile

from trees import Content

EGG = "opt/calamari/venv/lib/python2.6/site-packages/calamari_web-0.1-py2.6.egg"
MAGIC_OF_26 = b"\xd1\xf2\r\n"
TIME = 1404216000  # 2014-07-01 12:00:00
SETTINGS = """import os
import sys
from calamari_common.config import CalamariConfig
config = CalamariConfig()
TEMPLATE_DIRS = (os.path.join(config.get('graphite', 'root'), \
"lib/python2.7/site-packages/graphite/templates"),)
"""


# Names and sizes of calamari_web's modules at v1.2-rc2.
MODULES = (("__init__", 0), ("middleware", 334), ("settings", 9367), ("urls", 3200), ("views", 5663),
           ("wsgi", 1429))


def source(content, name, size):
    """A module of that size: code where it matters, the rest is one text."""
    code = SETTINGS.encode() if name == "settings" else b""
    filling = content.text(max(size - len(code) - 7, 0)).replace(b"'", b" ")
    return code + b"'''" + filling + b"'''\n" if size else code


def members(content):
    yield "EGG-INFO/PKG-INFO", b"Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n"
    yield "EGG-INFO/SOURCES.txt", b"setup.py\n"
    yield "EGG-INFO/dependency_links.txt", b"\n"
    yield "EGG-INFO/top_level.txt", b"calamari_web\n"
    yield "EGG-INFO/not-zip-safe", b"\n"
    for name, size in MODULES:
        text = source(content, name, size)
        yield "calamari_web/%s.py" % name, text
        # Names and texts of the source stand in bytecode as they are.
        yield "calamari_web/%s.pyc" % name, MAGIC_OF_26 + struct.pack("<I", TIME) + b"code" + text


def write_egg(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members(Content(4)):
            info = zipfile.ZipInfo(name, (2014, 7, 1, 12, 0, 0))
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def write_tree(mebibytes, directory):
    """A third of the payload is noise, two thirds are text that has become four times smaller."""
    content = Content(5)
    os.makedirs(os.path.join(directory, os.path.dirname(EGG)))
    write_egg(os.path.join(directory, EGG))
    library = os.path.join(directory, "opt/calamari/venv/lib")
    for number in range(int(mebibytes)):
        with open(os.path.join(library, "part-%03d.so" % number), "wb") as file:
            file.write(content.noise(1 << 20) if number % 3 == 0 else content.text(4 << 20))
    for folder, _, names in os.walk(directory):
        for name in names:
            os.utime(os.path.join(folder, name), (TIME, TIME))


if sys.argv[1:2] == ["egg"] and len(sys.argv) == 3:
    write_egg(sys.argv[2])
elif sys.argv[1:2] == ["tree"] and len(sys.argv) == 4:
    write_tree(*sys.argv[2:])
else:
    sys.exit(__doc__)
