"""What build.sh does to files: runs with the target's Python, 2.6 to 3.x, whatever that is."""
import base64
import csv
import fnmatch
import hashlib
import os
import re
import shutil
import stat
import sys
import tarfile
import zipfile

TOOLS = ('pip', 'setuptools', 'wheel')


def canonical(name):
    return re.sub('[-_.]+', '-', name).lower()


def archive_name(file):
    """Canonical name of the distribution in an archive, by the archive's file name."""
    if file.endswith('.whl'):
        return canonical(file.split('-')[0])
    stem = re.sub(r'\.(tar\.(gz|bz2|xz)|tgz|zip)$', '', file)
    return canonical(stem.rsplit('-', 1)[0])


def archive_version(file):
    return file.split('-')[1] if file.endswith('.whl') else file.rsplit('-', 1)[-1].split('.tar')[0]


def as_bytes(path):
    return path if isinstance(path, bytes) else os.fsencode(path)


def as_path(name):
    return name if isinstance(name, str) else os.fsdecode(name)


def read(path):
    with open(path, 'rb') as stream:
        return stream.read()


def text_lines(path):
    return [as_path(line) for line in read(path).splitlines()]


def write(path, content):
    mode = stat.S_IMODE(os.stat(path).st_mode)
    os.chmod(path, mode | stat.S_IWUSR)
    with open(path, 'wb') as stream:
        stream.write(content)
    os.chmod(path, mode)


def walk(top):
    """Every path below top in the order of names, directories before their content."""
    for name in sorted(os.listdir(top)):
        path = os.path.join(top, name)
        yield path
        if os.path.isdir(path) and not os.path.islink(path):
            for below in walk(path):
                yield below


def is_file(path):
    return os.path.isfile(path) and not os.path.islink(path)


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.remove(path)


def unpack(archive, folder):
    if archive.endswith('.zip'):
        zipfile.ZipFile(archive).extractall(folder)
    elif hasattr(tarfile, 'data_filter'):
        tarfile.open(archive).extractall(folder, filter='data')
    else:
        tarfile.open(archive).extractall(folder)


def archives_of(dists, name):
    return [f for f in sorted(os.listdir(dists)) if archive_name(f) == canonical(name)]


def wheel_of(dists, name):
    for file in archives_of(dists, name):
        if file.endswith('.whl'):
            print(os.path.join(dists, file))


def remove_archives(dists, file):
    """Makes room for an archive: whatever an index offered of the same distribution goes."""
    for other in archives_of(dists, archive_name(file)):
        os.remove(os.path.join(dists, other))


def unpack_source(dists, name, folder):
    """Unpacks the source archive of a distribution, so that folder/source has its setup.py."""
    found = archives_of(dists, name)
    if len(found) != 1:
        sys.exit('%d source archives of %s' % (len(found), name))
    unpack(os.path.join(dists, found[0]), folder)
    tops = [t for t in os.listdir(folder) if os.path.isfile(os.path.join(folder, t, 'setup.py'))]
    if len(tops) != 1:
        sys.exit('%s has no setup.py in its top directory' % found[0])
    os.rename(os.path.join(folder, tops[0]), os.path.join(folder, 'source'))


def setup(folder, record, *options):
    """`setup.py install`, as files and directories instead of an egg."""
    import platform
    import setuptools  # noqa: F401  distutils alone does not know the options below
    # What is installed must not depend on the build host's distribution.
    platform.dist = platform.linux_distribution = lambda *args, **kwargs: ('', '', '')
    os.chdir(folder)
    sys.path.insert(0, os.getcwd())
    sys.argv = ['setup.py', '--quiet', 'install', '--single-version-externally-managed', '--record', record]
    sys.argv += options
    names = {'__file__': 'setup.py', '__name__': '__main__'}
    exec(compile(read('setup.py'), 'setup.py', 'exec'), names)


def stand_in(requirement, folder):
    """An empty distribution that satisfies a requirement, so that pip goes on and names what else is missing."""
    match = re.match(r'([A-Za-z0-9._-]+)\s*(?:\[[^]]*\])?\s*(.*)', requirement)
    name, relations = re.sub('[-.]+', '_', match.group(1)), match.group(2)
    wanted = re.search(r'(?:==|>=|~=|<=)\s*([0-9][0-9A-Za-z.]*)', relations)
    version = wanted.group(1) if wanted else '0' if '<' in relations else '99999'
    info = '%s-%s.dist-info/' % (name, version)
    wheel = zipfile.ZipFile(os.path.join(folder, '%s-%s-py2.py3-none-any.whl' % (name, version)), 'w')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' % (name, version))
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2-none-any\n'
                                   'Tag: py3-none-any\n')
    wheel.writestr(info + 'RECORD', '')
    wheel.close()


def metadata_of(info):
    """Name and version that a .dist-info or .egg-info tells, or None."""
    for file in (os.path.join(info, 'METADATA'), os.path.join(info, 'PKG-INFO'), info):
        if not os.path.isfile(file):
            continue
        found = {}
        for line in read(file).decode('utf-8', 'replace').splitlines():
            if not line:
                break
            key, _, value = line.partition(':')
            found.setdefault(key.lower(), value.strip())
        if 'name' in found and 'version' in found:
            return str(found['name']), str(found['version'])
    return None


def distributions(top):
    """Metadata path, name and version of each distribution below top."""
    for path in walk(top):
        if path.endswith(('.dist-info', '.egg-info')):
            metadata = metadata_of(path)
            if metadata:
                yield (path,) + metadata


def not_installed(dists, lib):
    present = set(canonical(name) for _, name, _ in distributions(lib))
    for file in sorted(os.listdir(dists)):
        if archive_name(file) not in present:
            print(file)


def setuptools_resources():
    try:
        import pkg_resources
    except ImportError:  # the newest setuptools brings none
        from pip._vendor import pkg_resources
    return pkg_resources


def unlocked(dists, lib, *files):
    """Prints, in one line, what requirement files ask of this Python and neither DISTS nor the tree has."""
    names = set(archive_name(f) for f in os.listdir(dists))
    names.update(canonical(name) for _, name, _ in distributions(lib))
    missing = []
    for file in files:
        for line in text_lines(file):
            try:
                needs = list(setuptools_resources().parse_requirements(line))
            except Exception:  # pip has the last word
                continue
            for need in needs:
                marker = getattr(need, 'marker', None)
                if canonical(need.project_name) not in names and (marker is None or marker.evaluate()):
                    missing.append('%s (asked for in %s)' % (need.project_name, file))
    print(', '.join(missing))


def unmet(dists, venv, *unlisted):
    """Prints, in one line, what distributions from DISTS need and the tree has not, each with who needs it.

    Only names count, for upstream lives with versions that contradict each other. What no index has (`unlisted`
    archives) does not count either: without a lock nothing looks for what that needs.
    """
    found = {}
    for folder in sorted(set(os.path.dirname(path) for path, _, _ in distributions(venv))):
        for distribution in setuptools_resources().find_distributions(folder):
            found[canonical(distribution.project_name)] = distribution
    names = set(archive_name(f) for f in os.listdir(dists)) - set(archive_name(f) for f in unlisted)
    todo = [(name, ()) for name in sorted(names & set(found))]
    missing = {}
    for name, extras in todo:  # grows on the way
        who = found[name]
        try:
            needs = who.requires(extras)
        except Exception:
            sys.stderr.write('what %s needs cannot be read: %s\n' % (name, sys.exc_info()[1]))
            continue
        for need in needs:
            needed = (canonical(need.project_name), tuple(need.extras))
            if needed[0] not in found:
                missing.setdefault(need.project_name, set()).add('%s %s' % (who.project_name, who.version))
            elif needed[1] and needed not in todo:
                todo.append(needed)
    print(', '.join('%s (needed by %s)' % (name, ', '.join(sorted(missing[name]))) for name in sorted(missing)))


def facts():
    real = getattr(sys, 'real_prefix', None) or getattr(sys, 'base_prefix', sys.prefix)
    print('python-prefix %s' % real)
    print('python-version %d.%d.%d' % sys.version_info[:3])


def quoted(field):
    return '"%s"' % field.replace('"', '""') if re.search('[",\r\n]', field) else field


class Finisher(object):
    """Turns the tree that pip left into one that could have been made anywhere, at any time."""

    def __init__(self, work, out, job):
        self.work, self.out = work, out
        self.venv = os.path.join(work, 'venv')
        self.dists = os.path.join(work, 'dists')
        self.settings = [line.partition(' ')[::2] for line in text_lines(job)]
        self.destination = self.values('destination')[0]
        self.epoch = int(self.values('epoch')[0])

    def values(self, name):
        return [value for key, value in self.settings if key == name]

    def inside(self, path):
        return os.path.relpath(path, self.venv)

    def files(self):
        return [path for path in walk(self.venv) if is_file(path)]

    def drop_leftovers(self):
        patterns = ['*.pyc', '*.pyo', '*/__pycache__', '*.dist-info/direct_url.json', 'pip-selfcheck.json',
                    '.gitignore', 'CACHEDIR.TAG', 'build', 'src'] + self.values('delete')
        for path in list(walk(self.venv)):
            # A link to bytecode is one to the interpreter's own.
            if any(fnmatch.fnmatchcase(self.inside(path), pattern) for pattern in patterns):
                remove(path)

    def show_system_packages(self):
        """Only now: while building, packages of the build host must not satisfy a requirement."""
        if self.values('system-site-packages') != ['yes']:
            return
        for path in list(walk(os.path.join(self.venv, 'lib'))):
            if os.path.basename(path) == 'no-global-site-packages.txt':
                os.remove(path)
        config = os.path.join(self.venv, 'pyvenv.cfg')
        if os.path.isfile(config):
            off = re.compile(b'^(include-system-site-packages) *=.*$', re.MULTILINE)
            write(config, off.sub(b'\\1 = true', read(config)))

    def relocated(self, content):
        new = as_bytes(self.destination)
        for path in (self.venv, os.path.realpath(self.venv)):
            old = as_bytes(path)
            if b'\0' in content and len(old) >= len(new):
                # Offsets in binaries must stay; "//" in a path means "/".
                content = content.replace(old, new + b'/' * (len(old) - len(new)))
            else:
                content = content.replace(old, new)
        return content

    def relocate(self):
        for path in list(walk(self.venv)):
            if os.path.islink(path):
                target = os.readlink(path)
                moved = as_path(self.relocated(as_bytes(target)))
                if moved != target:
                    os.remove(path)
                    os.symlink(moved, path)
            elif os.path.isfile(path):
                content = read(path)
                moved = self.relocated(content)
                if moved != content:
                    write(path, moved)

    def check_zips(self):
        """Compressed members cannot be relocated; cal-pkg checks the bytes of everything else."""
        for path in self.files():
            if read(path)[:4] != b'PK\3\4':
                continue
            archive = zipfile.ZipFile(path)
            for name in archive.namelist():
                if as_bytes(self.work) in archive.read(name):
                    sys.exit('%s: %s names the build directory' % (self.inside(path), name))

    def rewrite_records(self):
        """Relocation changed what RECORD (PEP 376, PEP 427) lists, and bytecode is gone."""
        for path in self.files():
            folder, name = os.path.split(path)
            if name == 'installed-files.txt':
                here = [line for line in text_lines(path) if os.path.exists(os.path.join(folder, line))]
                write(path, as_bytes(''.join(line + '\n' for line in sorted(here))))
            elif name == 'RECORD' and folder.endswith('.dist-info'):
                write(path, self.record(path))

    def record(self, path):
        lines = text_lines(path)
        base = os.path.dirname(os.path.dirname(path))
        rows = set()
        for row in csv.reader(lines):
            file = row[0].replace(self.destination, self.venv) if os.path.isabs(row[0]) else row[0]
            real = os.path.join(base, file)
            if not os.path.isfile(real):
                continue
            if len(row) > 1 and row[1]:
                content = read(real)
                digest = as_path(base64.urlsafe_b64encode(hashlib.sha256(content).digest()))
                rows.add('%s,sha256=%s,%d' % (quoted(row[0]), digest.rstrip('='), len(content)))
            else:
                rows.add('%s,,' % quoted(row[0]))
        return as_bytes(''.join(row + '\n' for row in sorted(rows)))

    def describe(self):
        """OUT/installed: what is in the tree, and where it came from."""
        archives = dict((archive_name(file), file) for file in os.listdir(self.dists))
        local = self.local_metadata()
        rows = {}
        for path, name, version in distributions(self.venv):
            origin = archives.get(canonical(name), 'tool')
            if os.path.basename(path) in local:
                origin = 'package'
            elif name in TOOLS and archive_version(origin) != version:
                origin = 'tool'  # virtualenv brought one, so pip did not take the archive
            rows[canonical(name)] = (name, version, origin, self.content_of(path))
        with open(os.path.join(self.out, 'installed'), 'w') as stream:
            for key in sorted(rows):
                stream.write('\t'.join(rows[key]) + '\n')

    def local_metadata(self):
        records = os.path.join(self.work, 'records')
        lines = [line for file in os.listdir(records) for line in text_lines(os.path.join(records, file))]
        return set(part for line in lines for part in line.split('/') if part.endswith('.egg-info'))

    def content_of(self, info):
        """A digest of what was installed: of RECORD, which has the digests of all files, or '-'."""
        path = os.path.join(info, 'RECORD')
        return hashlib.sha256(read(path)).hexdigest() if os.path.isfile(path) else '-'

    def compile(self):
        """Bytecode that knows its final path and the time that its source will have."""
        import py_compile
        sources = [path for path in self.files() if path.endswith('.py')]
        for path in sources:
            os.utime(path, (self.epoch, self.epoch))
        for path in sources:
            final = self.destination + '/' + self.inside(path)
            try:
                py_compile.compile(path, dfile=final, doraise=True)
            except Exception:
                # Python 3.6 cannot print every character here.
                print('not compiled: %s' % repr((final, str(sys.exc_info()[1]))))

    def pack(self):
        tar = tarfile.open(os.path.join(self.out, 'venv.tar'), 'w', format=tarfile.GNU_FORMAT)
        for path in walk(self.venv):
            tar.inodes = {}  # files that share an inode are stored as files
            tar.add(path, self.inside(path), recursive=False)
        tar.close()

    def run(self):
        self.drop_leftovers()
        self.show_system_packages()
        self.relocate()
        self.rewrite_records()
        self.check_zips()
        self.describe()
        self.compile()
        self.pack()


def finish(work, out, job):
    Finisher(work, out, job).run()


if __name__ == '__main__':
    commands = (unpack, remove_archives, unpack_source, wheel_of, setup, stand_in, not_installed, unlocked, unmet,
                facts, finish)
    dict((command.__name__, command) for command in commands)[sys.argv[1]](*sys.argv[2:])
