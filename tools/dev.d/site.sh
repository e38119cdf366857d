# shellcheck shell=bash
# A whole site, from clones to web pages. Sourced by tools/dev.

rule_selenium() { /usr/bin/python3 -c 'import selenium' 2>/dev/null; }

# site [CHECKOUTS] [OPTION...]: what tests/real/site/run takes. CALPKG_PROGRAM is taken instead of building one.
site() {
    local checkouts=() program=${CALPKG_PROGRAM:-}
    if (($# > 0)) && [[ $1 != --* ]]; then
        checkouts=("$1")
        shift
    fi
    if [[ -z $program ]]; then
        build release
        run cmake --install build/release --prefix build/site/prefix
        program=build/site/prefix/bin/cal-pkg
    fi
    run tests/real/site/run "$@" "$program" "${checkouts[@]}"
}
