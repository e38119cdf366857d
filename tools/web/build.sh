#!/bin/sh
# usage: build.sh IN OUT
# Builds web apps. Needs a POSIX shell, timeout, tar, npm 7 or newer and what the job's steps name (sass, optipng, …); it
# reads IN and writes OUT, so that it can run wherever those are. npm fetches what the apps are built with.
#
# IN/job            what to do, a directive a line: see job_text() of tools/lib/web/make/recipe.hpp
# IN/compass.sh     stands in for compass
# IN/src.tar        the apps' sources
#
# OUT/web.tar       APP/dist of each app
# OUT/lock.APP.json what npm installed for it
# OUT/facts         versions of what built it, a line each
# OUT/done          written last
# OUT/problem       when it cannot be done: reason, tab, way out
set -eu

in=$1
out=$2
runners="(--runner of 'web build', --web-runner of other commands)"
umask 022
export LC_ALL=C TZ=UTC
unset NODE_OPTIONS NODE_PATH NODE_ENV SASSPATH SASS_PATH RUBYOPT CDPATH || :

problem() {
    printf '%s\t%s\n' "$1" "$2" >"$out/problem"
    echo "problem: $1; $2" >&2
    exit 3
}

setting() { sed -n "s/^$1 //p" "$in/job"; }

make_work() {
    work=$out/w
    rm -rf "$work"
    mkdir -p "$work/src" "$work/tmp" "$work/bin" "$work/fetched"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' HUP INT TERM
    export TMPDIR="$work/tmp"
}

# Everything that is missing here, at once.
check_programs() {
    missing=
    for program in timeout tar npm $(setting needs); do
        command -v "$program" >/dev/null || missing="$missing${missing:+, }$program"
    done
    [ -z "$missing" ] || problem "there is no $missing" \
        "install them (Debian 12: coreutils npm ruby-sass sass-stylesheets-compass optipng libjpeg-turbo-progs pngquant gifsicle), or use a runner that has them $runners"
    version=$(npm --version) || problem "'npm --version' failed" "the log tells why"
    [ "${version%%.*}" -ge 7 ] || problem "npm is $version, which writes no lock" "install npm 7 or newer"
    echo "npm $version" >"$out/facts"
}

# limited SECONDS WHAT COMMAND…: its status, but not after the time is over. Some steps never end after they have failed.
# To be called in a subshell. timeout leads a process group of its own, which an interrupt has to be told to.
limited() {
    seconds=$1 what=$2 status=0 began=$(date +%s)
    shift 2
    timeout -k 10 "$seconds" "$@" </dev/null &
    running=$!
    trap 'kill "$running"; exit 130' HUP INT TERM
    wait "$running" || status=$?
    # 137 is SIGKILL: timeout's own, or that of a kernel short of memory.
    if [ $status -eq 137 ] && [ $(($(date +%s) - began)) -lt "$seconds" ]; then
        problem "$what was killed" "give it more memory; the log tells how far it came"
    fi
    case $status in
        124 | 137) problem "$what did not end within $seconds seconds" \
            "look into the log, or raise 'seconds' in layouts/web" ;;
    esac
    return $status
}

# What npm's log says cannot be had, a line each.
note_gone() {
    sed -n -e 's/.*No matching version found for \([^ ]*[^ .]\)\.\{0,1\}$/\1/p' \
        -e "s/.*'\([^']*\)' is not in this registry.*/\1/p" \
        -e 's/.*npm.*404.*Not Found - GET [^ ]*\/\([^ /]*\).*/\1/p' "$1" >>"$work/gone"
}

# fetch SECONDS SPEC DIR: an npm package with its files in DIR/package.
fetch() {
    mkdir -p "$3"
    echo "== fetching $2"
    if ! (cd "$3" && limited "$1" "npm pack $2" npm pack --silent --loglevel error "$2") >"$work/npm.log" 2>&1; then
        cat "$work/npm.log"
        [ ! -s "$out/problem" ] || exit 3
        note_gone "$work/npm.log"
        echo "$2" >>"$work/gone"
        return 0
    fi
    (cd "$3" && tar xzf ./*.tgz)
}

fetch_node() {
    spec=$(setting node)
    [ -n "$spec" ] || return 0
    fetch 900 "$spec" "$work/fetched/node"
}

# npm_install SECONDS APP
npm_install() {
    echo "== npm install in $2"
    (cd "$work/src/$2" && limited "$1" "npm install in $2" npm install --ignore-scripts --no-audit --no-fund \
        --no-package-lock --legacy-peer-deps --loglevel error) >"$work/npm.log" 2>&1 && failed= || failed=yes
    cat "$work/npm.log"
    [ ! -s "$out/problem" ] || exit 3
    if [ -n "$failed" ]; then
        note_gone "$work/npm.log"
        echo "$2" >>"$work/failed"
        return 0
    fi
    if [ -n "$(ls -A "$work/src/$2/node_modules" 2>/dev/null)" ]; then
        cp "$work/src/$2/node_modules/.package-lock.json" "$out/lock.$2.json"
    else # npm leaves nothing where there is nothing to install
        mkdir -p "$work/src/$2/node_modules"
        echo '{"packages": {}}' >"$out/lock.$2.json"
    fi
}

# What the apps ask for and no registry has; looked for only when something could not be fetched, one question each.
check_fetched() {
    [ -s "$work/failed" ] || [ -s "$work/gone" ] || return 0
    [ -n "$(npm view --loglevel error npm@latest version </dev/null)" ] ||
        problem "npm reaches no registry" "look at npm's configuration ('npm config ls') and at the network"
    setting want | sort -u >"$work/wants"
    while IFS= read -r want; do
        [ -n "$(npm view --loglevel error -- "$want" version </dev/null 2>/dev/null)" ] || echo "$want" >>"$work/gone"
    done <"$work/wants"
    gone=$(sort -u "$work/gone" | tr '\n' ',' | sed 's/,$//; s/,/, /g')
    [ -z "$gone" ] || problem "npm cannot fetch $gone any more" \
        "leave them out ('without') or name others ('instead') in layouts/web, or point npm to a registry that has them"
    problem "npm cannot install what $(tr '\n' ' ' <"$work/failed")need" "the log tells why"
}

# component_place APP SPEC: where a component's npm package is fetched to.
component_place() { printf '%s' "$work/fetched/bower-$1/$(printf '%s' "$2" | tr / %)"; }

# put_component APP SPEC FILE TO: a component of bower's that npm has, too.
put_component() {
    mkdir -p "$work/src/$1/$4"
    cp "$(component_place "$1" "$2")/package/$3" "$work/src/$1/$4/" ||
        problem "the npm package $2 for $1/$4 has no $3" "name another 'file' in layouts/web"
}

# What every build calls by name.
make_programs() {
    printf '%s\n' '#!/usr/bin/env node' "require(require('path').resolve('node_modules/grunt')).cli();" >"$work/bin/grunt"
    # The apps write the version into their scripts; the sources here are no repository.
    printf '%s\n' '#!/bin/sh' "echo '$(setting describe)'" >"$work/bin/git"
    chmod +x "$work/bin/grunt" "$work/bin/git"
    if [ -d "$work/fetched/node" ]; then
        node=$work/fetched/node/package/bin
        chmod +x "$node/node"
        "$node/node" --version >"$work/node-version" ||
            problem "node of $(setting node) does not run here" "use a runner where it does $runners"
        echo "node $(sed 's/^v//' "$work/node-version")" >>"$out/facts"
        PATH=$node:$PATH
    fi
    export PATH="$work/bin:$PATH"
}

# use_compass STYLESHEETS
use_compass() {
    if command -v compass >/dev/null; then
        echo "compass $(compass --version 2>/dev/null | sed -n 's/^Compass \([0-9.]*\).*/\1/p')" >>"$out/facts"
        return 0
    fi
    command -v sass >/dev/null ||
        problem "there is neither compass nor sass" \
            "install ruby-sass and sass-stylesheets-compass, or use a runner that has compass $runners"
    [ -d "$1" ] || problem "compass's stylesheets are not in $1" \
        "install sass-stylesheets-compass, or name their place in layouts/web"
    cp "$in/compass.sh" "$work/bin/compass"
    chmod +x "$work/bin/compass"
    export COMPASS_STYLESHEETS="$1"
    echo "sass $(sass --version | sed -n 's/^[^0-9]*\([0-9.]*\).*/\1/p')" >>"$out/facts"
}

# link_program APP PROGRAM PACKAGE: in the place of what the package would download.
link_program() {
    find "$work/src/$1/node_modules" -type d -name "$3" >"$work/packages"
    while IFS= read -r package; do
        mkdir -p "$package/vendor/linux/x64"
        ln -sf "$(command -v "$2")" "$package/vendor/$2"
        ln -sf "$(command -v "$2")" "$package/vendor/linux/x64/$2"
    done <"$work/packages"
}

# run_grunt SECONDS APP TASK
run_grunt() {
    echo "== grunt $3 in $2"
    status=0
    (cd "$work/src/$2" && limited "$1" "grunt $3 in $2" grunt --no-color "$3") >"$work/grunt.log" 2>&1 || status=$?
    cat "$work/grunt.log"
    # It goes on after a step has failed, and may give 0 all the same, or wait for that step until its time is over.
    if grep -q 'Done, but with warnings' "$work/grunt.log"; then
        problem "grunt $3 in $2 had warnings, so that the app may be incomplete" "the log tells which"
    fi
    [ ! -s "$out/problem" ] || exit 3
    [ $status -eq 0 ] || problem "grunt $3 in $2 failed with exit code $status" "the log tells why"
    grep -Eq '^Done(, without errors)?\.$' "$work/grunt.log" ||
        problem "grunt $3 in $2 did not come to its end" "the log tells how far it came"
}

# step SECONDS APP KIND ARGUMENT…
step() {
    case $3 in
        npm) npm_install "$1" "$2" ;;
        bower) fetch "$1" "$4" "$(component_place "$2" "$4")" ;;
        component) put_component "$2" "$4" "$5" "$6" ;;
        compass) use_compass "$4" ;;
        program) link_program "$2" "$4" "$5" ;;
        grunt) run_grunt "$1" "$2" "$4" ;;
    esac
}

# run_steps NAME: those that the job lists as NAME. Words without blanks: see forms of layout/web_recipe.
run_steps() {
    setting "$1" >"$work/steps.$1"
    while IFS= read -r line; do
        # shellcheck disable=SC2086
        step $line
    done <"$work/steps.$1"
}

collect() {
    apps=
    for app in $(setting app); do
        [ -s "$work/src/$app/dist/index.html" ] ||
            problem "the build of $app left no dist/index.html" "the log tells what it did"
        apps="$apps $app/dist"
    done
    # shellcheck disable=SC2086
    (cd "$work/src" && tar cf "$out/web.tar" $apps)
}

mkdir -p "$out"
rm -f "$out/problem"
make_work
: >"$work/gone"
: >"$work/failed"
check_programs
tar xf "$in/src.tar" -C "$work/src"
fetch_node
run_steps fetch
check_fetched
make_programs
run_steps build
collect
echo yes >"$out/done"
