# rpmlint finds nothing that specs/rpmlint.toml does not give a reason for.
# shellcheck shell=bash

test_packages_are_clean() {
    command -v rpmlint >/dev/null || skip "rpmlint is not installed"
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --out out >/dev/null 2>&1
    local package
    # One at a time: rpmlint takes several source packages for one with several specs.
    for package in out/*/*/*.rpm; do
        rpmlint -c "$source_root/specs/rpmlint.toml" "$package" >report 2>&1 || true
        grep -qE ' 0 errors, 0 warnings' report || { cat report; fail "$package"; }
    done
}
