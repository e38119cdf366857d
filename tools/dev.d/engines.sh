# shellcheck shell=bash
# Build engines, run for real. Sourced by tools/dev.

# engines [ENGINE...]: what tests/real/engines/run takes. CALPKG_PROGRAM is taken instead of building one.
engines() {
    local program=${CALPKG_PROGRAM:-} as_root=()
    if [[ -z $program ]]; then
        build release
        run cmake --install build/release --prefix build/engines/prefix
        program=build/engines/prefix/bin/cal-pkg
    fi
    [[ $(id -u) -eq 0 ]] || as_root=(sudo)
    run "${as_root[@]}" tests/real/engines/run "$program" "$@"
}
