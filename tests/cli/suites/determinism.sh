# The same checkouts give the same bytes.
# shellcheck shell=bash

# Everything that is published, with modes and times.
published() {
    (cd "$1" && find . -printf '%p %y %m %T@\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}

another_second() { [ "$(date +%s)" -ne "$1" ]; }

test_directory_umask_zone_locale_home_and_jobs_do_not_matter() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    mkdir -p "other place/home"
    "$source_root/tests/samples/make-checkouts" "other place/checkouts"
    printf '%%_binary_payload w1.bzdio\n%%vendor Somebody\n%%dist .mine\n' >"other place/home/.rpmmacros"
    local second
    second=$(date +%s)
    wait_until another_second "$second"
    (
        cd "other place"
        umask 027
        export HOME=$PWD/home TZ=America/New_York LC_ALL=C LANG=fr_FR USER=nobody
        cal-pkg build-all --checkouts checkouts --target el6 --out result --jobs 1
    ) >/dev/null 2>&1
    published out/el6 >one
    published "other place/result/el6" >two
    diff one two
}

test_build_after_build_gives_the_same_repository() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    published out/el6 >one
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    published out/el6 >two
    diff one two
}

test_nothing_of_the_host_is_in_a_package() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    for package in out/el6/*/*.rpm; do
        rpm_here -qp --xml "$package" >xml
        ! grep -qF "$PWD" xml || fail "$package holds the build directory"
        ! grep -qF "$(uname -n)" xml || fail "$package holds the host's name"
    done
}

test_times_are_the_commit_s_or_at_most_24_days_before() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    local epoch
    epoch=$(git -C checkouts/Diamond log -1 --format=%ct)
    expect_equal "$(rpm_here -qp --qf '%{BUILDTIME}' out/el6/noarch/*.rpm)" "$epoch"
    rpm_here -qp --qf '[%{FILEMODES:perms} %{FILEMTIMES}\n]' out/el6/noarch/*.rpm >found
    expect_equal "$(sed -n 's/^d.* //p' found | sort -u)" "$epoch"
    awk -v epoch="$epoch" '$2 > epoch || $2 < epoch - 2097153 || ($2 % 2 && $2 != epoch)' found >wrong
    [ ! -s wrong ] || fail "$(cat wrong)"
}

# vary VARIATION COMMAND…: reprotest does without a variation where the command fails.
vary() {
    local variation=$1
    shift
    "$@" >/dev/null 2>&1 && return
    variations+=",-$variation"
    leave_out "reprotest's variation $variation: '$*' fails here"
}

shuffle_once() {
    command -v disorderfs && mkdir -p here shuffled && disorderfs --shuffle-dirents=yes here shuffled &&
        fusermount -u shuffled
}

# Time, order of directories, path, home, locale, zone, umask, PATH, host name, kernel and number of processors.
test_reprotest_finds_no_difference() {
    command -v reprotest >/dev/null || skip "reprotest is not installed"
    samples Diamond
    # The user varies below: reprotest needs sudo for that, even as root.
    local variations=-user_group
    vary fileordering shuffle_once
    vary time faketime @1700000000 true
    vary domain_host unshare -r --uts true
    vary kernel setarch linux64 --uname-2.6 true
    vary aslr setarch "$(uname -m)" -R true
    vary num_cpus taskset -a -c 0 true
    reprotest --no-diffoscope --min-cpus 1 "--vary=$variations" --source-root checkouts \
        "cal-pkg build diamond --checkouts . --target el6 --out out" out/el6 >log 2>&1 ||
        { tail -n 60 log; fail "reprotest finds a difference"; }
    grep -qE '^[0-9a-f]{64}  .*/diamond-3.4.67-0.el6.noarch.rpm$' log || { cat log; fail "it compared nothing"; }
}

test_another_user_gives_the_same_bytes() {
    [ "$(id -u)" -eq 0 ] || skip "only root can be another user"
    nobody_gets_here || skip "an unprivileged user cannot run cal-pkg here"
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out mine >/dev/null 2>&1
    as_nobody cal-pkg build diamond --checkouts checkouts --target el6 --out theirs >/dev/null 2>log || fail "$(cat log)"
    expect_equal "$(stat -c %u theirs/el6)" 65534
    published mine/el6 >one
    published theirs/el6 >two
    diff one two
}

# A library that sets rpmbuild's clock ahead, and an rpmbuild before the other on PATH that loads it.
clock_of_rpmbuild() {
    mkdir -p ahead
    printf '#include <time.h>\ntime_t time(time_t *t) { if (t) *t = %s; return %s; }\n' "$1" "$1" >ahead/clock.c
    cc -shared -fPIC -o ahead/clock.so ahead/clock.c
    printf '#!/bin/sh\nLD_PRELOAD=%s exec %s "$@"\n' "$PWD/ahead/clock.so" "$(command -v rpmbuild)" >ahead/rpmbuild
    chmod +x ahead/rpmbuild
}

test_a_commit_of_the_future_gives_the_bytes_that_it_will_give() {
    samples Diamond calamari-1.5
    local name day=86400 now
    now=$(date +%s)
    for name in Diamond calamari-1.5; do
        GIT_COMMITTER_DATE="$((now + 30 * day)) +0000" git -C checkouts/$name -c user.name=Ada -c user.email=a@b.c \
            commit -q --allow-empty -m future
    done
    build() { cal-pkg build diamond server --checkouts checkouts --server checkouts/calamari-1.5 --target el7 --out "$1"; }
    build now >/dev/null 2>stderr || { cat stderr; fail "it does not build"; }
    ! grep -r 'in the future' now/el7/logs || fail "the log tells of the clock"
    if ! command -v cc >/dev/null; then
        leave_out "a build when that time has come: there is no C compiler"
        return
    fi
    clock_of_rpmbuild $((now + 60 * day))
    PATH=$PWD/ahead:$PATH build later >/dev/null 2>stderr || { cat stderr; fail "it does not build later"; }
    published now/el7 >one
    published later/el7 >two
    diff one two
}
