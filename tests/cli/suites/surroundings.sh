# What is around the program is not as it should be: streams that are full or closed, a reader that has gone, limits of
# the shell, a small file system, programs that never end.
# shellcheck shell=bash

build=(cal-pkg build diamond --checkouts checkouts --target el6 --out out)

expected() {
    samples Diamond
    "${build[@]}" >/dev/null 2>stderr || fail "$(cat stderr)"
    mv out expected
}

# done_or_told STATUS WHAT: it was done, or one error says why not, nothing was published and nothing is left.
done_or_told() {
    local left
    if [ "$1" -eq 0 ]; then
        [ -e out/el6/repodata/repomd.xml ] || fail "$2: exit 0, and nothing is published"
        diff -r -x logs -x manifest.json expected out || fail "$2: something else was made"
    else
        [ "$1" -eq 2 ] || fail "$2: exit $1: $(cat stderr)"
        [ "$(grep -c '^cal-pkg: error: ' stderr)" -eq 1 ] || fail "$2: not one error: $(cat stderr)"
        [ ! -e out/el6 ] || fail "$2: exit 2, and something is published"
        ! grep -E 'internal error| \(\)|Success' stderr || fail "$2: not for people"
    fi
    left=$(find . -name '.*.cal-pkg-*' -o -name '.el6.*')
    [ -z "$left" ] || fail "$2: left behind: $left"
    rm -rf out
}

test_streams_that_cannot_be_written() {
    local stream status
    for stream in '>/dev/full' '>&-' '>&- <&-'; do
        status=0
        bash -c "cal-pkg explain --list $stream" 2>stderr || status=$?
        expect_equal "$status" 2
        grep -q '^cal-pkg: error: standard output: cannot be written' stderr || fail "$stream: $(cat stderr)"
    done
    for stream in '2>/dev/full' '2>&-' '<&-' '<&- 2>&-'; do
        bash -c "cal-pkg explain --list $stream" >stdout || fail "$stream: exit $?"
        grep -q missing-reference stdout || fail "$stream: $(cat stdout)"
    done
    # What is opened first does not become standard error, and get its messages.
    samples Diamond
    bash -c "${build[*]} <&- >/dev/null 2>&-" || fail "exit $?"
    cal-pkg verify out >/dev/null
}

# unread COMMAND…: its standard output is a pipe that nobody reads any more; its status, as a shell has it.
unread() {
    python3 -c '
import os, subprocess, sys
reading, writing = os.pipe()
os.close(reading)
status = subprocess.run(sys.argv[1:], stdout=writing).returncode
sys.exit(128 - status if status < 0 else status)' "$@"
}

test_without_a_reader_it_ends_quietly() {
    local status=0
    unread cal-pkg explain --list 2>stderr || status=$?
    expect_equal "$status" 141
    [ ! -s stderr ] || fail "$(cat stderr)"
    samples Diamond
    status=0
    unread "${build[@]}" 2>stderr || status=$?
    expect_equal "$status" 141
    ! grep error stderr || fail "an error"
    cal-pkg verify out >/dev/null || fail "it was not done"
}

test_limits_of_the_shell() {
    expected
    local limit status
    for limit in '-n 4' '-n 8' '-n 12' '-n 20' '-n 32' '-f 1' '-f 16' '-f 40' '-v 40000' '-v 120000' '-v 300000'; do
        status=0
        # shellcheck disable=SC2086 # two words
        (ulimit $limit && exec "${build[@]}") >stdout 2>stderr || status=$?
        # The loader gets no memory for the libraries, or no descriptor beside those that are inherited: nothing was begun.
        if [ $status -eq 127 ]; then grep -q 'loading shared libraries' stderr && continue; fi
        [[ $limit != '-n 8' && $limit != '-f 1' ]] || [ $status -eq 2 ] || fail "$limit: exit $status"
        done_or_told $status "ulimit $limit"
    done
}

test_a_small_file_system() {
    expected
    cat >inside <<'END'
set -eu
mkdir small
mount -t tmpfs -o size="$1" none small || exit 77
status=0
TMPDIR=$PWD/small "$program" build diamond --checkouts checkouts --target el6 --out small/out >stdout 2>stderr || status=$?
[ ! -e small/out ] || cp -a small/out .
exit $status
END
    local size status
    for size in 4k 16k 64k 100k 300k 20m; do
        status=0
        rm -f stderr
        unshare -rm env program="${program:?}" bash inside $size 2>mount || status=$?
        # 77: mount refused; 1 before cal-pkg was run: unshare did.
        if [ $status -eq 77 ] || { [ $status -eq 1 ] && [ ! -e stderr ]; }; then skip "no private mounts here"; fi
        rmdir small
        case $size in
            4k) expect_equal "$status" 2 ;;
            20m) expect_equal "$status" 0 ;;
        esac
        [ $status -eq 0 ] || grep -q 'No space left\|file system is full\|cannot write' stderr || fail "$size: $(cat stderr)"
        done_or_told $status "a file system of $size"
    done
}

# endless NAME [LINE]: a program of that name, first in PATH, that tells its process in ./begun and never ends.
endless() {
    rm -rf begun endless
    mkdir endless
    # shellcheck disable=SC2016 # the script expands it
    printf '#!/bin/sh\n%s\necho $$ >>%s/begun\nwhile :; do sleep 600 & wait; done\n' "${2:-}" "$PWD" >"endless/$1"
    chmod +x "endless/$1"
    PATH=$PWD/endless:$PATH "${build[@]}" >/dev/null 2>stderr &
    pid=$!
    wait_until test -s begun
}

has_ended() { ! ps -o stat= -p "$1" | grep -v '^Z' >/dev/null; }

all_have_ended() {
    local one
    while read -r one; do wait_until has_ended "$one"; done <begun
}

# Nor is anything left.
nothing_goes_on() {
    all_have_ended
    expect_equal "$(ls -A tmp; find out -mindepth 1 ! -name '.el6.lock')" ''
}

test_what_never_ends_ends_with_the_program() {
    samples Diamond
    local name signal pid status
    export TMPDIR=$PWD/tmp
    mkdir tmp
    for name in git rpmbuild createrepo_c; do
        for signal in TERM HUP; do
            endless $name
            kill -$signal "$pid"
            status=0
            wait "$pid" || status=$?
            expect_equal "$status" 130
            grep -q 'interrupted' stderr || fail "$(cat stderr)"
            nothing_goes_on
        done
    done
    # One that does not listen.
    endless rpmbuild "trap '' TERM INT HUP"
    kill "$pid"
    wait "$pid" && fail "it goes on"
    all_have_ended
}

# Where it is asked for the key, before anything is built, and where it signs.
test_a_gpg_that_never_ends_ends_with_the_program() {
    # shellcheck source=tests/cli/sign-fixture.sh
    . "${source_root:?}/tests/cli/sign-fixture.sh"
    empty_keyring
    new_key site rsa2048 sign
    samples Diamond
    build+=(--sign site@example.invalid)
    export TMPDIR=$PWD/tmp
    mkdir tmp
    local when pid status
    for when in '*' '*sign*'; do
        endless gpg "case \"\$*\" in $when) ;; *) exec $(command -v gpg) \"\$@\" ;; esac"
        kill "$pid"
        status=0
        wait "$pid" || status=$?
        expect_equal "$status" 130
        nothing_goes_on
    done
}
