# What every suite uses. A test is a function that returns non-zero, or exits, when it fails.
# shellcheck shell=bash

fail() {
    echo "failed: $*" >&2
    exit 1
}

# skip REASON: ends the test, which counts as skipped and not as passed. What this machine cannot do is a reason.
skip() {
    echo "skipped: $*"
    exit 77
}

# leave_out REASON: a part of the test is not done here, the rest is. The reason is in the report.
leave_out() {
    echo "left out: $*"
}

# wait_until COMMAND…: waits for its success. Nothing is measured: a minute is for what will never happen.
wait_until() {
    local tries=3000
    until "$@"; do
        ((tries-- > 0)) || fail "not within a minute: $*"
        sleep 0.02
    done
}

# as_nobody COMMAND…: as a user for whom modes count, and whom the test's files belong to.
as_nobody() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        chown -R 65534:65534 .
        setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
    fi
}

# Whether as_nobody can run the program in the test's directory, which that makes readable. An installation that is
# root's alone, as one below /root is, is copied into the test's directory.
nobody_gets_here() {
    [ "$(id -u)" -eq 0 ] || return 0
    chmod 755 .. .
    # By a program between: what setpriv itself starts is looked up with root's rights.
    as_nobody env cal-pkg --version >/dev/null 2>&1 && return
    cp -a "$(dirname "${program:?}")/.." prefix
    PATH=$PWD/prefix/bin:$PATH
    as_nobody env cal-pkg --version >/dev/null 2>&1
}

# Leaves copies of the sample checkouts below ./checkouts (all, or those named).
samples() {
    local name
    [ $# -gt 0 ] || set -- calamari calamari-1.5 calamari-clients Diamond
    mkdir -p checkouts
    for name; do
        cp -a "${fixtures:?}/samples/$name" checkouts/
        # git takes a file with another inode for one that may have changed.
        git -C "checkouts/$name" update-index -q --refresh
    done
}

# A git repository call with a fixed identity.
in_git() {
    GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada \
        GIT_COMMITTER_EMAIL=ada@example.org GIT_AUTHOR_DATE='2014-08-01T00:00:00Z' \
        GIT_COMMITTER_DATE='2014-08-01T00:00:00Z' git -C "$@"
}

# expect_status STATUS COMMAND…: output goes to ./stdout and ./stderr.
expect_status() {
    local expected=$1 status=0
    shift
    "$@" >stdout 2>stderr || status=$?
    [ "$status" -eq "$expected" ] || {
        cat stdout stderr >&2
        fail "'$*' gave status $status, not $expected"
    }
}

# A user's mistake: exit 2, one error line on stderr that holds every TEXT, nothing on stdout.
# expect_error TEXT… -- COMMAND…
expect_error() {
    local texts=()
    while [ "$1" != -- ]; do
        texts+=("$1")
        shift
    done
    shift
    expect_status 2 "$@"
    [ "$(grep -c '^cal-pkg: error: ' stderr)" -eq 1 ] || fail "not one error: $(cat stderr)"
    local text
    for text in "${texts[@]}"; do
        grep '^cal-pkg: error: ' stderr | grep >/dev/null -F -- "$text" || fail "no '$text' in: $(cat stderr)"
    done
}

expect_equal() {
    [ "$1" = "$2" ] || fail "'$1' is not '$2'"
}

# The one file that a pattern matches.
only_file() {
    [ $# -eq 1 ] && [ -e "$1" ] || fail "not exactly one file: $*"
    echo "$1"
}

# rpm with a database of the test's own, so that nothing of this host counts.
rpm_here() {
    rpm --dbpath "$PWD/rpmdb" "$@"
}
