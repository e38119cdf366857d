# The cache of virtualenvs, and `--venv build`.
# shellcheck shell=bash
# shellcheck source=tests/cli/venv-fixture.sh
. "${source_root:?}/tests/cli/venv-fixture.sh"

test_the_second_run_takes_the_cached_one() {
    prepare
    build_venv one --json >one.json 2>one.err
    build_venv two --json >two.json 2>two.err
    grep -q '"cached": false' one.json
    grep -q '"cached": true' two.json
    ! grep -q 'building the virtualenv' two.err || fail "$(cat two.err)"
    cmp one/calamari-venv-server-here.tar.gz two/calamari-venv-server-here.tar.gz
    echo '# other' >>checkouts/calamari-1.5/cthulhu/setup.py
    commit_checkout
    build_venv three --json >three.json 2>/dev/null
    grep -q '"cached": false' three.json
}

test_two_runs_at_once_build_once() {
    prepare
    build_venv one --json >one.json 2>one.err &
    local first=$!
    build_venv two --json >two.json 2>two.err
    wait $first
    expect_equal "$(cat one.json two.json | grep -c '"cached": false')" 1
    expect_equal "$(cat one.err two.err | grep -c 'building the virtualenv')" 1
    cmp one/calamari-venv-server-here.tar.gz two/calamari-venv-server-here.tar.gz
}

test_a_killed_run_leaves_no_broken_entry() {
    prepare
    setsid cal-pkg venv build --server checkouts/calamari-1.5 --target here --python "$venv_python" \
        --wheelhouse wheelhouse --out one >/dev/null 2>killed.err &
    local first=$!
    until compgen -G "$TMPDIR/cal-pkg-job-*/out/w*" >/dev/null; do
        kill -0 $first || fail "$(cat killed.err)"
        sleep 0.1
    done
    kill -KILL $first
    wait $first 2>/dev/null || true
    expect_equal "$(find cache -name venv.tar)" ""
    build_venv two --json >two.json 2>/dev/null
    grep -q '"cached": false' two.json
    tar -tzf two/calamari-venv-server-here.tar.gz >/dev/null
}

test_an_entry_that_is_not_whole_is_built_again() {
    prepare
    build_venv one >/dev/null 2>&1
    local lock
    lock=$(find cache -name lock.yaml)
    : >"$lock"
    build_venv two --json >two.json 2>/dev/null
    grep -q '"cached": false' two.json
    cmp one/calamari-venv-server-here.lock.yaml two/calamari-venv-server-here.lock.yaml
}

test_altered_bytes_are_noticed_and_not_used() {
    prepare
    build_venv one >/dev/null 2>&1
    local tree offset
    tree=$(find cache -name venv.tar)
    offset=$(grep -abo 'return 42' "$tree" | head -n 1 | cut -d : -f 1)
    printf 'return 43' | dd of="$tree" bs=1 seek="$offset" conv=notrunc status=none
    build_venv two --json >two.json 2>two.err
    grep -q 'is not as it was built: it is built again' two.err || fail "$(cat two.err)"
    grep -q '"cached": false' two.json
    cmp one/calamari-venv-server-here.tar.gz two/calamari-venv-server-here.tar.gz
    build_venv three --json 2>three.err | grep -q '"cached": true'
    [ ! -s three.err ] || fail "$(cat three.err)"
}

test_a_cache_that_cannot_be_written_to_is_read() {
    prepare
    unshare -m true 2>/dev/null || skip "this user may not mount: no cache is read-only for root"
    build_venv one >/dev/null 2>&1
    unshare -m bash -c '
        mount --bind cache cache && mount -o remount,bind,ro cache && "$@"' bash \
        cal-pkg venv build --server checkouts/calamari-1.5 --target here --python "$venv_python" \
        --wheelhouse wheelhouse --out two --json >two.json 2>two.err || fail "$(cat two.err)"
    grep -q '"cached": true' two.json
    echo '# other' >>checkouts/calamari-1.5/cthulhu/setup.py
    commit_checkout
    expect_error "Read-only file system; set XDG_CACHE_HOME" -- unshare -m bash -c '
        mount --bind cache cache && mount -o remount,bind,ro cache && "$@"' bash \
        cal-pkg venv build --server checkouts/calamari-1.5 --target here --python "$venv_python" \
        --wheelhouse wheelhouse --out three
}

test_packages_are_built_with_it() {
    prepare
    cal-pkg build server --server checkouts/calamari-1.5 --target here --venv build --python "$venv_python" \
        --wheelhouse wheelhouse --out rpms --no-srpm >stdout 2>stderr || fail "$(cat stderr)"
    local package
    package=$(only_file rpms/here/x86_64/*.rpm)
    rpm -qlp "$package" >files 2>/dev/null
    grep -q '^/opt/calamari/venv/bin/calamari-ctl$' files
    grep -q '^/opt/calamari/venv/lib/.*/site-packages/cthulhu/__init__.py$' files
    cal-pkg build server --server checkouts/calamari-1.5 --target here --venv build --python "$venv_python" \
        --wheelhouse wheelhouse --out rpms --no-srpm >/dev/null 2>again
    ! grep -q 'building the virtualenv' again || fail "it was built twice"
    printf 'venv: build\nwheelhouse: wheelhouse\npython: %s\ntarget: here\n' "$venv_python" >cal-pkg.yaml
    cal-pkg plan server --server checkouts/calamari-1.5 >planned 2>/dev/null
    grep -q /opt/calamari/venv/bin/calamari-ctl planned
}
