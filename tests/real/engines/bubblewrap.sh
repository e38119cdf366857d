# shellcheck shell=bash disable=SC2034
# bubblewrap with a root of its own: what mmdebstrap makes with rpm, nothing else of this machine.
packages=(bubblewrap mmdebstrap)

prepare() {
    mmdebstrap --variant=essential --include=rpm,coreutils,tar,gzip bookworm /engines/root \
        http://deb.debian.org/debian >>"${log:?}.install.log" 2>&1
    options=(--with root=/engines/root)
}

more() {
    expect 2 'name with --with root=DIR a system that has rpmbuild' \
        cal-pkg submit bubblewrap el6 --with root=/engines/checkouts --checkouts checkouts --out other
    echo 'ok a root without rpmbuild'
    cal-pkg build-all --checkouts checkouts --target el6 --out runner --rpmbuild-runner \
        'bwrap --ro-bind /engines/root / --dev /dev --proc /proc --tmpfs /tmp --unshare-all --bind {topdir} {topdir}' \
        >>"${log:?}.submit.log" 2>&1 || fail "runner: $(tail -5 "$log.submit.log")"
    diff -r local runner || fail "the runner's packages differ"
    echo "ok the same bytes by --rpmbuild-runner"
}
