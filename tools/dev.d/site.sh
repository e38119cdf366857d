# shellcheck shell=bash
# A whole site, from clones to web pages. Sourced by tools/dev.

rule_selenium() { /usr/bin/python3 -c 'import selenium' 2>/dev/null; }

# site CHECKOUTS [OPTION...]: the options are those of tests/real/site/run.
site() {
    (($# > 0)) || fail "site: name the directory with the clones; tests/real/site/run says which"
    local checkouts=$1
    shift
    build release
    run cmake --install build/release --prefix build/site/prefix
    run tests/real/site/run "$@" "$checkouts" build/site/prefix/bin/cal-pkg
}
