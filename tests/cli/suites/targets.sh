# Several targets in one run.
# shellcheck shell=bash

# built LOG: the lines of what was built, in the order of the alphabet.
built() { awk '$3 == "done" {print $1, $2}' "$1" | sort | paste -sd ';'; }

test_several_targets_are_built_as_each_alone() {
    samples Diamond calamari-1.5
    echo 'x = {1, 2}' >>checkouts/Diamond/src/diamond/__init__.py # no Python 2.6 takes that
    in_git checkouts/Diamond commit -qam newer
    cal-pkg build diamond server --checkouts checkouts --server checkouts/calamari-1.5 --target el6,el7 --out out \
        >paths 2>log || fail "$(cat log)"
    expect_equal "$(built log)" 'el6 diamond;el6 server;el7 diamond;el7 server'
    expect_equal "$(wc -l <paths)" 8
    cal-pkg build diamond server --checkouts checkouts --server checkouts/calamari-1.5 --target el7 --out alone \
        >/dev/null 2>alone.log || fail "$(cat alone.log)"
    diff -r alone/el7 out/el7
    # The same of both targets is told once, what only one has with its name.
    expect_equal "$(grep -c 'no-virtualenv' log)" 1
    expect_equal "$(grep -c 'other-python-code' log)" 1
    grep '^cal-pkg: warning: el6: diamond: .*__init__.py: Python 2.6 does not compile it' log
    cal-pkg build diamond --checkouts checkouts --target el6,el7 --out out --json >json 2>log || fail "$(cat log)"
    expect_equal "$(grep -c ' unchanged$' log)" 2
    python3 - <<'P'
import json
targets = json.load(open("json"))["targets"]
assert [t["target"] for t in targets] == ["el6", "el7"], targets
assert all(t["published"] and t["error"] == "" and t["components"][0]["reused"] for t in targets), targets
assert targets[1]["directory"].endswith("out/el7"), targets
P
}

test_what_is_given_twice_is_told() {
    expect_error "--target: is given 2 times, and takes one value; give it once" "see 'cal-pkg plan --help'" -- \
        cal-pkg plan diamond --target el6 --target el7
}

test_a_target_that_fails_leaves_the_others_whole() {
    samples Diamond
    mkdir -p out/el6
    echo mine >out/el6/file
    status=0
    cal-pkg build diamond --checkouts checkouts --target el6,el7,el9 --out out --json >json 2>log || status=$?
    expect_equal "$status" 2
    grep '^cal-pkg: error: el6: .*el6' log
    grep "^cal-pkg: nothing was published in $PWD/out/el6$" log
    expect_equal "$(find out/el6 -mindepth 1)" out/el6/file
    ls out/el7/manifest.json out/el9/repodata/repomd.xml
    python3 - <<'P'
import json
targets = {t["target"]: t for t in json.load(open("json"))["targets"]}
assert not targets["el6"]["published"] and targets["el6"]["error"] and not targets["el6"]["artifacts"], targets
assert targets["el7"]["published"] and targets["el9"]["published"], targets
P
    # What no target can have is told once.
    echo >>checkouts/Diamond/bin/diamond
    expect_error 'modified tracked files: bin/diamond' -- \
        cal-pkg build diamond --checkouts checkouts --target el6,el7 --out out
}

test_a_target_that_cannot_be_planned_fails_alone() {
    mkdir -p site/layouts/motd site/layouts/targets site/specs
    data=$(dirname "$(command -v cal-pkg)")/../share/cal-pkg
    sed -e 's/^\(target\|dist\): .*/\1: el8/' -e 's/^variables:/&\n  only: here/' "$data/layouts/targets/el7.yaml" \
        >site/layouts/targets/el8.yaml
    printf '%s\n' 'component: motd' 'package: example-motd' 'spec: example-motd.spec' 'arch: noarch' 'version: 1.0-1' \
        'date: 2026-11-01' 'files: [{file: motd, to: "/etc/{only}/motd"}]' >site/layouts/motd.yaml
    echo hello >site/layouts/motd/motd
    printf '%s\n' 'Name: example-motd' 'Summary: What machines say' 'Group: System/Base' 'License: MIT' \
        '%include package.inc' 'BuildArch: noarch' 'AutoReqProv: no' %description Words. '%include install.inc' \
        >site/specs/example-motd.spec
    echo 'data: [site]' >site.yaml
    expect_error "error: el7: $PWD/site/layouts/motd.yaml:7: unknown variable '{only}'" -- \
        cal-pkg build motd --config site.yaml --target el7,el8 --out out
    ls out/el8/noarch/example-motd-1.0-1.el8.noarch.rpm
    [ ! -e out/el7 ] || fail 'el7 was published'
}

test_the_project_names_targets() {
    samples Diamond
    printf 'checkouts: checkouts\ntargets: [el6, el9]\nout: rpms\n' >cal-pkg.yaml
    cal-pkg plan diamond >plans 2>/dev/null
    expect_equal "$(grep -c '^diamond-3.4.67-0.el[69].noarch$' plans)" 2
    grep "$PWD/rpmbuild/el9/diamond" plans >/dev/null
    expect_error 'cal-pkg.yaml:2: targets: names several targets' 'with --target' -- cal-pkg stage diamond
    cal-pkg stage diamond --target el6 >/dev/null 2>&1
    cal-pkg dist diamond >/dev/null
    printf 'targets: [el6, el66]\n' >cal-pkg.yaml
    expect_error 'cal-pkg.yaml:1: ' "there is no target 'el66'" "did you mean 'el6'?" -- cal-pkg plan
    printf 'targets: [el6, el6]\n' >cal-pkg.yaml
    expect_error "cal-pkg.yaml:1: 'targets' lists 'el6' twice" -- cal-pkg plan
}

test_what_several_targets_cannot_mean_is_refused() {
    samples Diamond
    # shellcheck disable=SC2317 # expect_error calls it
    plan() { cal-pkg plan diamond --checkouts checkouts "$@"; }
    expect_error '--target el6,el7,el6: names el6 twice' -- plan --target el6,el7,el6
    expect_error "el66" "did you mean 'el6'?" -- plan --target el7,el66
    expect_error '--target el6,: has a comma with no target beside it' -- plan --target el6,
    expect_error '--venv venv.tar.gz: is a virtualenv for one target, and 2' '--venv build' -- \
        plan --target el6,el7 --venv venv.tar.gz
    expect_error '--lock x: lists what one' -- plan --target el6,el7 --venv build --lock x
    expect_error '--python /bin/py: is one target' -- plan --target el6,el7 --venv build --python /bin/py
    expect_error '--baseurl https://example.org/c: would be the address of all 2 targets' -- \
        cal-pkg build diamond --checkouts checkouts --target el6,el7 --sign key --baseurl https://example.org/c
    expect_error '--target el6,el7: names several targets' -- \
        cal-pkg stage diamond --checkouts checkouts --target el6,el7
    printf 'checkouts: checkouts\nvenv: venv.tar.gz\n' >cal-pkg.yaml
    expect_error 'cal-pkg.yaml:2: venv: is a virtualenv for one target' -- cal-pkg plan --target el6,el7
}
