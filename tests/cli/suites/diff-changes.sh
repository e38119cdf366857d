# Packages that rpmbuild makes with one thing changed at a time: each is told, and nothing else.
# shellcheck shell=bash

test_each_change_is_told_and_nothing_else() {
    local program
    for program in rpmbuild rpmsign gpg cc; do command -v $program >/dev/null || skip "$program is not installed"; done
    "${source_root:?}/tests/cli/changes/make" made >log 2>&1 || fail "no packages: $(cat log)"
    "$source_root/tests/cli/changes/judge" made || fail "not what list.tsv says"
}
