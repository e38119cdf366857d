# shellcheck shell=bash
# What the targets' own, old versions of rpm make of packages. Sourced by tools/dev.

# tried NAME COMMAND...: runs it, silently where it succeeds. `rpm -V` has to print nothing, either.
tried() {
    local name=$1 output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    [[ $status -ne 0 || ($name == verify && -n $output) ]] || return 0
    note "$name failed:" "$output"
    return 1
}

# rebuild_with PREFIX TOPDIR FILE...: makes the binary packages of these source packages.
rebuild_with() {
    local prefix=$1 top=$2 file
    shift 2
    for file in "$@"; do
        "$prefix/bin/rpmbuild" --rebuild --nodeps --target x86_64 --define "_topdir $top" "$file" || return
    done
}

# read_with PREFIX REPOSITORY WORK: verifies, installs, upgrades and erases its packages with that rpm, in a root below
# WORK, and rebuilds its source packages.
read_with() {
    local rpm=$1/bin/rpm repository=$2 work=$3 packages sources installed
    mapfile -t packages < <(find "$repository" -path '*/SRPMS' -prune -o -name '*.rpm' -print)
    mapfile -t sources < <(find "$repository/SRPMS" -name '*.rpm')
    local in_root=("$rpm" --root "$work/root" --nodeps --noscripts)
    local any=(--nosignature --ignorearch --ignoreos)
    mkdir -p "$work/root"
    tried digests "$rpm" -K --nosignature "${packages[@]}" "${sources[@]}" &&
        tried initdb "$rpm" --root "$work/root" --initdb &&
        tried install "${in_root[@]}" -i "${any[@]}" "${packages[@]}" &&
        tried verify "${in_root[@]}" -Va --nouser --nogroup &&
        tried upgrade "${in_root[@]}" -U --force "${any[@]}" "${packages[@]}" &&
        mapfile -t installed < <("$rpm" --root "$work/root" -qa) &&
        tried erase "${in_root[@]}" -e "${installed[@]}" &&
        tried rebuild rebuild_with "$1" "$work/top" "${sources[@]}"
}

# read_all PREFIX: a row of the table: the packages that were built here for the target whose rpm this is.
read_all() {
    local version source target work status=0
    version=$(basename "$1")
    printf '%-24s' "$version reads"
    for source in build/matrix/sources/*; do
        for target in "${matrix_targets[@]}"; do
            work=$(mktemp -d)
            if ! grep -q -x -F "rpm: $version" "layouts/targets/$target.yaml"; then
                printf ' %14s' -
            elif read_with "$1" "build/matrix/out/here/${source##*/}/$target" "$work"; then
                printf ' %14s' all
            else
                printf ' %14s' 'not all'
                status=1
            fi
            rm -rf "$work"
        done
    done
    printf '\n'
    return "$status"
}
