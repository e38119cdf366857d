# shellcheck shell=bash
# The same sources built by every rpmbuild, and with every library, that is here. Sourced by tools/dev.

matrix_targets=(el6 el7 el9)

# contents_of REPOSITORY DIRECTORY: copies what has to be equal: all but the logs, and the manifest without these and the tools.
contents_of() {
    cp -r "$1" "$2"
    rm -rf "$2/logs"
    python3 - "$2/manifest.json" <<'PYTHON'
import json, sys
manifest = json.load(open(sys.argv[1]))
for component in manifest['components'] + manifest['earlier']:
    del component['built_with'], component['program_version']
manifest['files'] = [file for file in manifest['files'] if not file['path'].startswith('logs/')]
del manifest['seal']
json.dump(manifest, open(sys.argv[1], 'w'), indent=2)
PYTHON
}

# build_with NAME VARIABLE=VALUE...: builds every source for every target into build/matrix/NAME, with these variables.
build_with() {
    local name=$1 source target out log
    shift
    for source in build/matrix/sources/*; do
        for target in "${matrix_targets[@]}"; do
            out=build/matrix/out/$name/${source##*/}
            log=$out-$target.log
            mkdir -p "$out"
            # Of the real checkouts some files cannot be had any more.
            env "$@" "$matrix_program" build-all --checkouts "$source/" --allow-dirty --target "$target" --out "$out" \
                >"$log" 2>&1 || note "$name: ${source##*/} for $target failed: see $log"
            [[ ! -d $out/$target ]] || contents_of "$out/$target" "$out/$target.contents"
        done
    done
}

# programs_with LIBRARIES: a directory with the programs that cal-pkg runs, which hands them these libraries: it gives
# them an environment without LD_LIBRARY_PATH.
programs_with() {
    local directory name
    directory=$PWD/build/matrix/bin/$(basename "$(dirname "$1")")
    mkdir -p "$directory"
    for name in rpmbuild createrepo_c; do
        printf '#!/bin/sh\nLD_LIBRARY_PATH=%q exec %q "$@"\n' "$1" "$(command -v "$name")" >"$directory/$name"
        chmod +x "$directory/$name"
    done
    echo "$directory"
}

# compare_with NAME: a row of the table; what differs goes to build/matrix/differences.
compare_with() {
    local name=$1 source target here there files different
    printf '%-24s' "$name"
    for source in build/matrix/sources/*; do
        for target in "${matrix_targets[@]}"; do
            here=build/matrix/out/here/${source##*/}/$target.contents
            there=build/matrix/out/$name/${source##*/}/$target.contents
            if [[ ! -d $here || ! -d $there ]]; then
                echo "$there is missing" >>build/matrix/differences
                printf ' %14s' failed
                continue
            fi
            files=$(find "$here" -type f | wc -l)
            different=$({ diff -rq "$here" "$there" || :; } | tee -a build/matrix/differences | wc -l)
            if ((different == 0)); then
                printf ' %14s' "$files equal"
            else
                printf ' %14s' "$different differ"
            fi
        done
    done
    printf '\n'
}

# compare_all NAME...: the table.
compare_all() {
    local source target name
    printf '%-24s' "as $(rpmbuild --version | sed 's/.* //') here"
    for source in build/matrix/sources/*; do
        for target in "${matrix_targets[@]}"; do
            printf ' %14s' "${source##*/} $target"
        done
    done
    printf '\n'
    : >build/matrix/differences
    for name in "$@"; do
        compare_with "$name"
    done
    [[ -s build/matrix/differences ]] || return 0
    note "not all is equal; see build/matrix/differences, for instance:"
    head -n 5 build/matrix/differences >&2
    return 1
}

# matrix_sources [--checkouts DIRECTORY]...: the samples, and directories with checkouts, in a new build/matrix.
matrix_sources() {
    local directory directories=()
    while (($# > 0)); do
        [[ $1 == --checkouts && -d ${2:-} ]] ||
            fail "matrix: '$1 ${2:-}' is not --checkouts with a directory of checkouts"
        directories+=("$(realpath "$2")")
        shift 2
    done
    rm -rf build/matrix
    mkdir -p build/matrix/sources
    tests/samples/make-checkouts build/matrix/sources/samples >/dev/null
    for directory in "${directories[@]}"; do
        ln -sT "$directory" "build/matrix/sources/$(basename "$directory")"
    done
}

# matrix [--checkouts DIRECTORY]...
matrix() {
    local prefix names=() readers=() status=0
    matrix_sources "$@"
    matrix_program=${CAL_PKG:-}
    if [[ -z $matrix_program ]]; then
        build release completions # and the program that they are made by
        run cmake --install build/release --prefix build/matrix/prefix
        matrix_program=$PWD/build/matrix/prefix/bin/cal-pkg
    fi
    build_with here "PATH=$PATH"
    for prefix in "$(rpm_prefixes)"/*/bin; do
        [[ -x $prefix/rpmbuild ]] || continue
        if ! at_least "$(basename "${prefix%/bin}")" 4.14; then
            readers+=("${prefix%/bin}")
            continue
        fi
        names+=("$(basename "$(dirname "$prefix")")")
        build_with "${names[-1]}" "PATH=$prefix:$PATH"
    done
    for prefix in "$(realpath -m "${CALPKG_LIBS:-build/libs}")"/*/lib; do
        [[ -d $prefix ]] || continue
        names+=("$(basename "$(dirname "$prefix")")")
        build_with "${names[-1]}" "PATH=$(programs_with "$prefix"):$PATH" "LD_LIBRARY_PATH=$prefix"
    done
    ((${#names[@]} + ${#readers[@]} > 0)) ||
        fail "matrix: there is nothing to compare with in $(rpm_prefixes)" "    For instance: tools/dev rpm 4.20.1"

    compare_all "${names[@]}" || status=1
    for prefix in "${readers[@]}"; do
        read_all "$prefix" || status=1
    done
    return "$status"
}
