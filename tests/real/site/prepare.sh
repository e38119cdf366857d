# shellcheck shell=bash
# What is made before there is a root: packages, and wheels of the Python packages that EL 7 has as packages of its own.
# Sourced by run.

# The Python packages of python2.txt, compiled once.
wheels() {
    local list=$here/python2.txt digest
    digest=$(sha256sum "$list" | cut -c1-16)
    wheels=$cache/wheels-$digest
    [[ ! -e $wheels ]] || return 0
    mkdir -p "$cache"
    rm -rf "$wheels.part"
    "$python" -m pip install --quiet --target "$wheels.tools" --upgrade wheel==0.37.1 2>"$keep/wheels.log" ||
        fail "no Python package wheel: see $keep/wheels.log"
    grep -v '^#' "$list" | while read -r requirement; do
        PYTHONPATH=$wheels.tools "$python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$wheels.part" "$requirement" \
            >>"$keep/wheels.log" 2>&1 || fail "$requirement cannot be compiled: see $keep/wheels.log"
    done
    rm -rf "$wheels.tools"
    mv "$wheels.part" "$wheels"
}

# packages LINE CHECKOUT LOCK: builds what a site of this line installs, into $keep/packages-LINE.
packages() {
    local sources=$keep/checkouts-$1 web=() archives=()
    rm -rf "$sources" "$keep/packages-$1"
    mkdir -p "$sources"
    ln -s "$checkouts/$2" "$sources/calamari"
    ln -s "$checkouts/calamari-clients" "$checkouts/Diamond" "$sources"
    [[ -z $web_apps ]] || web=(--web-apps "$web_apps")
    [[ -z $wheelhouse || $1 != 1.2 ]] || archives=(--wheelhouse "$wheelhouse")
    "$program" venv build --server "$sources/calamari/" --target el7 --lock "$3" --python "$python" \
        "${archives[@]}" --out "$keep/venv-$1" >"$keep/venv-$1.log" 2>&1 || fail "no virtualenv of line $1: see $keep/venv-$1.log"
    # This machine's Python is not the target's: its libc is newer, and its own libraries lie elsewhere.
    "$program" build-all --checkouts "$sources" --target el7 "${web[@]}" --allow-dirty \
        --venv "$keep/venv-$1/calamari-venv-server-el7.tar.gz" --accept glibc-too-new --accept foreign-rpath \
        --out "$keep/packages-$1" >"$keep/packages-$1.log" 2>&1 ||
        fail "no packages of line $1: see $keep/packages-$1.log"
}

prepare() {
    rm -f "$keep"/*.log "$keep"/*.png
    wheels
    packages 1.2 calamari calamari-1.2
    packages 1.5 calamari-1.5 calamari-1.5
}
