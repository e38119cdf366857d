# shellcheck shell=bash disable=SC2034
# obs-build, whose root is one package.
packages=(obs-build mount binutils mmdebstrap)
options=(--with config=/engines/dist.conf --with repository=/engines/repository --jobs 1)

prepare() {
    # shellcheck source=tests/real/engines/build-root.sh
    . /engines/project/tests/real/engines/build-root.sh
    build_root >>"${log:?}.install.log" 2>&1
    mkdir /engines/repository
    mv /engines/buildroot.rpm /engines/repository/
    printf 'Type: spec\nRepotype: none\nPreinstall: buildroot\nRequired: buildroot\n' >/engines/dist.conf
}

more() {
    mkdir empty
    expect 1 'put it into the repository of --with repository=DIR' \
        cal-pkg submit obs-build el6 --with config=/engines/dist.conf --with "repository=$PWD/empty" \
        --checkouts checkouts --only firewall --out other
    echo 'ok requirements that cannot be had'
}
