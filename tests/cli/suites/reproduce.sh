# Published packages are made again elsewhere, by others, and a difference is shown.
# shellcheck shell=bash

# somewhere_else COMMAND…: in another directory, time zone and umask; where tests run as root, as a user whom neither the
# checkouts nor the packages belong to.
somewhere_else() {
    mkdir -p else/where/deep
    local as=()
    if [ "$(id -u)" -eq 0 ]; then
        chmod 755 .. .
        chown 65534:65534 else/where/deep
        as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    fi
    (cd else/where/deep && umask 077 && exec "${as[@]}" env TZ=Asia/Kathmandu USER=bob HOME="$PWD" TMPDIR="$PWD" GIT_CONFIG_COUNT=1 \
        GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' "$@")
}

test_packages_are_made_again_elsewhere() {
    nobody_gets_here || skip "nobody cannot run cal-pkg here" # first: what is there becomes nobody's
    samples Diamond
    cal-pkg build diamond minion --checkouts checkouts --target el6 --out out --set minion.master=salt.example.org >/dev/null 2>&1
    # The checkout goes on, and is worked in.
    echo '# later' >>checkouts/Diamond/setup.py
    in_git checkouts/Diamond commit -qam later
    echo '# modified' >>checkouts/Diamond/setup.py
    local package before
    before=$(git -C checkouts/Diamond status --porcelain)
    expect_status 0 somewhere_else cal-pkg reproduce "$PWD/out/el6" --checkouts "$PWD/checkouts"
    [ "$(grep -c ': same bytes$' stdout)" -eq 4 ] && [ ! -s stderr ] || fail "$(cat stdout stderr)"
    expect_equal "$(git -C checkouts/Diamond status --porcelain)" "$before"
    [ -z "$(find else/where/deep -mindepth 1 ! -path '*/.cache*')" ] || fail "something is left: $(find else)"

    # From a mirror, where upstream's name is known, and of one package.
    mkdir -p mirror/ceph
    git clone -q --mirror checkouts/Diamond mirror/ceph/Diamond.git
    package=$(only_file out/el6/noarch/diamond*.rpm)
    expect_status 0 cal-pkg reproduce "$package" --from mirror
    expect_equal "$(cat stdout)" "$package: same bytes"

    expect_error 'has no commit' "$(sed -n 's/.*"gitCommit": "\(.*\)".*/\1/p' out/el6/provenance.json)" -- \
        cal-pkg reproduce "$package" --checkouts "$(mkdir -p other && git clone -q --depth 1 "file://$PWD/checkouts/Diamond" other/Diamond && echo other)"
    package=$(only_file out/el6/noarch/calamari-minion*.rpm)
    mkdir mail
    cp "$package" mail/
    expect_error 'has no provenance.json beside or above it' -- cal-pkg reproduce mail/*.rpm
    sed 's/salt\.example\.org/other.example.org/; s/"calPkg": "[^"]*"/"calPkg": "0.0.1"/' out/el6/provenance.json >other.json
    expect_status 1 cal-pkg reproduce mail/*.rpm --provenance other.json
    grep -q '^mail/.*\.rpm: differs$' stdout && grep -q '^ *-master: salt.example.org' stdout &&
        grep -q '^ *+master: other.example.org' stdout || fail "$(cat stdout)"
    grep -q 'was made by cal-pkg 0.0.1, and this is .*\[other-program\]$' stderr || fail "$(cat stderr)"
    expect_status 1 cal-pkg reproduce mail/*.rpm --provenance other.json --json
    python3 - <<'P'
import json
result = json.load(open("stdout"))
(build,) = result["builds"]
(package,) = build["packages"]
assert not result["same"] and not build["same"] and package["result"] == "differs", result
assert package["comparison"]["packages"][0]["differences"], package
assert {f["id"] for f in build["findings"]} == {"other-program", "other-input"}, build["findings"]
P
}

test_a_signature_is_no_difference() {
    command -v gpg >/dev/null || skip "gpg is not installed"
    export GNUPGHOME=$PWD/gpg
    mkdir -m 700 gpg
    gpg -q --batch --passphrase '' --quick-gen-key site@example.invalid rsa2048 sign never 2>/dev/null
    trap 'gpgconf --kill all' EXIT
    cal-pkg build minion --target el6 --out out --sign site@example.invalid --set minion.master=salt.example.org >/dev/null 2>&1
    gpg --verify out/el6/provenance.json.asc out/el6/provenance.json 2>/dev/null || fail "the statement's signature does not fit"
    unset GNUPGHOME
    expect_status 0 cal-pkg reproduce out/el6
    [ "$(grep -c ': same bytes but for its signature$' stdout)" -eq 2 ] || fail "$(cat stdout)"

    # A capsule of a signed directory has all that its signatures are judged by.
    cal-pkg capsule out/el6 >/dev/null
    expect_status 0 cal-pkg reproduce el6.capsule.tar.gz
    [ "$(grep -c ': same bytes but for its signature$' stdout)" -eq 2 ] || fail "$(cat stdout)"
    tar -xzf el6.capsule.tar.gz
    cal-pkg verify cal-pkg-capsule/published --key out/el6/RPM-GPG-KEY-calamari >verified || fail "$(cat verified)"
}

test_what_is_given_and_not_needed_is_told_and_has_to_be_there() {
    cal-pkg build minion --target el6 --out out --set minion.master=salt.example.org >/dev/null 2>&1
    mkdir wheels
    local command
    for command in reproduce capsule; do
        expect_error "--venv nope: is not there, and not used either: no package here has a virtualenv" -- \
            cal-pkg $command out/el6 --venv nope
        expect_error "--lock nope: is neither a file nor a lock" -- cal-pkg $command out/el6 --venv build --lock nope
        expect_error "--wheelhouse nope: is not a directory" -- cal-pkg $command out/el6 --wheelhouse nope
        expect_error "--web-apps nope: is not there, and not used either: no package here has web apps" -- \
            cal-pkg $command out/el6 --web-apps nope
        expect_error "--from: nope is not a directory" -- cal-pkg $command out/el6 --from nope
        [ ! -e el6.capsule.tar.gz ] || fail "a capsule was written"
        expect_status 0 cal-pkg $command out/el6 --venv build --lock calamari-1.2 --wheelhouse wheels --web-apps wheels
        expect_equal "$(sed -n 's/^cal-pkg: note: \(.*\): is not used: .*; leave it out \[unused-option\]$/\1/p' stderr)" \
            "$(printf -- '--%s\n' 'venv build' 'wheelhouse wheels' 'lock calamari-1.2' 'web-apps wheels')"
    done
    expect_error "--python /no/python: is not there" -- cal-pkg reproduce out/el6 --python /no/python
    touch empty.rpm
    expect_error "empty.rpm: is neither a package nor a capsule" -- cal-pkg reproduce empty.rpm --checkouts .
}
