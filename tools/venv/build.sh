#!/bin/sh
# usage: build.sh IN OUT
# Builds a virtualenv, or fetches what one is built from. Needs a POSIX shell, the Python that the job names,
# virtualenv and, for extensions, a compiler; it reads IN and writes OUT, so that it can run wherever those are.
#
# IN/job        what to do, a directive a line: see job_text() of tools/lib/venv/recipe.hpp
# IN/tree.py    what needs more than a shell; runs with the target's Python
# IN/src.tar    requirement files and local packages
# IN/dists/     `mode build`: archives to install from; nothing comes from the network
#               `mode download`: what need not be fetched, when it is there
#
# OUT/venv.tar  `mode build`: the tree, relocated to its destination
# OUT/dists/    `mode download`: the archives
# OUT/installed name, version, origin (archive, package or tool) and content digest of each distribution
# OUT/facts     what the tree depends on
# OUT/done      written last
# OUT/problem   when it cannot be done: reason, tab, way out
set -eu

in=$1
out=$2
umask 022
export LC_ALL=C TZ=UTC

# Whatever of the caller's environment could show in the result.
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONOPTIMIZE PYTHONUSERBASE PYTHONPYCACHEPREFIX \
    VIRTUAL_ENV CDPATH CPPFLAGS CXXFLAGS PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_CONSTRAINT \
    PIP_REQUIREMENT || :

problem() {
    printf '%s\t%s\n' "$1" "$2" >"$out/problem"
    echo "problem: $1; $2" >&2
    exit 3
}

setting() { sed -n "s/^$1 //p" "$in/job"; }

# Every build path is equally long, so that what a compiler or linker derives from its length is, too. The
# limit leaves room for `#!…/bin/python2.7`, which kernels cut at 127 bytes.
path_length=108
make_work() {
    case $out in
        *[!A-Za-z0-9._/+-]*)
            problem "the name of the work directory '$out' has characters that build tools cannot handle" \
                "set TMPDIR to a directory with a plain name"
            ;;
    esac
    work="$out/w"
    while [ $((${#work} + 5)) -lt $path_length ]; do work="${work}x"; done
    [ $((${#work} + 5)) -eq $path_length ] ||
        problem "the name of the work directory '$out' is too long" "set TMPDIR to a directory with a shorter one"
    rm -rf "$work"
    mkdir "$work" "$work/tmp" "$work/home" "$work/records"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' HUP INT TERM
    export TMPDIR="$work/tmp"
}

find_python() {
    version=$(setting python)
    python=$(setting interpreter)
    [ -n "$python" ] || python=$(command -v "python$version" || :)
    [ -n "$python" ] || problem "there is no python$version" \
        "install Python $version, name one with --python PATH, or use a --runner with the target's Python"
    found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') ||
        problem "'$python' does not run" "name a working Python $version with --python PATH"
    [ "$found" = "$version" ] || problem "'$python' is Python $found, not $version" \
        "name a Python $version with --python PATH, or use a --runner with the target's Python"
    echo "== Python: $python"
}

# What makes virtual environments: virtualenv as a module or as a program that knows this Python, else venv.
create_with() {
    if "$python" -c 'import virtualenv' 2>/dev/null; then
        "$python" -m virtualenv --quiet "$venv" || problem "'$python -m virtualenv' failed" "the log tells why"
    elif command -v virtualenv >/dev/null && virtualenv --quiet --python "$python" "$venv"; then
        :
    elif "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        "$python" -m venv "$venv" || problem "'$python -m venv' failed" "the log tells why"
    else
        return 1
    fi
}

create() {
    export VIRTUALENV_NO_DOWNLOAD=1 VIRTUALENV_NO_PERIODIC_UPDATE=1
    export VIRTUALENV_OVERRIDE_APP_DATA="$work/home/app-data"
    venv=$work/venv
    create_with || problem "there is no virtualenv for Python $version" \
        "run '$python -m pip install \"virtualenv<20.22\"', or use a --runner that has it"
    bin=$venv/bin/python
    "$bin" -c 'import setuptools' 2>/dev/null ||
        problem "the virtualenv of Python $version brings no setuptools" "install a virtualenv that does"
    "$bin" -m pip download --help >/dev/null 2>&1 ||
        problem "the virtualenv of Python $version brings no pip that can download" \
            "install virtualenv 14 or newer, which brings pip 8 or newer"
    pip install --help >"$work/tmp/help"
    no_isolation=$(if_pip_has --no-build-isolation)
    no_warning=$(if_pip_has --no-warn-script-location)
}

pip() { "$bin" -m pip --disable-pip-version-check "$@"; }
tree() { "$bin" "$in/tree.py" "$@"; }

# An option of `pip install`, when this pip has it.
if_pip_has() {
    if grep -q -e "$1" "$work/tmp/help"; then echo "$1"; fi
}

# The compiler's options: no build path, no build id, no data for debuggers. -ffile-prefix-map needs gcc 8.
compiler_options() {
    map=-fdebug-prefix-map
    echo 'int x;' >"$work/tmp/x.c"
    if "${CC:-gcc}" -ffile-prefix-map=a=b -c "$work/tmp/x.c" -o "$work/tmp/x.o" 2>/dev/null; then
        map=-ffile-prefix-map
    fi
    rm -f "$work/tmp/x.c" "$work/tmp/x.o"
    export CFLAGS="-O2 -g0 -fPIC $map=$work=." LDFLAGS="-Wl,--build-id=none"
}

# select_archives DIR [PIP-OPTION…]: what is wanted, and what that needs, one archive each.
select_archives() {
    folder=$1
    shift
    mkdir -p "$folder"
    [ -s "$work/wanted" ] || return 0
    only_source=$(setting sdist | tr '\n' ',')
    # shellcheck disable=SC2046,SC2086
    pip download --dest "$folder" ${only_source:+--no-binary ${only_source%,}} $no_isolation \
        $(setting download-option) -r "$work/wanted" "$@"
}

# The first distribution that pip did not find, by its log.
not_found_by() { sed -n 's/^.*No matching distribution found for \(.*\)$/\1/p' "$1" | sed 's/ (from .*//' | sed -n 1p; }

# The names of missing distributions, all of them: an empty stand-in for each lets pip go on to the next.
missing_archives() {
    mkdir -p "$work/stand-ins"
    : >"$work/missing"
    while :; do
        rm -rf "$work/trial"
        if select_archives "$work/trial" --find-links "$work/stand-ins" >"$work/trial.log" 2>&1; then break; fi
        name=$(not_found_by "$work/trial.log")
        if [ -z "$name" ] || grep -qxF -e "$name" "$work/missing"; then break; fi
        echo "$name" >>"$work/missing"
        tree stand_in "$name" "$work/stand-ins"
    done
    tr '\n' ',' <"$work/missing" | sed 's/,$//; s/,/, /g'
}

# Gets a source archive that no index has, whole or not at all.
fetch() {
    echo "== fetching $1"
    if command -v curl >/dev/null; then
        curl --fail --silent --show-error --location --output "$work/fetched" "$1"
    elif command -v wget >/dev/null; then
        wget --quiet --output-document "$work/fetched" "$1"
    else
        echo "neither curl nor wget is there"
        return 1
    fi && mv "$work/fetched" "$2"
}

# What pip does not get in one go it may get without what cannot be had. That is named in $work/unfetched.
fetch_what_there_is() {
    mv "$work/wanted" "$work/all-wanted"
    # A requirement file names several.
    sed -n 's|^-r ||p' "$work/all-wanted" | while read -r file; do
        sed 's/[[:space:]]#.*$//; s/^[[:space:]]*//; /^$/d; /^#/d; /^-/d' "$work/$file"
    done >"$work/wanted"
    sed '/^-r /d' "$work/all-wanted" >>"$work/wanted"
    until select_archives "$out/dists" "$@" >"$work/trial.log" 2>&1; do
        cat "$work/trial.log"
        name=$(not_found_by "$work/trial.log")
        if [ -z "$name" ] || ! grep -qxF -e "$name" "$work/wanted"; then
            fetch_one_by_one "$@"
            return
        fi
        echo "$name" >>"$work/unfetched"
        grep -vxF -e "$name" "$work/wanted" >"$work/each" || :
        mv "$work/each" "$work/wanted"
    done
    cat "$work/trial.log"
}

# Where pip does not tell which of them it lacks: what else it needs, say, or an index that does not answer.
fetch_one_by_one() {
    mv "$work/wanted" "$work/each"
    while read -r requirement; do
        echo "$requirement" >"$work/wanted"
        select_archives "$out/dists" "$@" </dev/null || echo "$requirement" >>"$work/unfetched"
    done <"$work/each"
}

download() {
    known=''
    if [ -d "$in/dists" ]; then
        cp "$in/dists/"* "$out/dists/"
        known="--find-links $in/dists"
    fi
    : >"$work/unfetched"
    # shellcheck disable=SC2086
    select_archives "$out/dists" $known || fetch_what_there_is $known
    setting archive | while read -r name url; do
        tree remove_archives "$out/dists" "$name"
        if [ -f "$in/dists/$name" ]; then
            cp "$in/dists/$name" "$out/dists/"
        else
            fetch "$url" "$out/dists/$name" || echo "$name ($url)" >>"$work/unfetched"
        fi
    done
    missing=$(tr '\n' ',' <"$work/unfetched" | sed 's/,$//; s/,/, /g')
    [ -z "$missing" ] || problem "cannot fetch $missing" \
        "the log tells why; get them in another way and put them into the wheelhouse, which keeps all others"
}

# From here on only IN and the interpreter count.
isolate() {
    SOURCE_DATE_EPOCH=$(setting epoch)
    export SOURCE_DATE_EPOCH HOME="$work/home" PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
    export PYTHONNOUSERSITE=1 PIP_CONFIG_FILE=/dev/null PIP_NO_CACHE_DIR=1 PIP_NO_INDEX=1 PIP_NO_INPUT=1
    export PIP_FIND_LINKS="$in/dists"
    unset PIP_INDEX_URL PIP_EXTRA_INDEX_URL || :
    compiler_options
}

select_from_wheelhouse() {
    dists=$work/dists
    if ! select_archives "$dists"; then
        missing=$(missing_archives)
        [ -z "$missing" ] || problem "the wheelhouse lacks $missing" \
            "put them there; 'cal-pkg venv wheelhouse' fetches them"
        problem "pip cannot use what is in the wheelhouse" "the log tells why"
    fi
    setting archive | while read -r name url; do
        tree remove_archives "$dists" "$name"
        cp "$in/dists/$name" "$dists/"
    done
    export PIP_FIND_LINKS="$dists"
    # Old setuptools fetch what a setup.py wants while building by themselves.
    printf '[easy_install]\nindex_url = file:///nonexistent/\nfind_links = %s\n' "$dists" >"$HOME/.pydistutils.cfg"
}

# install_source NUMBER NAME OPTION…: by setup.py, for options that pip does not pass on.
install_source() {
    folder=$work/source-$1
    name=$2
    shift 2
    if [ -n "$(tree wheel_of "$dists" "$name")" ]; then
        pip install --no-compile --no-deps "$(tree wheel_of "$dists" "$name")"
    else
        tree unpack_source "$dists" "$name" "$folder" &&
            tree setup "$folder/source" "$work/tmp/record" "$@"
    fi
}

# install_step NUMBER KIND NAME OPTIONS. What to install has been selected, dependencies included, so that no step
# looks for any: conflicts in metadata that upstream lives with do no harm. Options are words without blanks: see rules::venv_option.
install_step() {
    echo "== $2 $3"
    options=$(echo "$4" | sed "s|@venv@|$venv|g; s|@lib@|$lib|g")
    # shellcheck disable=SC2086
    case $2 in
        requirements) pip install --no-compile --no-deps $no_isolation $no_warning $options -r "$work/src/$3" ;;
        package) tree setup "$work/src/$3" "$work/records/$1" $options ;;
        source) install_source "$1" "$3" $options ;;
    esac
}

is_locked() { setting download-option | grep -qx -e --no-deps; }
amend_lock="add it to the lock, or build without --lock and take the lock file that this writes"

# What is asked for under a marker: only here is the Python that decides.
check_asked() {
    # shellcheck disable=SC2046
    missing=$(cd "$work/src" && tree unlocked "$dists" "$lib" \
        $(setting install | sed -n 's/^requirements \([^ ]*\).*/\1/p')) ||
        problem "the requirement files cannot be read" "the log tells why"
    [ -z "$missing" ] || problem "the lock lacks $missing" "$amend_lock"
}

# A lock is all that pip was asked for, so that nobody has looked yet whether something is missing in it.
check_complete() {
    # shellcheck disable=SC2046
    missing=$(tree unmet "$dists" "$venv" $(setting archive | cut -d ' ' -f 1)) ||
        problem "what the locked distributions need cannot be read" "the log tells why"
    [ -z "$missing" ] || problem "the lock lacks $missing" "$amend_lock"
}

build() {
    isolate
    select_from_wheelhouse
    lib=$("$bin" -c 'import setuptools, os; print(os.path.dirname(os.path.dirname(setuptools.__file__)))')
    if is_locked; then check_asked; fi
    number=0
    setting install >"$work/install"
    while read -r kind name options; do
        number=$((number + 1))
        install_step $number "$kind" "$name" "$options" </dev/null ||
            problem "installing the $kind '$name' failed" "the log tells why"
    done <"$work/install"
    # What they depend on.
    tree not_installed "$dists" "$lib" >"$work/rest"
    while read -r archive; do
        # shellcheck disable=SC2086
        pip install --no-compile --no-deps $no_isolation $no_warning "$dists/$archive" </dev/null ||
            problem "installing '$archive' failed" "the log tells why"
    done <"$work/rest"
    if is_locked; then check_complete; fi
    tree facts >"$out/facts"
    tree finish "$work" "$out" "$in/job"
}

mkdir -p "$out"
rm -f "$out/problem"
make_work
find_python
create
tree unpack "$in/src.tar" "$work/src"
{
    setting want-file | sed 's|^|-r src/|'
    setting want
} >"$work/wanted"
case $(setting mode) in
    download) download ;;
    build) build ;;
esac
echo yes >"$out/done"
