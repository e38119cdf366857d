# What `cal-pkg venv build` takes and refuses: wheelhouse, lock, Python, packages.
# shellcheck shell=bash
# shellcheck source=tests/cli/venv-fixture.sh
. "${source_root:?}/tests/cli/venv-fixture.sh"

test_a_lock_decides_and_gives_the_same_bytes() {
    prepare
    build_venv one >/dev/null 2>&1
    sed 's/Beta_Two-2.0-py3-none-any.whl/Beta_Two-1.6-py3-none-any.whl/; s/"2.0"/"1.6"/; /^tools:/,$d' \
        one/calamari-venv-server-here.lock.yaml >older.yaml
    expect_error "older.yaml" "Beta_Two-1.6-py3-none-any.whl has the SHA-256" -- build_venv two --lock older.yaml
    local wrong right
    wrong=$(sha256sum wheelhouse/Beta_Two-2.0* | cut -d ' ' -f 1)
    right=$(sha256sum wheelhouse/Beta_Two-1.6* | cut -d ' ' -f 1)
    sed -i "s/$wrong/$right/" older.yaml
    build_venv two --lock older.yaml >/dev/null 2>&1
    grep -q 'Beta_Two-1.6' two/calamari-venv-server-here.lock.yaml

    XDG_CACHE_HOME=$PWD/cache-two build_venv three --lock one/calamari-venv-server-here.lock.yaml >/dev/null 2>&1
    cmp one/calamari-venv-server-here.tar.gz three/calamari-venv-server-here.tar.gz
}

test_a_lock_that_cannot_be_kept_says_what_differs() {
    prepare
    build_venv one >/dev/null 2>&1
    local lock=one/calamari-venv-server-here.lock.yaml
    rm wheelhouse/gamma-0.3* wheelhouse/alpha-1.0*
    expect_error "alpha-1.0.tar.gz is missing" "gamma-0.3-py3-none-any.whl is missing" -- \
        build_venv two --lock $lock
    sed '/name: "alpha"/,+1d' $lock >short.yaml
    expect_error "short.yaml" "lacks alpha" -- build_venv two --lock short.yaml
    sed 's/^  - {name: "pip", version: "[^"]*"/  - {name: "pip", version: "1.0"/' $lock >tools.yaml
    "$venv_python" "$source_root/tests/cli/make-wheelhouse.py" wheelhouse
    expect_error "tools.yaml" "pip is " "not 1.0" -- build_venv two --lock tools.yaml
}

test_a_lock_that_lacks_dependencies_is_refused_with_who_needs_them() {
    prepare
    "$venv_python" - "$source_root/tests/cli/make-wheelhouse.py" wheelhouse <<'END'
import sys
del sys.argv[0]
exec(open(sys.argv[0]).read())
wheel("wheelhouse", "delta", "3.1", ["Epsi.lon[fast]", "windows-only; sys_platform == 'win32'", "more; extra == 'all'"], ["all"])
wheel("wheelhouse", "epsi_lon", "1.0", ["zeta >1; extra == 'fast'", "more; extra == 'all'"], ["fast", "all"])
wheel("wheelhouse", "zeta", "2.0", ["gamma ==0.2; python_version < '3'"])
END
    build_venv one >/dev/null 2>&1
    local lock=one/calamari-venv-server-here.lock.yaml
    build_venv whole --lock $lock >/dev/null 2>&1 || fail "the whole lock was refused"
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

test_a_python_named_by_a_relative_path_is_used() {
    prepare
    mkdir bin
    ln -s "$venv_python" bin/python
    venv_python=bin/python build_venv out >/dev/null 2>stderr || fail "$(cat stderr)"
}

test_a_python_that_makes_no_virtualenv_is_told_with_its_words() {
    prepare
    cat >python <<END
#!/bin/sh
case \$2 in
    virtualenv) echo 'no space left' >&2; exit 1 ;;
    'import virtualenv') exit 0 ;;
esac
exec "$venv_python" "\$@"
END
    chmod +x python
    venv_python=./python expect_error "python -m virtualenv' failed; the log tells why" -- build_venv out
    grep -q '^no space left$' stderr || fail "$(cat stderr)"
}

test_every_missing_distribution_is_named_at_once() {
    prepare
    rm wheelhouse/alpha-1.0* wheelhouse/carbon*
    expect_error wheelhouse "lacks" "alpha==1.0" "carbon==0.9.15" -- build_venv out
    [ ! -e out ] || fail "something was written"
}

test_missing_dependencies_are_named_at_once_too() {
    prepare
    rm wheelhouse/gamma* wheelhouse/delta* wheelhouse/Beta_Two-1.6* # which needs no delta
    expect_status 2 build_venv out
    grep -q '^cal-pkg: error: .*lacks gamma.*, delta' stderr || grep -q 'lacks delta.*, gamma' stderr ||
        fail "$(cat stderr)"
}

test_a_missing_python_is_told_with_the_way_out() {
    prepare
    sed -i 's/^python:.*/python: "3.99"/' data/layouts/targets/here.yaml
    mv checkouts/calamari-1.5/requirements/3.* checkouts/calamari-1.5/requirements/3.99
    commit_checkout
    expect_status 2 cal-pkg venv build --server checkouts/calamari-1.5 --target here --wheelhouse wheelhouse
    grep -q '^cal-pkg: error: .*there is no python3.99; .*--python PATH.*--runner' stderr || fail "$(cat stderr)"
    expect_status 2 build_venv out
    grep -q '^cal-pkg: error: .* is Python .*, not 3.99' stderr || fail "$(cat stderr)"
}

test_a_failed_step_is_told_with_the_end_of_the_log() {
    prepare
    echo 'raise SystemExit("cthulhu does not want to")' >checkouts/calamari-1.5/cthulhu/setup.py
    commit_checkout
    expect_status 2 build_venv out
    grep -q "^cal-pkg: error: .*installing the package 'cthulhu' failed" stderr || fail "$(cat stderr)"
    grep -q 'cthulhu does not want to' stderr
    grep -q 'cthulhu does not want to' "$(sed -n 's/^whole log: //p' stderr)"
    expect_equal "$(find cache -name venv.tar)" ""
}

test_a_virtualenv_that_names_its_build_directory_is_refused() {
    prepare
    # Compressed, it escapes relocation.
    cat >>checkouts/calamari-1.5/cthulhu/setup.py <<'END'
import os, sys, zipfile
archive = zipfile.ZipFile(os.path.join(sys.prefix, "where.zip"), "w", zipfile.ZIP_DEFLATED)
archive.writestr("where", sys.prefix * 9)
archive.close()
END
    commit_checkout
    expect_status 2 build_venv out
    grep -q 'where.zip: where names the build directory' stderr || fail "$(cat stderr)"
    [ ! -e out ] || fail "something was written"
}
