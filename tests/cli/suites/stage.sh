# `cal-pkg stage`: the tarball of what a package installs.
# shellcheck shell=bash

test_clients_are_restaged_below_content() {
    samples calamari-clients
    cal-pkg stage clients --checkouts checkouts --target el6 --out out >stdout 2>/dev/null
    expect_equal "$(cat stdout)" out/calamari-clients_product_1.2.tar.gz
    tar -tzf out/calamari-clients_product_1.2.tar.gz | grep -v '/$' | LC_ALL=C sort >members
    awk -F'\t' '!/^#/ {print "opt/calamari/webapp/content/" $1 "/" $2}' \
        "$source_root/tests/data/golden/clients-dist.tsv" | LC_ALL=C sort >golden
    comm -13 members golden >missing
    [ ! -s missing ] || fail "missing: $(cat missing)"
    comm -23 members golden | grep -v '^usr/share/' >extra || true
    [ ! -s extra ] || fail "extra: $(cat extra)"
}

test_contents_are_those_of_the_dist() {
    samples calamari-clients
    cal-pkg stage clients --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    mkdir tree && tar -xzf out/calamari-clients_product_1.2.tar.gz -C tree
    for app in admin dashboard login manage; do
        diff -r checkouts/calamari-clients/$app/dist tree/opt/calamari/webapp/content/$app
    done
}

test_bsdtar_reads_it_too() {
    samples calamari
    mkdir -p venv/bin && touch venv/bin/python
    cal-pkg stage server --checkouts checkouts --target el6 --venv venv --out out >/dev/null 2>&1
    bsdtar -tvf out/calamari-server_product_1.2.tar.gz >list
    grep -q -- '^lrwxrwxrwx .* usr/bin/calamari-ctl -> ../../opt/calamari/venv/bin/calamari-ctl$' list
    grep -q -- '^-rw-r----- .* etc/calamari/calamari.conf$' list
}

test_a_failure_leaves_no_tarball() {
    samples calamari-clients
    ln -s /etc/passwd checkouts/calamari-clients/admin/dist/passwd
    expect_error "admin/dist/passwd" "absolute" -- \
        cal-pkg stage clients --checkouts checkouts --out out
    [ ! -e out ] || fail "something was left: $(ls -A out)"
}

test_a_result_among_the_sources_is_refused_before_anything_is_written() {
    samples calamari-clients
    local dist=checkouts/calamari-clients/admin/dist option
    for option in --out --topdir; do
        expect_error "$dist/new" "$PWD/$dist, all of which goes into calamari-clients" "another $option" -- \
            cal-pkg stage clients --checkouts checkouts --target el6 $option $dist/new
        (cd $dist && expect_error "calamari-clients" "another $option" -- \
            cal-pkg stage clients --clients ../.. --target el6 $option . && rm stdout stderr)
    done
    git -C checkouts/calamari-clients status --porcelain --ignored >status
    ! grep -q new status || fail "something was written: $(cat status)"
}
