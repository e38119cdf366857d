# `cal-pkg dist`: upstream's source tarballs.
# shellcheck shell=bash

test_server_tarball_is_that_of_make_dist() {
    samples calamari
    cal-pkg dist server --checkouts checkouts --out out >stdout
    expect_equal "$(cat stdout)" out/calamari-server_1.2.tar.gz
    tar -tzf out/calamari-server_1.2.tar.gz | LC_ALL=C sort >members
    (cd checkouts/calamari && git ls-files) | grep -vE '^(\.gitignore|debian/|dev/|minion-sim/|vagrant/)' |
        sed 's,^,calamari-server-1.2/,' | LC_ALL=C sort >expected
    grep -v '/$' members | diff expected - || fail "other members than tracked files"
    grep -qx calamari-server-1.2/ members
}

test_diamond_tarball_holds_what_sdist_takes() {
    samples Diamond
    cal-pkg dist diamond --checkouts checkouts --out out >/dev/null
    tar -xzf out/diamond-3.4.67.tar.gz
    expect_equal "$(cat diamond-3.4.67/version.txt)" 3.4.67
    grep -q '3\.4\.67' diamond-3.4.67/src/diamond/version.py
    grep -qx 'Version: 3.4.67' diamond-3.4.67/PKG-INFO
    [ ! -e diamond-3.4.67/docs ] || fail "a submodule is in the tarball"
}

test_clients_tarball_has_sources_and_no_build_results() {
    samples calamari-clients
    cal-pkg dist clients --checkouts checkouts --out out >/dev/null
    tar -tzf out/calamari-clients_1.2.tar.gz >members
    grep -qx calamari-clients-1.2/Makefile members
    ! grep -q /dist/ members || fail "build results are in the source tarball"
}

test_same_bytes_whatever_umask_zone_and_directory() {
    samples
    (umask 077 && TZ=Asia/Tokyo LC_ALL=C cal-pkg dist server clients diamond --checkouts checkouts --out a) >/dev/null
    mkdir else
    "$source_root/tests/samples/make-checkouts" else/checkouts
    (cd else && umask 002 && cal-pkg dist server clients diamond --checkouts checkouts --out ../b) >/dev/null
    diff -r a b || fail "tarballs differ"
}

test_untracked_files_stay_out() {
    samples calamari
    echo junk >checkouts/calamari/conf/junk.conf
    cal-pkg dist server --checkouts checkouts --out out >/dev/null
    ! tar -tzf out/calamari-server_1.2.tar.gz | grep junk || fail "an untracked file is in the tarball"
}

test_json_tells_path_and_digest() {
    samples Diamond
    cal-pkg dist diamond --checkouts checkouts --out out --json >json
    python3 - <<'P'
import hashlib, json
t = json.load(open("json"))["tarballs"][0]
assert t["sha256"] == hashlib.sha256(open(t["path"], "rb").read()).hexdigest()
P
}
