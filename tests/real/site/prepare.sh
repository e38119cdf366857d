# shellcheck shell=bash
# What is made before there is a root: clones, a Python 2.7, wheels of the Python packages that EL 7 has as packages of
# its own, web apps, packages. Sourced by run.

# made WHAT LOG COMMAND...: runs it and says how long it took. Functions must tell of each failure: set -e is off in them.
made() {
    local what=$1 log=$keep/$2.log begin=$SECONDS
    shift 2
    "$@" >"$log" 2>&1 || fail "no $what: $(tail -n 3 "$log")
see $log"
    printf 'made %s: %d s\n' "$what" $((SECONDS - begin))
}

clones() {
    [[ -z $checkouts ]] || return 0
    checkouts=$cache/checkouts
    # A mirror may lack a file of the clients that nothing reads.
    made "clones of line 1.2" fetch-1.2 "$program" fetch "$checkouts" --line 1.2 --allow-dirty "${from[@]}"
    made "clone of line 1.5" fetch-1.5 "$program" fetch "$checkouts-1.5" --line 1.5 --only server "${from[@]}"
    ln -sfn "$checkouts-1.5/calamari" "$checkouts/calamari-1.5"
}

# A Python 2.7 of this machine that runs: pyenv's stand-in in PATH may have none behind it.
find_python() {
    local candidate
    for candidate in python2.7 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/2.7*/bin/python2.7; do
        "$candidate" -c 'import sys, ssl, sqlite3; print(sys.executable)' 2>/dev/null && return
    done
    return 1
}

# copy_python PYTHON DIRECTORY: the machine's own stays as it is.
copy_python() {
    local prefix
    prefix=$("$1" -c 'import sys; print(sys.prefix)') &&
        rm -rf "$2" "$2.part" &&
        cp -a "$prefix" "$2.part" &&
        "$2.part/bin/python2.7" -m pip install --quiet virtualenv==20.15.1 &&
        mv "$2.part" "$2"
}

python2() {
    local found
    if [[ -z $python ]]; then
        python=$cache/python2.7/bin/python2.7
        if ! "$python" -m virtualenv --version >/dev/null 2>&1; then
            found=$(find_python) || fail "there is no Python 2.7: install one with a shared library, for example by" \
                "'PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install 2.7.18', or name it with --python"
            [[ $("$found" -c 'import sys; print(sys.prefix)') != /usr ]] ||
                fail "$found is the system's: name another with --python, which has virtualenv"
            made "Python 2.7" python copy_python "$found" "$cache/python2.7"
        fi
    fi
    "$python" -m virtualenv --version >/dev/null 2>&1 ||
        fail "$python has no virtualenv: '$python -m pip install virtualenv==20.15.1' brings it"
}

# compile LIST DIRECTORY: wheels of the requirements in LIST.
compile() {
    local requirements requirement
    rm -rf "$2.part" "$2.tools"
    mapfile -t requirements < <(grep -v '^#' "$1")
    "$python" -m pip install --quiet --target "$2.tools" --upgrade wheel==0.37.1 || return
    for requirement in "${requirements[@]}"; do
        PYTHONPATH=$2.tools "$python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$2.part" \
            "$requirement" || return
    done
    rm -rf "$2.tools"
    mv "$2.part" "$2"
}

# The Python packages of python2.txt, compiled once.
wheels() {
    local list=$here/python2.txt
    wheels=$cache/wheels-$(sha256sum "$list" | cut -c1-16)
    [[ -e $wheels ]] || made "Python packages that EL 7 has" wheels compile "$list" "$wheels"
}

archives() {
    [[ -z $wheelhouse ]] || return 0
    wheelhouse=$cache/wheelhouse-1.2
    made "wheelhouse of line 1.2" wheelhouse "$program" venv wheelhouse "$wheelhouse" --server "$checkouts/calamari/" \
        --target el7 --line 1.2 "${from[@]}" --lock calamari-1.2 --python "$python"
}

web_apps() {
    [[ -z $web_apps ]] || return 0
    made "web apps" web-apps "$program" web build --clients "$checkouts/calamari-clients/" --allow-dirty --runner local \
        --out "$cache/web-apps"
    web_apps=$cache/web-apps/calamari-web-apps-clients.tar.gz
}

# packages LINE CHECKOUT LOCK [OPTION...]: builds what a site of this line installs, into $keep/packages-LINE. The
# options are venv build's.
packages() {
    local line=$1 sources=$keep/checkouts-$1 checkout=$2 lock=$3
    shift 3
    [[ $line == 1.2 || $only != 1.2 ]] || return 0 # 1.5 is upgraded to from 1.2
    rm -rf "$sources" "$keep/packages-$line"
    mkdir -p "$sources"
    ln -s "$checkouts/$checkout" "$sources/calamari"
    ln -s "$checkouts/calamari-clients" "$checkouts/Diamond" "$sources"
    made "virtualenv of line $line" "venv-$line" "$program" venv build --server "$sources/calamari/" --target el7 \
        --lock "$lock" --python "$python" "$@" --out "$keep/venv-$line"
    # This machine's Python is not the target's: its libc is newer, and its own libraries lie elsewhere.
    made "packages of line $line" "packages-$line" "$program" build-all --checkouts "$sources" --target el7 \
        --web-apps "$web_apps" --allow-dirty --venv "$keep/venv-$line/calamari-venv-server-el7.tar.gz" \
        --accept glibc-too-new --accept foreign-rpath --out "$keep/packages-$line"
}

prepare() {
    rm -f "$keep"/*.log "$keep"/*.png
    clones
    python2
    wheels
    archives
    web_apps
    packages 1.2 calamari calamari-1.2 --wheelhouse "$wheelhouse"
    packages 1.5 calamari-1.5 calamari-1.5
}
