# The same checkouts give the same bytes.
# shellcheck shell=bash

# Everything that is published, with modes and times.
published() {
    (cd "$1" && find . -printf '%p %y %m %T@\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}

test_directory_umask_zone_locale_home_and_jobs_do_not_matter() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    mkdir -p "other place/home"
    "$source_root/tests/samples/make-checkouts" "other place/checkouts"
    printf '%%_binary_payload w1.bzdio\n%%vendor Somebody\n%%dist .mine\n' >"other place/home/.rpmmacros"
    sleep 1
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

test_times_are_the_commit_s() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    local epoch
    epoch=$(git -C checkouts/Diamond log -1 --format=%ct)
    rpm_here -qp --qf '%{BUILDTIME}\n[%{FILEMTIMES}\n]' out/el6/noarch/*.rpm | sort -u >found
    expect_equal "$(cat found)" "$epoch"
}

test_disorderfs_or_reprotest_order_of_directories() {
    command -v reprotest >/dev/null || skip "reprotest is not installed"
    samples Diamond
    reprotest --min-cpus 1 --vary=-user_group,-domain_host,-fileordering,-time,-aslr,-kernel,-num_cpus \
        "cal-pkg build diamond --checkouts $PWD/checkouts --target el6 --out out" \
        . 'out/el6/noarch/*.rpm' >log 2>&1 || { tail -n 40 log; fail "reprotest finds a difference"; }
}
