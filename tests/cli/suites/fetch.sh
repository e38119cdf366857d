# `cal-pkg fetch`, and builds of a line: from mirrors of the sample repositories to packages, without network.
# shellcheck shell=bash

# Leaves mirror/ceph/{calamari,calamari-clients,Diamond} and data whose line `here` is what they stand on.
mirror() {
    samples calamari calamari-clients Diamond
    mkdir -p mirror/ceph
    cp -rL "$(dirname "${program:?}")/../share/cal-pkg" data
    export CALPKG_DATA=$PWD/data XDG_CACHE_HOME=$PWD/cache
    {
        printf 'line: here\nsummary: The samples\ntargets: [el6, el7]\nrepositories:\n'
        repository server calamari
        repository clients calamari-clients
        repository diamond Diamond
        printf 'notes: ["It is small."]\n'
    } >data/layouts/lines/here.yaml
}

# repository COMPONENT NAME
repository() {
    git clone -q --bare "checkouts/$2" "mirror/ceph/$2.git"
    git -C "mirror/ceph/$2.git" branch -f line HEAD
    printf '  %s: {url: https://example.org/ceph/%s, branch: line, commit: %s, describe: %s}\n' "$1" "$2" \
        "$(git -C "checkouts/$2" rev-parse HEAD)" "$(git -C "checkouts/$2" describe --abbrev=7)"
}

# A git that says in ./begun that it checks something out, and waits for ./go.
slow_git() {
    mkdir -p slow
    cat >slow/git <<END
#!/bin/sh
case " \$* " in *' checkout '*) touch "$PWD/begun"; until [ -e "$PWD/go" ]; do sleep 0.02; done ;; esac
exec $(command -v git) "\$@"
END
    chmod +x slow/git
}

test_lines_are_shown_with_what_is_known_about_them() {
    cal-pkg fetch --list >stdout
    grep -q '^1\.2 ' stdout
    grep -q '^  server    ceph/calamari v1.2-12-ge16f809 (e16f80940be7e7ea42ca317b7eb2359673a32e33)$' stdout
    grep -q '^  lock      calamari-1.2 for el7$' stdout
    cal-pkg fetch --list --line 1.5 --json >stdout
    python3 -c 'import json; [line] = json.load(open("stdout"))["lines"]; assert line["targets"] == ["el7", "el9"], line'
    expect_error "line '1.6': does not exist" "one of: 1.2" -- cal-pkg fetch src --line 1.6
    expect_error "DIR is missing" -- cal-pkg fetch
    expect_error "--from: is where a line's" -- cal-pkg build-all --from mirror
}

test_checkouts_are_fetched_and_build_all_finds_them() {
    mirror
    cal-pkg fetch src --line here --from mirror >stdout 2>stderr || fail "$(cat stderr)"
    expect_equal "$(cat stdout)" "$(printf '%s\n' "$PWD/src/calamari" "$PWD/src/calamari-clients" "$PWD/src/Diamond")"
    grep -q '^cal-pkg: fetching ceph/calamari from .*/mirror/ceph/calamari.git$' stderr
    grep -q '^cal-pkg: note: It is small.$' stderr
    expect_equal "$(cal-pkg version src/calamari)" "$(cal-pkg version checkouts/calamari)"
    rm -r mirror
    cal-pkg fetch src --line here --json >stdout 2>/dev/null
    expect_equal "$(grep -c '"state": "there"' stdout)" 3
    cal-pkg build-all --checkouts src --only diamond --target el6 --out rpms >/dev/null 2>&1
    only_file rpms/el6/noarch/diamond-*.rpm >/dev/null
}

test_one_command_from_nothing() {
    mirror
    # Everything that a fresh checkout lacks is named at once, with what to do.
    expect_status 2 cal-pkg build-all --line here --target el6 --from mirror --out rpms
    for app in admin login manage dashboard; do grep -q "$app/dist" stderr || fail "$(cat stderr)"; done
    [ ! -e rpms/el6 ] || fail "something was published"
    # A checkout that is given takes the place of the line's, and what is in the cache needs no mirror.
    mv mirror gone
    cal-pkg build-all --line here --target el6 --clients checkouts/calamari-clients --out rpms >stdout 2>stderr ||
        fail "$(cat stderr)"
    ! grep -q fetching stderr
    expect_equal "$(grep -c '\.rpm$' stdout)" 12
    cal-pkg build-all --checkouts checkouts --target el6 --out other >/dev/null 2>&1
    diff -r -x logs -x manifest.json rpms other # where the sources came from leaves no trace
}

test_plan_dist_and_stage_fetch_as_builds_do_and_cal_pkg_yaml_may_say_what() {
    mirror
    printf 'line: here\nfrom: mirror\n' >cal-pkg.yaml
    cal-pkg plan diamond --target el6 >stdout 2>stderr || fail "$(cat stderr)"
    expect_equal "$(grep -c '^cal-pkg: fetching' stderr)" 1
    cal-pkg plan diamond --target el6 --checkouts checkouts | sed "s|$PWD/checkouts|$PWD/cache/cal-pkg/sources/here|g" >expected
    diff expected stdout
    for command in dist stage; do
        cal-pkg $command diamond --out here >/dev/null
        cal-pkg $command diamond --checkouts checkouts --out there >/dev/null
    done
    diff -r here there
    mv mirror gone
    expect_error "cal-pkg.yaml:2: $PWD/mirror is not a directory" "OWNER/NAME" -- cal-pkg plan clients
    cal-pkg web build --from gone --runner 'false {in} {out} {script}' >/dev/null 2>stderr || true
    grep -q '^cal-pkg: fetching ceph/calamari-clients from .*/gone/' stderr
    cal-pkg fetch src --only diamond --from gone 2>/dev/null >stdout
    expect_equal "$(cat stdout)" "$PWD/src/Diamond"
    expect_error "line 'nowhere': does not exist" -- cal-pkg plan --line nowhere
    echo 'line: her' >cal-pkg.yaml
    expect_error "cal-pkg.yaml:1: there is no line 'her'" "did you mean 'here'?" -- cal-pkg plan
}

test_a_site_has_lines_locks_and_recipes_of_web_apps_of_its_own() {
    mirror
    mkdir -p site/layouts/{lines,locks}
    sed -e 's/^line: here/line: own/' -e 's/^repositories:/locks: {el7: own}\nset: {firewall.web-port: 8002}\nversions: {firewall: 1.1-1}\n&/' data/layouts/lines/here.yaml >site/layouts/lines/own.yaml
    mv data/layouts/locks/calamari-1.2.yaml site/layouts/locks/own.yaml
    mv data/layouts/web site/layouts
    printf 'data: [site]\nline: own\nfrom: mirror\nvenv: build\nweb-apps: build\n' >cal-pkg.yaml
    cal-pkg plan server clients --target el7 >stdout 2>stderr || fail "$(cat stderr)"
    grep -q "$PWD/site/layouts/locks/own.yaml" stdout || fail "$(cat stdout)"
    # What a line sets, and what wins over it.
    cal-pkg plan firewall --target el7 --json >stdout
    grep -q '"version": "1.1"' stdout || fail "$(cat stdout)"
    grep -q feature_web_port stdout
    cal-pkg plan firewall --target el7 --json --set firewall.web-port=8443 --version-of firewall=1.2-1 >stdout
    grep -q '"version": "1.2"' stdout
    sed -i 's/{firewall: 1.1-1}/{firewal: 1.1-1}/' site/layouts/lines/own.yaml
    expect_error "site/layouts/lines/own.yaml: versions" "firewal" -- cal-pkg plan firewall --target el7
    sed -i 's/{firewal: 1.1-1}/{firewall: 1.1-1}/' site/layouts/lines/own.yaml
    rm site/layouts/locks/own.yaml
    expect_error "site/layouts/lines/own.yaml: there is no lock 'own'" -- cal-pkg plan server --target el7
}

test_what_the_line_is_not_for_is_refused_before_anything_is_fetched() {
    mirror
    expect_error "line here: is not for el9" "it is for el6, el7" -- cal-pkg build-all --line here --target el9 --from mirror
    [ ! -e cache ] || fail "something was fetched"
    expect_error "has no such component" "one of: server, clients, diamond" -- cal-pkg fetch src --line here --only x --from mirror
}

test_a_mirror_that_cannot_be_had_is_told_and_leaves_nothing() {
    mirror
    rm -r mirror/ceph/calamari-clients.git
    expect_error "mirror: has no ceph/calamari-clients and no" "OWNER/NAME" -- cal-pkg fetch src --line here --from mirror
    [ -e src/calamari ] || fail "what was complete did not stay"
    [ ! -e src/.calamari-clients.fetching ] || fail "an empty beginning stayed"
    expect_error "127.0.0.1:9/ceph/Diamond: it cannot be reached" "--from URL|DIR" -- \
        cal-pkg fetch other --line here --only diamond --from http://ada:secret@127.0.0.1:9
    ! grep -q secret stderr || fail "a password was shown: $(cat stderr)"
    [ ! -e other ] || fail "an empty directory stayed"
    expect_error "is neither a directory nor an address" -- cal-pkg fetch other --line here --from 'ext::sh -c id'
}

# files_of SIZE SIZE SIZE LETTER: three big files of it and three small ones, committed.
files_of() (
    cd checkouts/Diamond || exit
    head -c "$1" /dev/zero | tr '\0' "$4" >a-big
    head -c "$2" /dev/zero | tr '\0' "$4" >m-big
    head -c "$3" /dev/zero | tr '\0' "$4" >z-big
    for name in b n y; do echo "$4" >$name; done
    in_git . add .
    in_git . commit -q -m "All $4"
)

test_an_update_in_place_that_was_killed_is_taken_up_again() {
    samples Diamond
    mkdir -p mirror/ceph slow
    cp -rL "$(dirname "${program:?}")/../share/cal-pkg" data
    export CALPKG_DATA=$PWD/data
    files_of 1000 1000 1000 o
    git clone -q checkouts/Diamond src/Diamond
    files_of 100000 200000 300000 n
    {
        printf 'line: here\nsummary: The samples\ntargets: [el6]\nrepositories:\n'
        repository diamond Diamond
    } >data/layouts/lines/here.yaml
    # The kernel kills a git that writes more than it may: while it writes the first, the second, the third big file.
    cat >slow/git <<END
#!/bin/sh
case " \$* " in *' checkout '*) ulimit -f "\$BLOCKS" ;; esac
exec $(command -v git) "\$@"
END
    chmod +x slow/git
    for blocks in 100 300 500; do
        git -C src/Diamond checkout -q origin/HEAD
        BLOCKS=$blocks PATH=$PWD/slow:$PATH expect_status 2 cal-pkg fetch src --line here --only diamond --from mirror
        [ -e src/Diamond/.git/index.lock ] || fail "git was not killed: $(cat stderr)"
        [ "$(git -C src/Diamond status --porcelain --untracked-files=no)" != "" ] || fail "nothing was changed"
        cp src/Diamond/y y # as the old commit has it
        echo mine >src/Diamond/y
        expect_error "src/Diamond: modified tracked files: y; run" -- cal-pkg fetch src --line here --only diamond --from mirror
        expect_equal "$(cat src/Diamond/y)" mine
        mv y src/Diamond/y
        cal-pkg fetch src --line here --only diamond --from mirror >/dev/null 2>stderr || fail "$(cat stderr)"
        expect_equal "$(git -C src/Diamond status --porcelain)" ""
        expect_equal "$(git -C src/Diamond rev-parse HEAD)" "$(git -C checkouts/Diamond rev-parse HEAD)"
    done
}

test_a_killed_run_is_taken_up_again_and_two_at_once_wait() {
    mirror
    slow_git
    PATH=$PWD/slow:$PATH setsid cal-pkg fetch src --line here --from mirror >/dev/null 2>&1 &
    local run=$!
    wait_until test -e begun
    [ ! -e src/calamari ] || fail "half of it looks complete"
    kill -KILL "$run"
    wait "$run" 2>/dev/null || true
    rm begun
    PATH=$PWD/slow:$PATH cal-pkg fetch src --line here --from mirror >one 2>one.err &
    local first=$!
    wait_until test -e begun
    cal-pkg fetch src --line here --from mirror --json >two 2>two.err &
    local second=$!
    wait_until grep -q 'waiting for another run that uses' two.err
    touch go
    wait "$first" || fail "$(cat one.err)"
    wait "$second" || fail "$(cat two.err)"
    expect_equal "$(wc -l <one)" 3
    expect_equal "$(grep -c '"state": "there"' two)" 3
    for name in calamari calamari-clients Diamond; do expect_equal "$(git -C "src/$name" status --porcelain)" ""; done
}
