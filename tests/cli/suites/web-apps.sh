# `--web-apps`: built web apps from elsewhere than the checkout.
# shellcheck shell=bash

readonly apps=(admin dashboard login manage)

# Leaves a checkout without built apps, and those in ./content, side by side.
prepare_apps() {
    samples calamari-clients
    mkdir content
    local app
    for app in "${apps[@]}"; do mv "checkouts/calamari-clients/$app/dist" "content/$app"; done
}

# stage_with OUT WEB-APPS [OPTION…]
stage_with() {
    local out=$1 given=$2
    shift 2
    cal-pkg stage clients --checkouts checkouts --target el6 --web-apps "$given" --out "$out" "$@" >/dev/null
}

test_wherever_they_come_from_the_package_is_the_same() {
    samples calamari-clients
    cal-pkg stage clients --checkouts checkouts --target el6 --out by-checkout >/dev/null 2>&1
    cp -r checkouts apart
    rm -rf checkouts/calamari-clients/*/dist
    local app given number=0
    mkdir -p content root/opt/calamari/webapp/content dists
    for app in "${apps[@]}"; do
        cp -r "apart/calamari-clients/$app/dist" "content/$app"
        cp -r "apart/calamari-clients/$app/dist" "root/opt/calamari/webapp/content/$app"
        mkdir "dists/$app"
        cp -r "apart/calamari-clients/$app/dist" "dists/$app/dist"
    done
    find content root dists -exec touch -d 2020-01-01 {} +
    find content -type f -exec chmod 600 {} +
    tar -C root -czf product.tar.gz opt           # upstream's 'make build-product'
    tar -C dists -cf dists.tar "${apps[@]}"              # APP/dist/…
    tar --transform 's,^,calamari-clients-1.2/,' -C content -cjf deep.tar.bz2 "${apps[@]}"
    for given in apart/calamari-clients content root product.tar.gz dists.tar deep.tar.bz2; do
        number=$((number + 1))
        stage_with "out$number" "$given" 2>stderr || fail "$given: $(cat stderr)"
        cmp by-checkout/*.tar.gz "out$number"/*.tar.gz || fail "$given gives another package"
    done
}

test_an_older_package_gives_its_apps_and_the_manifest_says_so() {
    samples calamari-clients
    cal-pkg build clients --checkouts checkouts --target el6 --out one --no-srpm >/dev/null 2>&1
    local old
    old=$(only_file one/el6/x86_64/*.rpm)
    rm -rf checkouts/calamari-clients/*/dist
    cal-pkg build clients --checkouts checkouts --target el6 --out two --no-srpm --web-apps "$old" >/dev/null 2>stderr ||
        fail "$(cat stderr)"
    cmp "$old" two/el6/x86_64/*.rpm
    grep -A 1 '"from": "package"' two/el6/manifest.json | grep >/dev/null -F "$(sha256sum <"$old" | cut -d ' ' -f 1)"
    ! grep -qF "$PWD" two/el6/manifest.json || fail "the manifest names a path"
    expect_equal "$(grep '"content"' one/el6/manifest.json)" "$(grep '"content"' two/el6/manifest.json)"
    grep -q '"from": "checkout"' one/el6/manifest.json
}

test_cal_pkg_yaml_names_them_too() {
    prepare_apps
    mkdir project
    printf 'checkouts: ../checkouts\nweb-apps: ../content\ntarget: el6\n' >project/cal-pkg.yaml
    (cd project && cal-pkg plan clients >../plan 2>/dev/null)
    grep -q "web apps  directory $PWD/content" plan
    grep -q 'content/manage/index.html' plan
}

test_what_is_missing_is_named_with_what_was_looked_for() {
    prepare_apps
    rm -r content/login content/manage
    tar -C content -czf some.tar.gz admin dashboard
    local given
    for given in content some.tar.gz; do
        expect_error "$PWD/$given" "lacks the web apps login (neither login/dist nor login), manage" -- \
            stage_with out "$given"
    done
    mkdir empty
    expect_error "$PWD/empty" "none of the web apps admin, dashboard, login, manage" "--web-apps" -- stage_with out empty
    expect_error "--web-apps" "nowhere" "neither a directory nor a file" -- stage_with out nowhere
    echo text >text
    expect_error "text" -- stage_with out text
    [ ! -e out ] || fail "something was written"
}

test_a_tarball_that_lies_beside_a_checkout_without_apps_is_named() {
    prepare_apps
    tar -C content -czf checkouts/calamari-clients/calamari-clients-build-output.tar.gz "${apps[@]}"
    expect_status 2 cal-pkg plan clients --checkouts checkouts --target el6
    grep -qF -e "--web-apps $PWD/checkouts/calamari-clients/calamari-clients-build-output.tar.gz" stderr ||
        fail "$(cat stderr)"
    expect_error "is not a directory" "--web-apps" -- \
        cal-pkg plan clients --clients checkouts/calamari-clients/calamari-clients-build-output.tar.gz --target el6
}

test_what_leads_out_of_a_tarball_is_refused() {
    prepare_apps
    ln -s /etc/passwd content/admin/passwd
    tar -C content -czf links.tar.gz "${apps[@]}"
    expect_error "links.tar.gz: admin/passwd" "/etc/passwd" -- stage_with out links.tar.gz
    rm content/admin/passwd
    touch content/outside
    tar -P -C content/admin -cf climbs.tar ../outside
    expect_error "climbs.tar" "../outside" -- stage_with out climbs.tar
}

test_the_checks_are_the_same() {
    prepare_apps
    : >"$(only_file content/login/styles/*main.css)"
    tar -C content -czf bad.tar.gz "${apps[@]}"
    local given
    for given in content bad.tar.gz; do
        expect_status 2 stage_with out "$given"
        grep -F "$given" stderr | grep >/dev/null 'empty-stylesheet' || fail "$given: $(cat stderr)"
    done
}

test_the_output_may_not_lie_among_them() {
    prepare_apps
    expect_error "all of which goes into calamari-clients" -- stage_with content/admin/new content
}
