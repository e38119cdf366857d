# What `cal-pkg venv build` makes, and where it can be made.
# shellcheck shell=bash
# shellcheck source=tests/cli/venv-fixture.sh
. "${source_root:?}/tests/cli/venv-fixture.sh"

# Unpacks a built virtualenv and runs its Python where it will be installed: /opt/calamari/venv.
in_place() {
    command -v bwrap >/dev/null || skip "bubblewrap is missing: the virtualenv was built, but not run"
    bwrap --ro-bind / / --dev /dev true 2>/dev/null || skip "bubblewrap may not make namespaces here"
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
    sed -n '/^packages:/,$p' $lock | grep -q 'name: "calamari.cthulhu"' || fail "$(cat $lock)"
    # Two versions were offered; the other was not taken.
    ! grep -q 'Beta_Two-1.6' $lock || fail "$(cat $lock)"
}

test_two_cold_builds_are_equal() {
    prepare
    build_venv one >/dev/null 2>&1
    mkdir elsewhere
    umask 077
    XDG_CACHE_HOME=$PWD/cache-two TMPDIR=$PWD/elsewhere TZ=Asia/Tokyo build_venv two >two.out 2>&1 ||
        fail "$(cat two.out)"
    cmp one/calamari-venv-server-here.tar.gz two/calamari-venv-server-here.tar.gz
    cmp one/calamari-venv-server-here.lock.yaml two/calamari-venv-server-here.lock.yaml
}

test_a_runner_with_another_root_gives_the_same_bytes() {
    prepare
    command -v bwrap >/dev/null || skip "bubblewrap is missing"
    bwrap --ro-bind / / --dev /dev true 2>/dev/null || skip "bubblewrap may not make namespaces here"
    build_venv one >/dev/null 2>&1
    local runner='bwrap --ro-bind / / --dev /dev --proc /proc --unshare-all --tmpfs /var/tmp'
    runner="$runner --ro-bind {in} {in} --bind {out} {out} sh -c \"touch /var/tmp/x && exec sh '{script}' '{in}' '{out}'\""
    build_venv two --runner "$runner" --json >two.json 2>&1 || fail "$(cat two.json)"
    grep -q '"cached": false' two.json
    [ ! -e /var/tmp/x ] || fail "the runner was not used"
    cmp one/calamari-venv-server-here.tar.gz two/calamari-venv-server-here.tar.gz
}

test_a_runner_that_fails_is_told() {
    prepare
    expect_status 2 build_venv out --runner 'sh -c "echo no such image; exit 7"'
    grep -q '^cal-pkg: error: .*exit code 7' stderr || fail "$(cat stderr)"
    grep -q 'no such image' stderr
    expect_error "--runner" "{image} stands for nothing" -- build_venv out --runner 'podman run {image}'
}
