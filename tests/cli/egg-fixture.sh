# The egg that the suites of `egg patch` repair, and the Pythons that judge it. Sourced by them.
# shellcheck shell=bash

zones="UTC Asia/Tokyo America/New_York Asia/Kathmandu Pacific/Kiritimati Pacific/Marquesas Etc/GMT+12 LMT24:59:59 LMT-24:59:59"

# Leaves in ./found lines "VERSION PROGRAM" for the Pythons that work, from PATH and from pyenv.
find_pythons() {
    local version program pyenv candidate missing=
    pyenv=$(command -v pyenv || true)
    [ -z "$pyenv" ] || pyenv=$(dirname "$(dirname "$(readlink -f "$pyenv")")")
    : >found
    for version in 2.6 2.7 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13; do
        program=
        # A shim of pyenv may lead nowhere, and is slow where it leads somewhere.
        for candidate in "$pyenv"/versions/"$version".*/bin/python"$version" "$(command -v "python$version" || true)"; do
            if [ -n "$program" ] || [ ! -x "$candidate" ]; then continue; fi
            "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null || continue
            program=$candidate
        done
        if [ -n "$program" ]; then
            echo "$version $program" >>found
        else
            missing="$missing $version"
        fi
    done
    [ -z "$missing" ] || leave_out "Pythons that are not installed:$missing"
    [ -s found ] || skip "no Python is installed"
}

# make_package: ./src/calamari_web, with settings.py as upstream had it; EGG-INFO beside.
make_package() {
    mkdir -p src/calamari_web src/EGG-INFO
    : >src/calamari_web/__init__.py
    cat >src/calamari_web/settings.py <<'P'
import os
import sys


class Config(object):
    def get(self, section, key):
        return '/opt/calamari/venv'


config = Config()
DEBUG = False
TEMPLATE_DIRS = (os.path.join(config.get('graphite', 'root'), "lib/python2.7/site-packages/graphite/templates"),)
P
    printf 'urlpatterns = []\n' >src/calamari_web/urls.py
    printf 'Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n' >src/EGG-INFO/PKG-INFO
    printf 'calamari_web\n' >src/EGG-INFO/top_level.txt
    printf '\n' >src/EGG-INFO/dependency_links.txt
    printf '\n' >src/EGG-INFO/zip-safe
    printf 'calamari_web/__init__.py\n' >src/EGG-INFO/SOURCES.txt
    find src -exec touch -d '2014-07-01T12:30:00Z' {} +
}

# make_egg PYTHON FILE: an egg with that Python's bytecode beside each module, as setuptools makes it.
make_egg() {
    make_package
    "$1" - "$2" <<'P'
import os, py_compile, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    for folder, name in [('EGG-INFO', n) for n in sorted(os.listdir('src/EGG-INFO'))] + \
            [('calamari_web', n) for n in ('__init__.py', 'settings.py', 'urls.py')]:
        path = folder + '/' + name
        z.write('src/' + path, path)
        if name.endswith('.py'):
            py_compile.compile('src/' + path, cfile='bytecode', dfile=path, doraise=True)
            os.utime('bytecode', (1404217801, 1404217801))
            z.write('bytecode', path + 'c')
P
    rm -rf src bytecode
}

# runs PROGRAM EGG ZONE: what TEMPLATE_DIRS is, imported out of the egg in that zone.
runs() {
    TZ=$3 PYTHONPATH=$2 PYTHONDONTWRITEBYTECODE=1 "$1" -c \
        'import calamari_web.settings as s; print(s.TEMPLATE_DIRS)'
}

expected() {
    echo "('/opt/calamari/venv/lib/python$1/site-packages/graphite/templates',)"
}

any_python() {
    command -v python3
}

# same_members A B NAME…: all members but those named are the same in both zips, byte for byte and in order.
same_members() {
    python3 - "$@" <<'P'
import sys, zipfile
def members(path):
    data, z = open(path, 'rb').read(), zipfile.ZipFile(path)
    begins = sorted(i.header_offset for i in z.infolist()) + [z.start_dir]
    return [(i.filename, data[i.header_offset:begins[begins.index(i.header_offset) + 1]], i.date_time,
             i.external_attr, i.extra, i.comment, i.flag_bits, i.create_version, i.create_system)
            for i in z.infolist() if i.filename not in sys.argv[3:]]
a, b = members(sys.argv[1]), members(sys.argv[2])
assert a == b, 'members differ'
assert a, 'nothing compared'
P
}

accepted() {
    unzip -tq "$1" >/dev/null || fail "unzip -t refuses $1"
    zipinfo "$1" >/dev/null || fail "zipinfo refuses $1"
    bsdtar -xOf "$1" >/dev/null || fail "bsdtar refuses $1"
    expect_equal "$(python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())' "$1")" None
}

attributes() {
    python3 -c 'import os, sys
for name in sorted(os.listxattr(sys.argv[1])): print(name, os.getxattr(sys.argv[1], name))' "$1"
}

fingerprint() {
    stat -c '%i %s %Y %a' "$1"
    sha256sum <"$1"
}
