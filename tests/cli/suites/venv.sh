# What `cal-pkg venv build` makes, and packages with it.
# shellcheck shell=bash
# shellcheck source=tests/cli/venv-fixture.sh
. "${source_root:?}/tests/cli/venv-fixture.sh"
# shellcheck source=tests/cli/sign-fixture.sh
. "${source_root:?}/tests/cli/sign-fixture.sh"

# Unpacks a built virtualenv and runs its Python where it will be installed: /opt/calamari/venv.
in_place() {
    has_bwrap || skip "the virtualenv was built, but not run: $no_bwrap"
    mkdir -p opt/calamari/venv
    tar -xzf out/calamari-venv-server-here.tar.gz -C opt/calamari/venv
    bwrap --ro-bind / / --dev /dev --bind opt /opt "$@"
}

test_it_runs_where_it_will_be_installed() {
    prepare
    build_venv out >stdout 2>stderr
    grep -q 'out/calamari-venv-server-here.tar.gz$' stdout
    in_place /opt/calamari/venv/bin/python -c '
import alpha, beta_two, gamma, carbon, cthulhu, calamari_rest.version, calamari_web, calamari_lite
assert cthulhu.__file__.startswith("/opt/calamari/venv/"), cthulhu.__file__
assert calamari_rest.version.VERSION == "1.5.8-0", calamari_rest.version.VERSION
assert alpha.answer() == 42'
    expect_equal "$(in_place /opt/calamari/venv/bin/alpha-tool)" "alpha 42"
    expect_equal "$(head -n 1 opt/calamari/venv/bin/calamari-ctl)" '#!/opt/calamari/venv/bin/python'
    grep -q 'include-system-site-packages = true' opt/calamari/venv/pyvenv.cfg

    # Bytecode fits its source: Python does not write it anew, and it knows where it lies.
    in_place sh -c 'find /opt/calamari -name "*.pyc" -exec cksum {} + | sort >/opt/before
        /opt/calamari/venv/bin/python -c "import alpha, cthulhu"
        find /opt/calamari -name "*.pyc" -exec cksum {} + | sort >/opt/after'
    [ -s opt/before ] || fail "nothing was compiled"
    cmp opt/before opt/after
    "$venv_python" -c '
import glob, marshal
path = glob.glob("opt/calamari/venv/lib/*/site-packages/alpha/__pycache__/__init__*.pyc")[0]
code = marshal.loads(open(path, "rb").read()[16:])
assert code.co_filename.startswith("/opt/calamari/venv/lib/"), code.co_filename'
}

test_it_names_what_went_in_and_not_where_it_was_built() {
    prepare
    build_venv out >/dev/null 2>&1
    mkdir tree && tar -xzf out/calamari-venv-server-here.tar.gz -C tree
    ! grep -raF -e cal-pkg-job- -e "$PWD" tree || fail "a file names the build directory"
    [ -z "$(find tree -lname '*cal-pkg-job-*')" ] || fail "a link does"

    local lock=out/calamari-venv-server-here.lock.yaml archive
    for archive in alpha-1.0 Beta_Two-2.0 gamma-0.3 carbon-0.9.15; do
        archive=$(cd wheelhouse && only_file "$archive"*)
        grep -F "file: \"$archive\"" -A 1 $lock |
            grep -qF "$(sha256sum "wheelhouse/$archive" | cut -d ' ' -f 1)" || fail "$archive: $(cat $lock)"
    done
    grep -q 'name: "pip"' $lock
    sed -n '/^packages:/,$p' $lock | grep >/dev/null 'name: "calamari.cthulhu"' || fail "$(cat $lock)"
    # Two versions were offered; the other was not taken.
    ! grep -q 'Beta_Two-1.6' $lock || fail "$(cat $lock)"
}

# What is signed and published of a build with a virtualenv takes none that is gone from the cache for news where its key is not named.
stays_signed() {
    command -v gpg >/dev/null || {
        leave_out "gpg is not installed: signed packages"
        return
    }
    empty_keyring
    new_key site ed25519 sign
    local before options=(--server checkouts/calamari-1.5 --target here --venv build --python "$venv_python"
        --wheelhouse wheelhouse --out rpms --no-srpm)
    cal-pkg index rpms/here --sign site@example.invalid >/dev/null 2>stderr || fail "$(cat stderr)"
    before=$(cd rpms && find . -type f -exec sha256sum {} + | sort)
    rm -rf cache
    cal-pkg build server "${options[@]}" >/dev/null 2>stderr || fail "$(cat stderr)"
    grep -q 'building the virtualenv' stderr || fail "it was still there"
    expect_equal "$(cd rpms && find . -type f -exec sha256sum {} + | sort)" "$before"
    rm -rf cache
    expect_error "is signed by the key" -- cal-pkg build server "${options[@]}" --version-of server=1.9-0
    ! grep -q 'building the virtualenv' stderr || fail "it was built first"
}

test_packages_are_built_with_it() {
    prepare
    cal-pkg build server --server checkouts/calamari-1.5 --target here --venv build --python "$venv_python" \
        --wheelhouse wheelhouse --out rpms --no-srpm >stdout 2>stderr || fail "$(cat stderr)"
    local package
    package=$(only_file rpms/here/x86_64/*.rpm)
    rpm -qlp "$package" >files 2>/dev/null
    grep -q '^/opt/calamari/venv/bin/calamari-ctl$' files
    grep -q '^/opt/calamari/venv/lib/.*/site-packages/calamari_cthulhu-0.1-py.*\.egg/cthulhu/__init__.py$' files
    ! grep -q '/site-packages/cthulhu' files || fail "calamari's own packages lie there as pip has put them, too"

    # The tarball is another way to say the same.
    build_venv tarball >/dev/null 2>&1
    cal-pkg build server --server checkouts/calamari-1.5 --target here --venv tarball/*.tar.gz --out other \
        --no-srpm >/dev/null 2>&1
    cmp "$package" other/here/x86_64/*.rpm
    cal-pkg build server --server checkouts/calamari-1.5 --target here --venv build --python "$venv_python" \
        --wheelhouse wheelhouse --out rpms --no-srpm >/dev/null 2>again
    ! grep -q 'building the virtualenv' again || fail "it was built twice"
    stays_signed
    printf 'venv: build\nwheelhouse: wheelhouse\npython: %s\ntarget: here\n' "$venv_python" >cal-pkg.yaml
    cal-pkg plan server --server checkouts/calamari-1.5 >planned 2>/dev/null
    grep -q /opt/calamari/venv/bin/calamari-ctl planned
}
