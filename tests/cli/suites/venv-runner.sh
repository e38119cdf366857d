# Where `cal-pkg venv build` builds: anywhere on this machine, or by a runner, with the same bytes.
# shellcheck shell=bash
# shellcheck source=tests/cli/venv-fixture.sh
. "${source_root:?}/tests/cli/venv-fixture.sh"

# same_as_one OUT: what was built there has the bytes of ./one, and was built and not found in the cache.
same_as_one() {
    grep -q '"cached": false' "$1.json" || fail "it was not built: $(cat "$1.json")"
    cmp one/calamari-venv-server-here.tar.gz "$1/calamari-venv-server-here.tar.gz"
    cmp one/calamari-venv-server-here.lock.yaml "$1/calamari-venv-server-here.lock.yaml"
}

# Makes ./root of this host's programs, and ./enter ROOT IN OUT COMMAND…, which runs a command in it: the host's own
# root is out of its reach, and so is all of the test's directory but IN and OUT.
make_root() {
    local name
    mkdir -p root/dev root/proc root/tmp root/etc
    for name in /bin /sbin /lib /lib32 /lib64 /libx32; do
        if [ -L "$name" ]; then cp -P "$name" root/; elif [ -d "$name" ]; then mkdir "root$name"; fi
    done
    mkdir root/usr
    cp -r /etc/alternatives /etc/ld.so.* root/etc/ 2>/dev/null || :
    touch root/dev/null root/dev/urandom root/etc/only-in-this-root
    cat >enter <<'END'
#!/bin/sh -e
root=$1 in=$2 out=$3
shift 3
# The mounts are this process's own, and gone with it.
for name in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /proc /dev/null /dev/urandom; do
    if [ -L "$root$name" ] || [ ! -e "$root$name" ]; then continue; fi
    mount --bind "$name" "$root$name"
done
mkdir -p "$root$in" "$root$out"
mount --bind "$in" "$root$in"
mount --bind "$out" "$root$out"
exec chroot "$root" "$@"
END
    chmod +x enter
}

# Whether a runner may change root, mounts and network here; the reason is in $no_root otherwise.
may_change_root() {
    no_root="changing root needs root"
    [ "$(id -u)" -eq 0 ] || return 1
    no_root="$venv_python is not below /usr, which is what the other root has"
    case $venv_python in /usr/*) ;; *) return 1 ;; esac
    no_root="mounting, chroot or another network is not allowed here"
    make_root
    unshare --mount --net sh -c 'mount --bind /usr root/usr && chroot root true' 2>/dev/null
}

# With all that may be otherwise where a runner builds: root, network, directory, umask and zone; and with the lock.
test_two_cold_builds_are_equal() {
    prepare
    build_venv one >/dev/null 2>&1
    mkdir elsewhere
    local options=()
    if may_change_root; then
        options=(--runner "unshare --mount --net '$PWD/enter' '$PWD/root' {in} {out}")
        expect_status 2 build_venv two \
            --runner "${options[1]} sh -c 'test -e /etc/only-in-this-root && exit 9' {script}"
        grep -q 'exit code 9' stderr || fail "it was not run in the other root: $(cat stderr)"
    else
        leave_out "another root: $no_root"
    fi
    umask 077
    XDG_CACHE_HOME=$PWD/cache-two TMPDIR=$PWD/elsewhere TZ=Asia/Tokyo \
        really build_venv two "${options[@]}" --lock one/calamari-venv-server-here.lock.yaml --json >two.json 2>two.err ||
            fail "$(cat two.err)"
    same_as_one two
    [ ! -d root ] || expect_equal "$(ls -A root/usr)" ""
}

# The runner's way is what counts here: that a build that is done elsewhere has the same bytes, the test above knows.
test_a_runner_with_name_spaces_gives_the_same_bytes() {
    has_bwrap || skip "$no_bwrap"
    prepare
    build_venv one >/dev/null 2>&1
    local runner='bwrap --ro-bind / / --dev /dev --proc /proc --unshare-all --tmpfs /var/tmp'
    runner="$runner --bind '$fixtures/recordings' '$fixtures/recordings' --ro-bind {in} {in} --bind {out} {out}"
    runner="$runner sh -c \"touch /var/tmp/x && exec sh '{script}' '{in}' '{out}'\""
    XDG_CACHE_HOME=$PWD/cache-two build_venv two --runner "$runner" --json >two.json 2>two.err || fail "$(cat two.err)"
    [ ! -e /var/tmp/x ] || fail "the runner was not used"
    same_as_one two
}

# sshd gives the words that ssh got to the user's shell, joined with blanks.
test_a_runner_that_passes_through_another_shell_gives_the_same_bytes() {
    prepare
    mkdir programs
    cat >programs/ssh <<'END'
#!/bin/sh
printf '%s\n' "$*" >>"$HOME/ssh.log"
shift
cd /
exec env -i HOME=/nonexistent PATH=/usr/bin:/bin sh -c "$*" </dev/null
END
    chmod +x programs/ssh
    build_venv one >/dev/null 2>&1
    PATH=$PWD/programs:$PATH build_venv two --runner 'ssh builder' --json >two.json 2>two.err || fail "$(cat two.err)"
    same_as_one two
    grep -q '^builder sh /.*/in/build.sh /.*/in /.*/out$' home/ssh.log
    # Two shells take quotes away: the runner's words are split once, by cal-pkg, then by the remote shell.
    local runner="ssh builder 'umask 077; TZ=Asia/Tokyo exec sh \"{script}\" {in} {out}'"
    PATH=$PWD/programs:$PATH build_venv three --runner "$runner" --json >three.json 2>three.err ||
        fail "$(cat three.err)"
    same_as_one three
    grep -q '^builder umask 077; TZ=Asia/Tokyo exec sh "/.*/in/build.sh" /' home/ssh.log
    PATH=$PWD/programs:$PATH expect_status 2 build_venv four --runner 'ssh builder no-such-program'
    grep -q "^cal-pkg: error: .*the runner 'ssh builder no-such-program' ended with exit code 127" stderr ||
        fail "$(cat stderr)"
}

# refused RUNNER TEXT…: exit 2, one error with every TEXT, nothing written.
refused() {
    local runner=$1 text
    shift
    expect_status 2 build_venv out --runner "$runner"
    expect_equal "$(grep -c '^cal-pkg: error: ' stderr)" 1
    for text in "$@"; do
        grep '^cal-pkg: error: ' stderr | grep >/dev/null -F -e "$text" || fail "no '$text' in: $(cat stderr)"
    done
    [ ! -e out ] || fail "something was written"
    expect_equal "$(find cache -name venv.tar)" ""
}

test_a_runner_that_fails_is_told() {
    prepare
    local duty="the command has to run 'sh {script} {in} {out}'"
    refused 'sh -c "echo no such image; exit 7"' "the runner 'sh -c" "exit code 7" "$duty"
    grep -q 'no such image' stderr
    refused 'podman run {image}' "--runner 'podman run {image}': {image} is not a placeholder; one of: in, out, script"
    refused "ssh 'builder" "--runner 'ssh 'builder': a ' is not closed"
    refused 'no-such-program run' "--runner: no-such-program: program not found; install it"
    refused '/etc/passwd' "--runner: /etc/passwd: " "name another program"
}

test_a_runner_that_leaves_nothing_is_told() {
    prepare
    local duty="the command has to run 'sh {script} {in} {out}'"
    refused true "the runner 'true' succeeded, but left nothing in {out}; $duty"
    [ ! -e out ] || fail "something was written"
    refused "sh -c 'echo text >\"{out}/venv.tar\"; : >\"{out}/installed\"; echo the image is broken' {script} {in} {out}" \
        "succeeded, but left no installed, facts, done in {out}; $duty"
    grep -q 'the image is broken' stderr
    local name
    for name in venv.tar installed facts "done"; do
        refused "sh -c 'touch {out}/venv.tar {out}/installed {out}/facts {out}/done; for f in {out}/*; do echo x >\$f; done
            rm {out}/$name' {script} {in} {out}" "left no $name in {out}; $duty"
    done
    # The same without a wheelhouse: nothing was fetched.
    expect_status 2 cal-pkg venv build --server checkouts/calamari-1.5 --target here --runner true
    grep -qF "the runner 'true' succeeded, but left nothing in {out}" stderr || fail "$(cat stderr)"
    expect_status 2 cal-pkg venv wheelhouse filled --server checkouts/calamari-1.5 --target here --runner true
    grep -qF "the runner 'true' succeeded, but left nothing in {out}" stderr || fail "$(cat stderr)"
    expect_equal "$(find filled -type f)" ""
    # A tree that is none is not kept either.
    refused "sh -c 'for f in venv.tar installed facts done; do echo x >{out}/\$f; done' {script} {in} {out}" "venv.tar"
}

test_a_temporary_directory_that_shells_would_split_is_refused() {
    prepare
    mkdir 'a b'
    TMPDIR="$PWD/a b" refused 'ssh builder' "a b/cal-pkg-job-" "set TMPDIR to a directory with a plain name"
    expect_equal "$(ls 'a b')" ""
}
