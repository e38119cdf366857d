# `cal-pkg init`: a cal-pkg.yaml from what is found, which plan reads.
# shellcheck shell=bash

# The sample checkouts in ../src of the current directory.
beside() {
    samples "$@"
    mv checkouts src
    mkdir work
    cd work
    export GNUPGHOME=$PWD/../gnupg
    mkdir -m 700 "$GNUPGHOME"
}

test_what_it_writes_is_read_by_plan() {
    beside calamari calamari-clients Diamond
    expect_equal "$(cal-pkg init --target el6)" cal-pkg.yaml
    cal-pkg plan >plan 2>stderr || fail "$(cat stderr)"
    grep -q '^calamari-server-1.2-12_g3d2ff39.el6.x86_64$' plan && grep -q '^diamond-' plan || fail "$(cat plan)"
    # So is what stands in comments.
    cp -r ../src/* ..
    sed -e '/^#sign:/,$d' -E -e 's/^#(  )?([a-z])/\1\2/' cal-pkg.yaml >all.yaml
    expect_equal "$(grep -cE '^(checkouts|components|target|out|venv|web-apps|set|accept):' all.yaml)" 8
    cal-pkg plan --config all.yaml --venv none --web-apps checkout >plan 2>stderr || fail "$(cat stderr)"
    grep -q "$(cd .. && pwd)/calamari (" plan || fail "components are not those of the file: $(cat plan)"
}

test_a_file_that_is_there_stays() {
    beside Diamond
    echo 'target: el9' >cal-pkg.yaml
    expect_error "cal-pkg.yaml: is there already" "edit it" -- cal-pkg init
    expect_equal "$(cat cal-pkg.yaml)" 'target: el9'
    ln -sf nowhere cal-pkg.yaml
    expect_error "cal-pkg.yaml: is there already" -- cal-pkg init
    [ ! -e nowhere ] || fail "written through a link"
}

test_what_is_not_found_is_said() {
    mkdir work
    cd work
    cal-pkg init >/dev/null 2>stderr
    grep -q 'no checkouts were found' stderr && grep -q "^#checkouts: ../src" cal-pkg.yaml || fail "$(cat stderr cal-pkg.yaml)"
    rm cal-pkg.yaml
    expect_error "holds no checkout" -- cal-pkg init --checkouts .
    expect_error "'el66' is not a target" "el6" -- cal-pkg init --target el66
    [ ! -e cal-pkg.yaml ] || fail "half of it is there"
}

# The file is committed beside the checkouts of others.
test_a_home_is_not_named() {
    samples Diamond
    mkdir -p home work/deep
    mv checkouts home/src
    cd work/deep
    HOME=$(cd ../../home && pwd) cal-pkg init >/dev/null
    grep -qx 'checkouts: ../../home/src/' cal-pkg.yaml || fail "$(cat cal-pkg.yaml)"
    cal-pkg plan diamond >/dev/null 2>&1 || fail "it is not read"
}

# Editors find the schema by the first line. A program in the home directory is not where others have it.
test_editors_are_told_the_schema() {
    beside Diamond
    cal-pkg init >/dev/null
    local schema
    schema=$(sed -n '1s/^# yaml-language-server: $schema=//p' cal-pkg.yaml)
    python3 -c 'import json, sys; assert "checkouts" in json.load(open(sys.argv[1]))["properties"]' "$schema"
    rm cal-pkg.yaml
    HOME=$(cd "$(dirname "${program:?}")/.." && pwd) cal-pkg init >/dev/null
    ! grep '[$]schema' cal-pkg.yaml || fail "it names a home"
}

test_names_that_yaml_reads_otherwise() {
    beside Diamond
    mkdir "../two
lines"
    cp -r ../src/Diamond "../two
lines"
    expect_error 'has a line break in it' -- cal-pkg init --checkouts "../two
lines"
    [ ! -e cal-pkg.yaml ] || fail "something was written"
    mv ../src "../my: #src"
    cal-pkg init --checkouts "../my: #src" >/dev/null
    cal-pkg plan diamond >plan 2>stderr
    grep -q '/my: #src/Diamond' plan || fail "$(cat cal-pkg.yaml stderr)"
}

test_keys_that_can_sign_are_named() {
    command -v gpg >/dev/null || skip "gpg is not installed"
    beside Diamond
    trap 'gpgconf --kill all' EXIT
    gpg --batch --quiet --passphrase '' --quick-generate-key 'Ada <ada@example.org>' ed25519 sign never 2>/dev/null
    local key
    key=$(gpg --with-colons --list-secret-keys | sed -n 's/^fpr:.*:\([0-9A-F]*\):$/\1/p')
    cal-pkg init >/dev/null
    grep -qx "#   $key" cal-pkg.yaml && ! grep ada@ cal-pkg.yaml && grep -qx "#  key: $key" cal-pkg.yaml || fail "$(cat cal-pkg.yaml)"
}

# What cannot be found out is not passed off as not there.
test_what_cannot_be_looked_at_is_said() {
    beside Diamond
    ln -sfn loop loop
    expect_error "cannot look into: Too many levels of symbolic links" -- cal-pkg init --checkouts loop
    [ ! -e cal-pkg.yaml ] || fail "something was written"
    echo text >not-a-directory
    GNUPGHOME=$PWD/not-a-directory/gnupg cal-pkg init >/dev/null 2>stderr
    grep -q 'note: no keys are named in cal-pkg.yaml: gpg cannot list them: ' stderr || fail "$(cat stderr)"
    grep -qx '#   gpg could not list them' cal-pkg.yaml && grep -qx 'checkouts: ../src/' cal-pkg.yaml || fail "$(cat cal-pkg.yaml)"
}
