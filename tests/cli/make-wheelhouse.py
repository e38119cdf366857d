"""usage: make-wheelhouse.py DIR: writes small distributions, the same bytes each time.

alpha 1.0, source with a C extension when Python.h is there, needs gamma; Beta_Two 1.6 and 2.0, wheels, 2.0
needs delta; gamma 0.3 and delta 3.1, wheels; carbon 0.9.15, source, installs below /opt unless told otherwise.
"""
import gzip
import io
import os
import sys
import sysconfig
import tarfile
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)


def wheel(folder, name, version, needs=(), extras=()):
    module = name.lower()
    info = '%s-%s.dist-info/' % (name, version)
    metadata = 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' % (name.replace('_', '-'), version)
    metadata += ''.join('Requires-Dist: %s\n' % need for need in needs)
    metadata += ''.join('Provides-Extra: %s\n' % extra for extra in extras)
    members = {
        module + '/__init__.py': 'version = %r\n' % version,
        info + 'METADATA': metadata,
        info + 'WHEEL': 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    }
    members[info + 'RECORD'] = ''.join('%s,,\n' % member for member in list(members) + [info + 'RECORD'])
    with zipfile.ZipFile(os.path.join(folder, '%s-%s-py3-none-any.whl' % (name, version)), 'w') as archive:
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member, EPOCH), text)


def source(folder, name, version, members):
    path = os.path.join(folder, '%s-%s.tar.gz' % (name, version))
    with gzip.GzipFile(path, 'wb', mtime=0) as compressed, tarfile.open(fileobj=compressed, mode='w') as archive:
        for member, text in members.items():
            info = tarfile.TarInfo('%s-%s/%s' % (name, version, member))
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))


ALPHA = '''
from setuptools import setup, Extension
extensions = [Extension("alpha._fast", ["src/fast.c"], include_dirs=["."])] if %r else []
setup(name="alpha", version="1.0", packages=["alpha"], install_requires=["gamma"], ext_modules=extensions,
      entry_points={"console_scripts": ["alpha-tool = alpha:main"]})
'''
FAST = '''
#include <Python.h>
static struct PyModuleDef fast = {PyModuleDef_HEAD_INIT, "_fast", __FILE__, -1, NULL};
PyMODINIT_FUNC PyInit__fast(void) { return PyModule_Create(&fast); }
'''
CARBON = '''
from setuptools import setup
setup(name="carbon", version="0.9.15", packages=["carbon"], package_dir={"": "lib"},
      data_files=[("conf", ["carbon.conf.example"])])
'''


def main(folder):
    os.makedirs(folder, exist_ok=True)
    has_headers = os.path.exists(os.path.join(sysconfig.get_path('include'), 'Python.h'))
    source(folder, 'alpha', '1.0', {
        'setup.py': ALPHA % has_headers,
        'alpha/__init__.py': 'def answer():\n    return 42\n\n\ndef main():\n    print("alpha", answer())\n',
        'src/fast.c': FAST,
    })
    source(folder, 'carbon', '0.9.15', {
        'setup.py': CARBON,
        'setup.cfg': '[install]\nprefix = /opt/graphite\ninstall-lib = /opt/graphite/lib\n',
        'carbon.conf.example': '[cache]\n',
        'lib/carbon/__init__.py': '',
    })
    wheel(folder, 'Beta_Two', '1.6')
    wheel(folder, 'Beta_Two', '2.0', ['delta >=3.0'])
    wheel(folder, 'gamma', '0.3')
    wheel(folder, 'delta', '3.1')


if __name__ == '__main__':
    main(sys.argv[1])
