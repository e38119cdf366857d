# `cal-pkg venv build --lock`: what a lock decides, and what is said of one that cannot be kept.
# shellcheck shell=bash
# shellcheck source=tests/cli/venv-fixture.sh
. "${source_root:?}/tests/cli/venv-fixture.sh"

# That a lock gives the same bytes, venv-runner.sh knows, which builds with one in another place.
test_a_lock_that_cannot_be_kept_says_what_differs() {
    prepare
    build_venv one >/dev/null 2>&1
    local lock=one/calamari-venv-server-here.lock.yaml
    sed 's/Beta_Two-2.0-py3-none-any.whl/Beta_Two-1.6-py3-none-any.whl/; s/"2.0"/"1.6"/' $lock >wrong.yaml
    expect_error "wrong.yaml" "Beta_Two-1.6-py3-none-any.whl has the SHA-256" -- build_venv two --lock wrong.yaml
    rm wheelhouse/gamma-0.3* wheelhouse/alpha-1.0*
    expect_error "alpha-1.0.tar.gz is missing" "gamma-0.3-py3-none-any.whl is missing" -- \
        build_venv two --lock $lock
    sed '/name: "alpha"/,+1d' $lock >short.yaml
    expect_error "short.yaml" "lacks alpha" -- build_venv two --lock short.yaml
    sed 's/^  - {name: "pip", version: "[^"]*"/  - {name: "pip", version: "1.0"/' $lock >tools.yaml
    "$venv_python" "$source_root/tests/cli/make-wheelhouse.py" wheelhouse
    expect_error "tools.yaml" "pip is " "not 1.0" -- build_venv two --lock tools.yaml
}

# locked NAME VERSION FILE: an entry of a lock file.
locked() {
    printf '  - {name: "%s", version: "%s", file: "%s",\n     sha256: "%s"}\n' "$1" "$2" "$3" \
        "$(sha256sum "wheelhouse/$3" | cut -d ' ' -f 1)"
}

test_a_lock_decides_and_one_that_lacks_dependencies_is_refused() {
    prepare
    build_venv one >/dev/null 2>&1
    "$venv_python" - "$source_root/tests/cli/make-wheelhouse.py" wheelhouse <<'END'
import sys
del sys.argv[0]
exec(open(sys.argv[0]).read())
wheel("wheelhouse", "delta", "3.1", ["Epsi.lon[fast]", "windows-only; sys_platform == 'win32'", "more; extra == 'all'"], ["all"])
wheel("wheelhouse", "epsi_lon", "1.0", ["zeta >1; extra == 'fast'", "more; extra == 'all'"], ["fast", "all"])
wheel("wheelhouse", "zeta", "2.0", ["gamma ==0.2; python_version < '3'"])
END
    alpha_as_a_wheel
    only_steps 'requirements: production.txt' # and with them no carbon
    local lock=whole.yaml
    {
        sed '/^#/d; /^tools:/,$d; /name: "\(alpha\|Beta-Two\|carbon\|delta\)"/,+1d' \
            one/calamari-venv-server-here.lock.yaml
        locked alpha 1.0 alpha-1.0-py3-none-any.whl
        locked Beta-Two 1.6 Beta_Two-1.6-py3-none-any.whl
        locked delta 3.1 delta-3.1-py3-none-any.whl
        locked epsi-lon 1.0 epsi_lon-1.0-py3-none-any.whl
        locked zeta 2.0 zeta-2.0-py3-none-any.whl
    } >$lock
    build_venv whole --lock $lock >whole.out 2>&1 || fail "the whole lock was refused: $(cat whole.out)"
    grep -q 'Beta_Two-1.6' whole/calamari-venv-server-here.lock.yaml
    sed '/name: "gamma"/,+1d; /name: "zeta"/,+1d' $lock >short.yaml
    expect_error "the lock lacks gamma (needed by alpha 1.0), zeta (needed by epsi-lon 1.0); add" \
        "build without --lock" -- build_venv two --lock short.yaml
    # What the checkout asks for where a marker says so.
    sed '/name: "alpha"/,+1d; /name: "Beta-Two"/,+1d' $lock >marked.yaml
    printf "alpha==1.0; python_version >= '3'\nBeta_Two; python_version < '3'\n" \
        >"$(echo checkouts/calamari-1.5/requirements/3.*)/requirements.production.txt"
    commit_checkout
    expect_error "the lock lacks alpha (asked for in production.txt); add" -- build_venv two --lock marked.yaml
    [ ! -e two ] || fail "something was written"
}

test_a_wheelhouse_gets_what_it_lacks_and_keeps_what_can_be_had() {
    prepare
    build_venv one >/dev/null 2>&1
    # pip is asked for real; the virtualenv that it runs in is a copy.
    local fill=(env "PATH=$source_root/tests/cli/programs:$PATH" "recordings=$fixtures/recordings"
        cal-pkg venv wheelhouse filled --server checkouts/calamari-1.5 --target here
        --python "$venv_python" --lock one/calamari-venv-server-here.lock.yaml)
    # An index that lacks what lies there already, and two more.
    cp -r wheelhouse index
    mkdir filled
    mv index/alpha-1.0* filled/
    rm index/gamma-0.3* index/delta*
    export PIP_NO_INDEX=1 PIP_FIND_LINKS=$PWD/index
    expect_status 2 really "${fill[@]}"
    grep -q '^cal-pkg: error: .*cannot fetch delta==[^ ]*, gamma==0.3; the log tells why' stderr ||
        grep -q '^cal-pkg: error: .*cannot fetch gamma==0.3, delta==[^ ]*; the log tells why' stderr || fail "$(cat stderr)"
    only_file filled/carbon* >/dev/null
    [ -f "$(sed -n 's/^whole log: //p' stderr)" ] || fail "there is no log: $(cat stderr)"
    expect_equal "$(find filled -name '*log*')" ""
    # With an index that has nothing else all is there.
    rm index/*
    cp wheelhouse/gamma-0.3* wheelhouse/delta* index/
    really "${fill[@]}" >stdout 2>stderr || fail "$(cat stderr)"
    rm index/*
    really "${fill[@]}" >again 2>stderr || fail "$(cat stderr)"
    cmp stdout again
    expect_equal "$(wc -l <stdout)" "$(grep -c '^     sha256' one/calamari-venv-server-here.lock.yaml)"
}

test_a_server_is_made_again_with_its_virtualenv() {
    prepare
    only_steps 'requirements: production.txt'
    cal-pkg build server --server checkouts/calamari-1.5 --target here --venv build --python "$venv_python" \
        --wheelhouse wheelhouse --out rpms --no-srpm >/dev/null 2>stderr || fail "$(cat stderr)"
    build_venv venv >/dev/null 2>&1
    printf 'components:\n  server: checkouts/calamari-1.5\n' >cal-pkg.yaml
    local tarball lock
    tarball=$(only_file venv/*.tar.gz)
    lock=$(only_file venv/*.lock.yaml)
    expect_error "has a virtualenv, and it is not here" -- cal-pkg reproduce rpms/here
    expect_status 0 cal-pkg reproduce rpms/here --venv build --python "$venv_python" --lock "$lock" --wheelhouse wheelhouse
    grep -q ': same bytes$' stdout || fail "$(cat stdout)"
    expect_error "has a virtualenv, and it is not here" "--venv FILE" -- cal-pkg capsule rpms/here --lock "$lock"
    expect_error "of what nobody says" "--lock and --wheelhouse" -- cal-pkg capsule rpms/here --venv build --lock "$lock"
    expect_error "is not one file" -- cal-pkg capsule rpms/here --venv venv
    touch wheelhouse/README # no archive
    expect_status 0 cal-pkg capsule rpms/here --venv "$tarball" --lock "$lock" --wheelhouse wheelhouse
    rm -r checkouts wheelhouse venv cal-pkg.yaml cache
    tar -tzf here.capsule.tar.gz >members
    grep -q '/virtualenv/calamari-venv-server-here.tar.gz$' members && grep -q '/wheelhouse/alpha-1.0' members &&
        grep -q '/lock/.*\.lock\.yaml$' members && ! grep -q wheelhouse/README members || fail "$(cat members)"
    expect_status 0 cal-pkg reproduce here.capsule.tar.gz
    grep -q ': same bytes$' stdout || fail "$(cat stdout)"
    expect_status 0 cal-pkg reproduce here.capsule.tar.gz --venv build --python "$venv_python"
    grep -q ': same bytes$' stdout || fail "$(cat stdout)"
}
