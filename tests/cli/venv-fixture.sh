# Shared by the suites about virtualenvs: with this host's python3, a small wheelhouse and no network.
# shellcheck shell=bash

# Whether a Python's venv makes virtualenvs in which pip installs source archives as they are: ensurepip brings
# setuptools up to Python 3.11, and pip wants the package wheel, which it does not bring, from 23.1 on.
makes_virtualenvs() {
    "$1" -c '
import ensurepip, sys, venv
pip = tuple(int(part) for part in ensurepip.version().split(".")[:2])
sys.exit(not (pip < (23, 1) and sys.version_info < (3, 12)))' 2>/dev/null
}

# The first Python 3 that will do.
find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3 python3.11 python3.10 python3.9 python3.8; do
        venv_python=$("$candidate" -c 'import sys; print(sys.executable)' 2>/dev/null) || continue
        makes_virtualenvs "$venv_python" && return
    done
    skip "no python3 makes a virtualenv that builds source archives: install python3-venv with pip before 23.1"
}

# Leaves a data directory whose target `here` has a Python 3 of this host, a checkout of the 1.5 line that asks
# for two small distributions, and a wheelhouse that has them and what they need. $venv_python is the Python.
# Builds are recorded: see recorded-build.sh.
prepare() {
    prepare_cold
    local script
    script=$(cat "${source_root:?}/tests/cli/recorded-build.sh")
    mkdir really
    mv data/venv/build.sh really/build.sh
    script=${script//@build_script@/"$PWD/really/build.sh"}
    script=${script//@recordings@/"${fixtures:?}/recordings"}
    script=${script//@programs@/"$source_root/tests/cli/programs"}
    script=${script//@hook@/"$PWD/before-build"}
    printf '%s\n' "$script" >data/venv/build.sh
}

# The same, where every build is really done: for what only that can prove.
prepare_cold() {
    find_python
    local version
    version=$("$venv_python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ -e "$("$venv_python" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ] ||
        leave_out "no extension module is built: Python.h is missing"
    cp -rL "$(dirname "${program:?}")/../share/cal-pkg" data
    sed "s/^target:.*/target: here/; s/^python:.*/python: \"$version\"/" data/layouts/targets/el9.yaml \
        >data/layouts/targets/here.yaml
    # Most of what lies in a virtualenv is pip's and setuptools', and most of the time would go into compiling and
    # packing that again and again.
    sed -i "s%^  remove: \\[%&\"*/site-packages/pip/_vendor/*\", \"*/site-packages/setuptools/*/*\", %" \
        data/layouts/server.yaml
    grep -q '^  remove: .*setuptools' data/layouts/server.yaml
    # Builds need a temporary directory with a short name: the suite's own.
    export CALPKG_DATA=$PWD/data XDG_CACHE_HOME=$PWD/cache TMPDIR=${PWD%/*}
    samples calamari-1.5
    mkdir -p "checkouts/calamari-1.5/requirements/$version"
    printf '# what the web needs\nalpha==1.0\nBeta_Two>=1.5\n' \
        >"checkouts/calamari-1.5/requirements/$version/requirements.production.txt"
    commit_checkout
    "$venv_python" "${source_root:?}/tests/cli/make-wheelhouse.py" wheelhouse
}

# only_steps STEP…: the recipe has these steps and no others: each takes a second of a build that is not recorded.
only_steps() {
    local step
    sed -i '/^  steps:$/,/^  remove:/{/^    /d}' data/layouts/server.yaml
    for step; do
        sed -i "s/^  remove:/    - {$step}\n&/" data/layouts/server.yaml
    done
}

# alpha_as_a_wheel: the wheelhouse has it as one that pip does not have to build whenever it looks at it.
alpha_as_a_wheel() {
    rm wheelhouse/alpha-1.0.tar.gz
    PYTHONPATH=$source_root/tests/cli "$venv_python" -B -c '
from importlib import import_module
import_module("make-wheelhouse").wheel("wheelhouse", "alpha", "1.0", ["gamma"])'
}

# really COMMAND…: its builds are really done, as after prepare_cold.
really() {
    mv data/venv/build.sh recorded
    cp really/build.sh data/venv/build.sh
    local status=0
    "$@" || status=$?
    mv recorded data/venv/build.sh
    return "$status"
}

commit_checkout() {
    in_git checkouts/calamari-1.5 add -A
    in_git checkouts/calamari-1.5 commit -q -m change
    in_git checkouts/calamari-1.5 tag -f -a -m v1.5.8 v1.5.8 >/dev/null
}

# build_venv OUT [OPTION…]
build_venv() {
    local out=$1
    shift
    cal-pkg venv build --server checkouts/calamari-1.5 --target here --python "$venv_python" \
        --wheelhouse wheelhouse --out "$out" "$@"
}

# Whether bubblewrap is there and may do what it is for; the reason is in $no_bwrap otherwise.
has_bwrap() {
    no_bwrap="bubblewrap is missing"
    command -v bwrap >/dev/null || return 1
    no_bwrap="bubblewrap may not make namespaces here"
    bwrap --ro-bind / / --dev /dev true 2>/dev/null
}
