# Shared by what is tested of `cal-pkg web build`: programs in the shape of npm, node, grunt, sass and the others, so that
# nothing is fetched.
# shellcheck shell=bash

# Leaves a data directory, a sample checkout without built apps, and stand-ins in ./bin, first on PATH. What is in
# ./gone, a line each, the stand-in for npm cannot fetch; ./grunt-extra is run by each `grunt build`.
prepare_web() {
    samples calamari-clients
    rm -rf checkouts/calamari-clients/*/dist
    cp -rL "$(dirname "${program:?}")/../share/cal-pkg" data
    mkdir bin stylesheets cache
    sed -i "s|compass: /usr/share/sass|compass: $PWD/stylesheets|" data/layouts/web/clients.yaml
    export CALPKG_DATA=$PWD/data XDG_CACHE_HOME=$PWD/cache TMPDIR=${PWD%/*} PATH=$PWD/bin:$PATH
    : >gone
    : >grunt-extra
    stub optipng 'exit 0'
    stub jpegtran 'exit 0'
    stub pngquant 'exit 0'
    stub gifsicle 'exit 0'
    # shellcheck disable=SC2016
    stub sass '[ "$1" != --version ] || { echo "Sass 3.7.4 (Bleeding Edge)"; exit 0; }
for last; do :; done
echo "body { color: red; }" >"$last"'
    sed "s|@gone@|$PWD/gone|; s|@grunt@|$PWD/fake-grunt|" "${source_root:?}/tests/cli/programs/fake-npm" >bin/npm
    sed "s|@extra@|$PWD/grunt-extra|" "$source_root/tests/cli/programs/fake-grunt" >fake-grunt
    chmod +x bin/npm fake-grunt
}

# stub NAME SCRIPT
stub() {
    printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
    chmod +x "bin/$1"
}

# web_build OUT [OPTION…]
web_build() {
    local out=$1
    shift
    cal-pkg web build --checkouts checkouts --out "$out" "$@"
}

# stage_with OUT WEB-APPS [OPTION…]: the tarball of what the package installs.
stage_with() {
    local out=$1 apps=$2
    shift 2
    cal-pkg stage clients --checkouts checkouts --target el6 --web-apps "$apps" --out "$out" "$@" >/dev/null
}
