# The cache of virtualenvs.
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
    echo 'exit 9' >before-build
    expect_status 2 build_venv three
    grep -q 'building the virtualenv' stderr || fail "another commit found the old one: $(cat stderr)"
}

# build_until_told OUT: starts a build that goes no further than its script, and waits until that has begun. $build
# is its process, the program's own and not that which keeps its JSON; with a file ./go it ends.
build_until_told() {
    echo 'echo half >"$out/venv.tar"; touch "'"$PWD"'/begun"; until [ -e "'"$PWD"'/go" ]; do sleep 0.02; done' >before-build
    setsid "${program:?}" venv build --server checkouts/calamari-1.5 --target here --python "$venv_python" \
        --wheelhouse wheelhouse --out "$1" --json >"$1.json" 2>"$1.err" &
    build=$!
    wait_until test -e begun
}

test_two_runs_at_once_build_once() {
    prepare
    local build second
    build_until_told one
    build_venv two --json >two.json 2>two.err &
    second=$!
    wait_until grep -q 'waiting for another run' two.err
    touch go
    wait "$build"
    wait $second
    grep -q '"cached": false' one.json
    grep -q '"cached": true' two.json
    ! grep -q 'building the virtualenv' two.err || fail "$(cat two.err)"
    cmp one/calamari-venv-server-here.tar.gz two/calamari-venv-server-here.tar.gz
}

test_a_killed_run_leaves_no_broken_entry() {
    prepare
    local build
    build_until_told one
    kill -KILL "$build"
    wait "$build" 2>/dev/null || true
    expect_equal "$(find cache -name venv.tar)" ""
    rm before-build
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
    offset=$(grep -abo 'return 42' "$tree" | sed -n 1p | cut -d : -f 1)
    printf 'return 43' | dd of="$tree" bs=1 seek="$offset" conv=notrunc status=none
    build_venv two --json >two.json 2>two.err
    grep -q 'is not as it was built: it is built again' two.err || fail "$(cat two.err)"
    grep -q '"cached": false' two.json
    cmp one/calamari-venv-server-here.tar.gz two/calamari-venv-server-here.tar.gz
    build_venv three --json 2>three.err | grep >/dev/null '"cached": true'
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

test_what_cannot_be_published_is_refused_before_a_virtualenv_is_built() {
    prepare
    echo 'touch "'"$PWD"'/begun"; exit 9' >before-build
    server() { cal-pkg build server --server checkouts/calamari-1.5 --target here --out rpms --no-srpm "$@"; }
    server --accept leftover >/dev/null 2>&1
    local package with=(--venv build --python "$venv_python" --wheelhouse wheelhouse)
    package=$(only_file rpms/here/x86_64/*.rpm)
    expect_error "is older than" "--allow-downgrade" -- server "${with[@]}" --version-of server=1.4-0
    echo '# other' >>checkouts/calamari-1.5/cthulhu/setup.py
    commit_checkout # with the tag of the one before
    expect_error "is published, built from commit" "--replace" -- server "${with[@]}"
    cp "$package" sound
    echo damaged >>"$package"
    expect_error "was changed since it was published" -- server "${with[@]}" --version-of server=1.9-0
    cp sound "$package"
    if unshare -m true 2>/dev/null; then
        # shellcheck disable=SC2016 # the inner shell expands these
        expect_error "here: is a mount point" -- unshare -m bash -c 'mount --bind rpms/here rpms/here && exec "$@"' - \
            cal-pkg build server --server checkouts/calamari-1.5 --target here --out rpms --no-srpm "${with[@]}"
    else
        leave_out "a mount point: no mount name spaces here"
    fi
    [ ! -e begun ] || fail "a virtualenv was built"
    expect_status 2 server "${with[@]}" --replace
    [ -e begun ] || fail "no virtualenv would have been built: $(cat stderr)"
}
