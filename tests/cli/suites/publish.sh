# Whoever looks at the output sees the last complete build or the new one.
# shellcheck shell=bash

nothing_left() {
    local left
    left=$(find out -mindepth 1 -maxdepth 1 -name '.*' -not -name '.*.lock')
    [ -z "$left" ] || fail "left behind: $left"
}

# Makes the clients' rpmbuild fail after planning: a spec in a data directory of the test's own.
broken_data() {
    mkdir data
    cp -r "$(dirname "$program")/../share/cal-pkg/." data/
    printf '\n%%install\nfalse\n' >>data/specs/calamari-clients.spec
}

test_a_failure_publishes_nothing_and_the_others_finish() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    (cd out/el6 && find . -type f | sort | xargs sha256sum) >before
    broken_data
    in_git checkouts/Diamond commit -q --allow-empty -m next
    expect_status 2 env CALPKG_DATA="$PWD/data" \
        cal-pkg build-all --checkouts checkouts --target el6 --out out
    grep -q 'calamari-clients: rpmbuild failed' stderr
    grep -q '^diamond  *done' stderr
    grep -q '^server  *unchanged' stderr
    [ -s out/failed-el6/logs/clients.log ] || fail "the failing log is not kept"
    (cd out/el6 && find . -type f | sort | xargs sha256sum) >after
    cmp before after || fail "the published directory changed"
    nothing_left
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    [ ! -e out/failed-el6 ] || fail "the log of an old failure stays after a success"
}

test_an_interrupt_leaves_nothing_and_gives_130() {
    samples
    local signal
    for signal in INT TERM HUP; do
        for delay in 0.05 0.2 0.4; do
            local status=0
            rm -rf out # a run that was faster than the signal leaves it
            # Background jobs of a script ignore SIGINT: python resets that.
            python3 - "$signal" $delay <<'P' || status=$?
import os, signal, subprocess, sys, time
p = subprocess.Popen(["cal-pkg", "build-all", "--checkouts", "checkouts", "--target", "el6", "--out", "out"],
                     stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                     preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
time.sleep(float(sys.argv[2]))
p.send_signal(getattr(signal, "SIG" + sys.argv[1]))
status = p.wait()
if status < 0 and not os.path.exists("out"):  # it had not even begun
    status = 130
elif status < 0 and os.path.exists("out/el6"):  # it had done its work
    status = 0
sys.exit(status)
P
            case $status in
                130) [ ! -e out ] || fail "something is left: $(find out)" ;;
                0) ;; # it was faster
                *) fail "status $status" ;;
            esac
        done
    done
    ! pgrep -f "$PWD/out" >/dev/null || fail "a program is still running"
}

# Whether a build has made the directory that it works in, or its result is there.
begun() { compgen -G 'out/.el6.work-*' >/dev/null || [ -e out/el6 ]; }

test_what_a_killed_run_leaves_goes_with_the_next() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1 &
    local pid=$!
    wait_until begun
    kill -KILL $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    nothing_left
}

test_readers_never_see_half_a_repository() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    (
        while [ ! -e stop ]; do
            { [ -f out/el6/repodata/repomd.xml ] && [ -f out/el6/manifest.json ] &&
                [ -f out/el6/noarch/diamond-3.4.67-0.el6.noarch.rpm ]; } ||
                echo seen >>half
        done
    ) 2>/dev/null &
    for _ in 1 2 3 4 5; do
        in_git checkouts/Diamond commit -q --allow-empty -m next # the same once more would touch nothing
        cal-pkg build diamond --checkouts checkouts --target el6 --out out --keep 6 >/dev/null 2>&1
    done
    touch stop
    wait
    [ ! -e half ] || fail "half a repository was seen $(wc -l <half) times"
}

test_build_keeps_other_components_and_foreign_files() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    echo mine >out/el6/NOTES
    in_git checkouts/Diamond commit -q --allow-empty -m next
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    expect_equal "$(cat out/el6/NOTES)" mine
    only_file out/el6/noarch/diamond-3.4.68-0.el6.noarch.rpm >/dev/null
    only_file out/el6/noarch/diamond-3.4.67-0.el6.noarch.rpm >/dev/null
    only_file out/el6/x86_64/calamari-server-*.rpm >/dev/null
    python3 - <<'P'
import json
names = [c["component"] for c in json.load(open("out/el6/manifest.json"))["components"]]
assert names == ["clients", "diamond", "firewall", "minion", "selinux", "server"], names
P
}

test_a_directory_of_somebody_else_is_not_replaced() {
    samples Diamond
    mkdir -p out/el6
    echo precious >out/el6/file
    expect_error "el6" "--out" -- cal-pkg build diamond --checkouts checkouts --target el6 --out out
    expect_equal "$(cat out/el6/file)" precious
}

test_two_builds_at_once_both_end_well() {
    samples
    cal-pkg build server --checkouts checkouts --target el6 --out out >/dev/null 2>one &
    local first=$!
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>two
    wait $first || { cat one; fail "the first build failed"; }
    only_file out/el6/noarch/diamond-*.rpm >/dev/null
    only_file out/el6/x86_64/calamari-server-*.rpm >/dev/null
}

test_an_output_that_cannot_be_written_is_told() {
    samples Diamond
    echo x >file
    expect_error "file" "--out" -- cal-pkg build diamond --checkouts checkouts --target el6 --out file
    if ! nobody_gets_here; then
        leave_out "an output that may not be written: an unprivileged user cannot run cal-pkg here"
        return
    fi
    mkdir locked && chmod 555 locked
    expect_error "locked" -- as_nobody cal-pkg build diamond --checkouts checkouts --target el6 --out locked/out
}

test_a_reader_that_goes_away_does_not_end_a_build() {
    samples Diamond
    { cal-pkg build diamond --checkouts checkouts --target el6 --out out || true; } 2>&1 | true
    nothing_left
    only_file out/el6/noarch/diamond-*.rpm >/dev/null
    [ ! -e out/.el6.lock ] || fail "the lock is left"
}

test_directories_that_only_look_like_ours_stay() {
    samples Diamond
    mkdir -p out/.el6.work-backup tmp/cal-pkg-backup
    echo precious >out/.el6.work-backup/f
    echo precious >tmp/cal-pkg-backup/f
    TMPDIR=$PWD/tmp cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    TMPDIR=$PWD/tmp cal-pkg build diamond --checkouts checkouts --target el6 --out 'a b' >/dev/null 2>&1
    [ -e out/.el6.work-backup/f ] && [ -e tmp/cal-pkg-backup/f ] || fail "a user's directory is gone"
}

# hold_lock FILE: another process has its lock until there is a file ./go.
hold_lock() {
    rm -f go held
    (
        exec 9<"$1"
        flock 9
        touch held
        wait_until test -e go
    ) &
    wait_until test -e held
}

test_a_build_that_waits_says_so() {
    samples Diamond
    mkdir -p out
    touch out/.el6.lock
    hold_lock out/.el6.lock
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>stderr &
    local build=$!
    wait_until grep -q 'waiting for another build' stderr
    [ ! -e out/el6 ] || fail "it does not wait"
    touch go
    wait $build || fail "$(cat stderr)"
    only_file out/el6/noarch/diamond-*.rpm >/dev/null
}

test_a_lock_on_the_directory_itself_is_not_waited_for() {
    samples Diamond
    mkdir out
    hold_lock out
    timeout 60 cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1 ||
        fail "it does not build"
    touch go
    wait
}

# A /dev/shm of the test's own, where nobody else's builds come and go.
test_an_ended_build_leaves_nothing_in_memory_nor_for_long() {
    bwrap --dev-bind / / --tmpfs /dev/shm true 2>/dev/null ||
        skip "bubblewrap is missing, or may not make namespaces here"
    samples Diamond
    # shellcheck disable=SC2016 # the inner shell expands these
    bwrap --dev-bind / / --tmpfs /dev/shm bash -euo pipefail -c '
        build() { exec cal-pkg build diamond --checkouts checkouts --target el6 --out out; }
        # ended SIGNAL: how a build fares that gets it once it has begun to work in memory
        ended() {
            build >/dev/null 2>&1 &
            for _ in {1..1000}; do
                if compgen -G "/dev/shm/cal-pkg-build-*/diamond" >/dev/null; then
                    seen=$((seen + 1))
                    break
                fi
                kill -0 $! 2>/dev/null || break # it was quicker
                sleep 0.005
            done
            kill "-$1" $! 2>/dev/null || true
            wait $! 2>/dev/null || true
        }
        seen=0
        for _ in 1 2 3; do
            ended TERM
            [ -z "$(ls -A /dev/shm)" ] || { ls -A /dev/shm; echo "an interrupt left this"; exit 1; }
        done
        for _ in 1 2 3; do ended KILL; done
        [ "$seen" -gt 0 ] || { echo "no build worked in memory"; exit 1; }
        (build) >/dev/null 2>log || { cat log; exit 1; }
        [ -z "$(ls -A /dev/shm)" ] || { ls -A /dev/shm; echo "the next build left this"; exit 1; }
    ' || fail "see above"
    only_file out/el6/noarch/diamond-*.rpm >/dev/null
}

# has_ended PROCESS: it and its children are gone. What is left may be zombies that nobody has waited for.
has_ended() { ! ps -o stat= --ppid "$1" -p "$1" | grep -v '^Z' >/dev/null; }

test_a_killed_build_takes_rpmbuild_with_it() {
    samples Diamond
    mkdir bin
    # shellcheck disable=SC2016 # the script expands it
    printf '#!/bin/sh\necho $$ >>%s/pids\nsleep 600\n' "$PWD" >bin/rpmbuild
    chmod +x bin/rpmbuild
    PATH=$PWD/bin:$PATH cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1 &
    local build=$! pid
    # rpmbuild is asked for its version and its macros, side by side. A moment for the guardian to hear of the second one.
    wait_until awk 'END { exit NR < 2 }' pids
    sleep 0.5
    kill -KILL $build
    wait $build 2>/dev/null || true
    while read -r pid; do
        wait_until has_ended "$pid"
    done <pids
}
