"""Asks setuptools what MANIFEST.in's lines mean: python manifest_golden.py >tests/data/golden/manifest-in.tsv

A row is a template, what it brings into the egg of a package with include_package_data, and the paths of
SOURCES.txt; "\\n" and "\\\\" are a line end and a backslash. setuptools 40.6, 41.2, 58.1 and 65.5 agree on it.
"""
import os
import shutil
import tempfile

import setuptools
from distutils.core import run_setup

FILES = '''README.txt docs/one.md docs/sub/three.md docs/two.txt w2/x.css web/.hidden/a.css web/__init__.py
web/#n.txt web/data/-.txt web/data/[.txt web/data/^.txt web/data/a.txt web/data/a-c.txt web/data/b.txt web/data/c.txt
web/static/.htaccess web/static/a.css web/static/b.js web/static/sub/c.txt web/static/sub/deep/d.css
web/static/xsub/e.txt'''.split()

SETUP = '''from setuptools import setup
setup(name='web', version='1', packages=['web'], zip_safe=True, include_package_data=True)
'''

TEMPLATES = [
    # each command
    'include web/static/*', 'include web/static/*.css docs/*.md', 'include web', 'include *', 'include *.txt',
    'graft web\nexclude web/static/*', 'graft web\nexclude *.css', 'graft web\nexclude web',
    'recursive-include web *', 'recursive-include web *.css *.js', 'recursive-include w* *.css',
    'recursive-include web sub/*.txt', 'recursive-include web/static *', 'recursive-include web/ *.css',
    'recursive-include * *.css', 'recursive-include . *.css', 'recursive-include web ?.css',
    'graft web\nrecursive-exclude * *.js', 'graft web\nrecursive-exclude web *.css',
    'graft web\nrecursive-exclude w* *',
    'graft web\nrecursive-exclude web sub/*', 'graft web\nrecursive-exclude . *.css',
    'global-include *.css', 'global-include *', 'global-include sub/*.txt', 'global-include static/*',
    'graft web\nglobal-exclude *.css', 'graft web\nglobal-exclude sub/*', 'graft web\nglobal-exclude .*',
    'graft web', 'graft web/', 'graft w*', 'graft w?b', 'graft .', 'graft web/static/sub', 'graft web/*', 'graft ./web',
    'graft nowhere', 'graft web/static/a.css', 'graft web\nprune web/static', 'graft web\nprune web/static/',
    'graft web\nprune web/s*', 'graft web\nprune static', 'graft web\nprune */sub', 'prune web',
    # '*', '?' and '/'
    'include web/*/a.css', 'include web/**/*.css', 'recursive-include web **', 'recursive-include web **/*.css',
    'graft web\nexclude web/**/*.css', 'graft web\nexclude web/**', 'graft web\nexclude **', 'graft web\nexclude web/*',
    'graft web\nglobal-exclude **/sub/*', 'include web/static?a.css', 'graft web\nexclude web/static?a.css',
    # classes
    'include web/data/[abc].txt', 'include web/data/[a-c].txt', 'include web/data/[!a-b].txt',
    'include web/data/[^a].txt',
    'include web/data/[]a].txt', 'include web/data/[.txt', 'recursive-include web [a-b].txt',
    'global-include [a-c].txt', 'global-include [!a].txt', 'global-include [^a].txt', 'global-include [.txt',
    'graft web\nglobal-exclude [a-c].txt', 'graft web\nexclude web/data/[!a].txt',
    'graft web\nexclude web/static[!x]a.css',
    # order
    'exclude web/static/a.css\ninclude web/static/*', 'include web/static/*\nexclude web/static/a.css',
    'prune web/static\ngraft web/static', 'global-exclude *.py\ngraft docs', 'exclude README.txt setup.py',
    'global-exclude *.txt', 'include README.txt README.txt',
    # lines
    ' # nothing\n\n   \ninclude web/static/a.css # the style\n', '  include\tweb/static/a.css  ',
    'include web/static/a.css \\\n  web/static/b.js', 'include web/static/a.css\\\nx\ninclude web/static/b.js',
    'include web/static/\\\n   a.css', 'include web/static/a.css \\\n# a comment\n web/static/b.js',
    'include web/static/a.css \\\n\ninclude web/static/b.js', 'include web/static/a.css \\',
    'include web/\\#n.txt', 'include web/\\#n.txt # web/static/a.css', '\\\ninclude web/static/a.css',
    'include web/static/a.css\r\ninclude web/static/b.js \\\r\n web/static/sub/c.txt\r\n', 'include ./web/static/a.css',
]


def result(template):
    top = tempfile.mkdtemp()
    try:
        for name in FILES:
            if not os.path.isdir(os.path.dirname(os.path.join(top, name))):
                os.makedirs(os.path.dirname(os.path.join(top, name)))
            open(os.path.join(top, name), 'w').close()
        for name, text in (('setup.py', SETUP), ('MANIFEST.in', template)):
            with open(os.path.join(top, name), 'wb') as f:
                f.write(text.encode())
        os.chdir(top)
        distribution = run_setup('setup.py', ['-q', 'egg_info'])
        members = ['web/__init__.py']
        for package, directory, _, names in distribution.get_command_obj('build_py').data_files:
            members += [package + '/' + name for name in names]
        with open('web.egg-info/SOURCES.txt') as f:
            return sorted(set(members)), f.read().split('\n')
    finally:
        os.chdir('/')
        shutil.rmtree(top)


assert setuptools  # it gives distutils its own commands
print('# template\tmembers\tsources')
for template in TEMPLATES:
    members, sources = result(template)
    row = template.replace('\\', '\\\\').replace('\n', '\\n').replace('\t', '\\t').replace('\r', '\\r')
    print('\t'.join([row, ' '.join(members), ' '.join(sources)]))
