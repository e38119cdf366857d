# `cal-pkg submit`: packages that build engines make, too. The engines are shell scripts, told by a site's own YAML.
# shellcheck shell=bash

# A build farm in ./farm, and a cal-pkg.yaml that knows it. It does what the files in it say: down, logged-out,
# no-target, unresolvable, fails, works (never ends), other (it adds a vendor), silent, slow (to take it), eager (to
# tell the job before that), mumbles, obstinate (cannot cancel). Each call is a line of farm/calls.
farm() {
    samples Diamond
    mkdir -p site/layouts/builders farm/jobs
    printf 'data: [site]\nout: out\ntarget: el7\ncheckouts: checkouts\n' >cal-pkg.yaml
    cat >site/layouts/builders/farm.yaml <<TEXT
builder: farm
summary: the farm of this test
variables: {place: $PWD/farm}
targets: {el7: epel-7, el6: epel-6}
reach: {run: ["{here}/farm", "{place}", reach, "{target}"]}
submit:
  run: ["{here}/farm", "{place}", submit, "{component}", "{source}", "{id}"]
  job: "^job ([a-z]+-[0-9]+)"
poll:
  run: ["{here}/farm", "{place}", poll, "{job}"]
  state: "^state ([A-Z]+)"
  succeeded: [DONE]
  failed: [FAILED, UNRESOLVABLE]
  seconds: 0
log: {run: ["{here}/farm", "{place}", log, "{job}"]}
fetch: {run: ["{here}/farm", "{place}", fetch, "{job}", "{results}"]}
cancel: {run: ["{here}/farm", "{place}", cancel, "{job}"]}
reasons:
  - {text: Connection refused, says: ask the farmer}
  - {text: not logged in, says: log in with 'farm login'}
  - {text: no such target, says: add the target at the farm}
  - {text: "nothing provides \\\\w+", says: give the farm what is required}
TEXT
    cat >site/layouts/builders/farm <<'TEXT'
#!/bin/bash
set -eu
cd "$1"
echo "${*:2}" >>calls
die() { echo "$*" >&2; exit 1; }
build() {
    local vendor=()
    [ ! -e other ] || vendor=(--define 'vendor the farmer')
    rpmbuild --rebuild --define "_topdir $PWD/jobs/$1" "${vendor[@]}" "jobs/$1.src.rpm" >"jobs/$1.log" 2>&1
}
case $2 in
reach)
    [ ! -e down ] || die "farm.example.org: Connection refused"
    [ ! -e logged-out ] || die "you are not logged in"
    [ ! -e no-target ] || die "no such target: $3"
    ;;
submit)
    cp "$4" "jobs/$3-1.src.rpm"
    echo "$5" >"jobs/$3-1.id"
    [ ! -e eager ] || echo "job $3-1"
    while [ -e slow ]; do sleep 0.02; done
    [ ! -e mumbles ] || { echo thanks; exit; }
    [ -e works ] || build "$3-1"
    echo "job $3-1"
    ;;
find)
    while [ -e deaf ]; do sleep 0.02; done
    job=$(grep -lx "$3" jobs/*.id || :)
    [ -z "$job" ] || echo "job $(basename "$job" .id)"
    ;;
poll)
    [ ! -e silent ] || die "gateway timeout"
    if [ -e works ]; then echo "state WORKING"
    elif [ -e unresolvable ]; then echo "state UNRESOLVABLE"
    elif [ "$(cat fails 2>/dev/null)" = "$3" ]; then echo "state FAILED"
    else echo "state DONE"; fi
    ;;
log)
    if [ -e unresolvable ]; then echo "nothing provides milk"; else cat "jobs/$3.log"; fi
    [ "$(cat fails 2>/dev/null)" != "$3" ] || echo "the cow is ill"
    ;;
fetch) [ -e "jobs/$3/RPMS" ] || build "$3"; cp jobs/"$3"/RPMS/*/*.rpm "$4" ;;
cancel) [ ! -e obstinate ] || die "not now" ;;
esac
TEXT
    chmod +x site/layouts/builders/farm
}

# The packages in ./list, of ./out, are those in ./local.list, of ./local, byte for byte.
same_packages() {
    diff <(sed "s|^$PWD/local/|$PWD/out/|" local.list) list
    local package
    while read -r package; do cmp "$package" "$PWD/out${package#"$PWD/local"}"; done <local.list
}

calls() {
    grep -c "^$1" farm/calls || true
}

state_of_output() {
    (cd out/el7 && find . -type f | sort | xargs sha256sum)
}

test_what_the_engine_has_to_know_can_stand_in_the_project() {
    farm
    mv farm field
    expect_error 'farm: cannot be used' -- cal-pkg submit farm --only firewall
    echo "with: {farm.place: $PWD/field, koji.profile: of-another}" >>cal-pkg.yaml
    cal-pkg submit farm --only firewall >/dev/null 2>&1
    expect_error 'farm: cannot be used' -- cal-pkg submit farm --only firewall --rebuild --with place=/nowhere
    sed -i 's/farm.place/farm.plaec/' cal-pkg.yaml
    expect_error "cal-pkg.yaml:5: farm has no variable 'plaec'; did you mean 'place'?" -- \
        cal-pkg submit farm --only firewall
    sed -i 's/koji.profile/kojo.profile/' cal-pkg.yaml
    expect_error "cal-pkg.yaml:5: there is no build engine 'kojo'; did you mean 'koji'?" -- \
        cal-pkg submit farm --only firewall
}

test_packages_of_an_engine_are_published_as_build_all_does() {
    farm
    cal-pkg build-all --only diamond,firewall,minion --out local >local.list 2>/dev/null
    cal-pkg submit farm el7 --only diamond,firewall,minion >list 2>stderr
    same_packages
    expect_equal "$(calls submit)" 3
    grep -q '^diamond  *submitted' stderr
    grep -q '^--- farm ---$' out/el7/logs/diamond.log
    ! grep -F -e "$PWD/out" -e "$PWD/site" out/el7/logs/diamond.log || fail "the log tells where the output lies"
    [ ! -e out/submitted-el7 ] || fail "what was kept for --resume is still there"
    # What is published already is not submitted again, but when it is wished.
    cal-pkg submit farm --only diamond,firewall,minion >/dev/null 2>&1
    expect_equal "$(calls submit)" 3
    cal-pkg submit farm --only diamond --rebuild >/dev/null 2>&1
    expect_equal "$(calls submit)" 4
    cal-pkg submit --list >list
    grep -q '^farm  *the farm of this test$' list
}

# Published by nobody: neither what failed, nor what did not, nor is the old one touched.
test_one_package_of_three_fails_and_is_taken_up_again() {
    farm
    cal-pkg build-all --only firewall >/dev/null 2>&1
    state_of_output >before
    echo minion-1 >farm/fails
    expect_status 1 cal-pkg submit farm --only diamond,firewall,minion --rebuild
    grep -qF "calamari-minion: farm says 'FAILED': the cow is ill; its log tells why" stderr
    local log=$PWD/out/failed-el7/logs/minion.log
    grep -qx "whole log: $log" stderr
    grep -qx 'the cow is ill' "$log"
    grep -q 'nothing was published' stderr
    state_of_output >after
    cmp before after
    rm farm/fails
    # The others are done: only the third is submitted again.
    cal-pkg submit farm --only diamond,firewall,minion --rebuild --resume >/dev/null 2>&1
    expect_equal "$(grep -c '^submit minion' farm/calls) $(calls submit)" '2 4'
    ls out/el7/noarch/calamari-minion*.rpm >/dev/null
}

test_an_engine_that_cannot_be_used_is_told_before_anything_is_handed_over() {
    farm
    local file text
    while IFS='|' read -r file text; do
        touch "farm/$file"
        expect_error "farm: cannot be used (exit code 1): $text" -- cal-pkg submit farm --only firewall
        rm "farm/$file"
    done <<'TEXT'
down|farm.example.org: Connection refused; ask the farmer
logged-out|you are not logged in; log in with 'farm login'
no-target|no such target: epel-7; add the target at the farm
TEXT
    grep -q 'no such target' out/submitted-el7/reach.log
    expect_equal "$(calls submit)" 0
    sed 's/^builder: farm/builder: barn/; s/^reach:.*/reach: {run: [barn-cli]}/' site/layouts/builders/farm.yaml \
        >site/layouts/builders/barn.yaml
    expect_error "barn: cannot be used: barn-cli: program not found; install it or put it on PATH" -- \
        cal-pkg submit barn --only firewall
    ! grep 'tools/dev' stderr || fail "a remedy that does not help"
    expect_error "farm: is not said to build for el9" "add it to 'targets' in" -- \
        cal-pkg submit farm el9 --only firewall
    expect_error "build engine 'fram'" "did you mean 'farm'?" -- cal-pkg submit fram
    expect_error "--with plac=x" "did you mean 'place'?" -- cal-pkg submit farm --with plac=x
    expect_error "farm: has to be told 'place'" "add --with place=VALUE" -- cal-pkg submit farm --with place=
    expect_error "is given beside el7" -- cal-pkg submit farm el7 --target el6
    expect_error "ENGINE is missing" "cal-pkg submit --list" -- cal-pkg submit
    sed -i 's/{source}/{sorce}/' site/layouts/builders/farm.yaml
    expect_error "farm.yaml:7: there is no '{sorce}'; did you mean 'source'?" -- cal-pkg submit farm
    [ ! -e out/el7 ] || fail "something was published"
}

test_requirements_that_cannot_be_had_are_told_with_the_way_out() {
    farm
    touch farm/unresolvable
    expect_status 1 cal-pkg submit farm --only firewall
    grep -qF "farm says 'UNRESOLVABLE': nothing provides milk; give the farm what is required" stderr
    [ ! -e out/el7 ] || fail "something was published"
}

test_a_result_that_is_not_what_the_plan_says_is_not_published() {
    farm
    cal-pkg build-all --only firewall >/dev/null 2>&1
    state_of_output >before
    sed -i 's/^%undefine vendor$//' site/layouts/builders/farm.yaml
    cat >site/layouts/builders/other.yaml <<TEXT
builder: other
summary: brings back something else
submit: {run: ["{here}/other", "{source}", "{results}"]}
TEXT
    cat >site/layouts/builders/other <<'TEXT'
#!/bin/bash
set -eu
rpm2cpio "$1" | cpio -idm --quiet
sed -i 's/^Summary:.*/Summary: Something else/' ./*.spec
rpmbuild -bb --define "_topdir $PWD" --define "_sourcedir $PWD" --define "_rpmdir $2" ./*.spec
TEXT
    chmod +x site/layouts/builders/other
    expect_status 1 cal-pkg submit other --only firewall --rebuild
    grep -qF 'what other brought back is not what is built here: Summary' stderr
    grep -qF '[other-than-planned]' stderr
    # The way out that is told, as it stands there.
    local diff
    diff=$(sed -n "s/.*see '\(cal-pkg diff [^']*\)'.*/\1/p" stderr)
    expect_status 1 bash -c "$diff"
    grep -q 'Something else' stdout
    state_of_output >after
    cmp before after
    # Another package, or none, is not one either.
    printf '#!/bin/sh\n:\n' >site/layouts/builders/other
    expect_status 1 cal-pkg submit other --only firewall --rebuild
    grep -q 'other brought back no package instead of calamari-firewall-1.0-1.el7.noarch.rpm' stderr
}

test_a_build_that_never_ends_has_a_limit() {
    farm
    touch farm/works
    expect_status 1 cal-pkg submit farm --only firewall --time-limit 1
    grep -qF 'farm was not done after 1 second, the time limit (--time-limit): farm: WORKING' stderr
    expect_equal "$(calls cancel)" 1
    cat >site/layouts/builders/sleeper.yaml <<TEXT
builder: sleeper
summary: never done
submit: {run: [sh, -c, 'echo \$\$ >$PWD/sleeper; sleep 1000']}
TEXT
    expect_status 1 cal-pkg submit sleeper --only firewall --time-limit 1
    grep -q 'sleeper was not done after 1 second' stderr
    ! kill -0 "$(cat sleeper)" 2>/dev/null || fail "the engine's program still runs"
}

begun_working() {
    [ -e farm/calls ] && [ "$(calls poll)" -gt 2 ]
}

test_an_interrupt_ends_what_was_begun() {
    farm
    touch farm/works
    cal-pkg submit farm --only firewall,minion >/dev/null 2>stderr &
    wait_until begun_working
    kill -TERM $! # a script's background jobs ignore SIGINT
    local status=0
    wait $! || status=$?
    expect_equal $status 130
    expect_equal "$(calls cancel)" 2
    # So that there is nothing to take up, and nothing in the way.
    rm farm/works
    cal-pkg submit farm --only firewall,minion >/dev/null 2>&1
}

test_what_a_killed_one_has_submitted_is_not_submitted_again() {
    farm
    touch farm/works
    cal-pkg submit farm --only firewall,minion >/dev/null 2>stderr &
    wait_until begun_working
    kill -KILL $!
    wait $! 2>/dev/null || true
    expect_equal "$(calls submit) $(calls cancel)" '2 0'
    rm farm/works
    expect_error 'was handed over to farm (' 'take it up again with --resume' -- \
        cal-pkg submit farm --only firewall,minion
    cal-pkg submit farm --only firewall,minion --resume >/dev/null 2>&1
    expect_equal "$(calls submit)" 2
    ls out/el7/noarch/calamari-minion*.rpm out/el7/noarch/calamari-firewall*.rpm >/dev/null
    [ ! -e out/submitted-el7 ] || fail "what was kept for --resume is still there"
}

# Killed while it hands over: whether the engine has it, only that knows.
kill_while_handing_over() {
    touch farm/slow
    cal-pkg submit farm --only firewall >/dev/null 2>&1 &
    wait_until test -e farm/jobs/firewall-1.id
    kill -KILL $!
    wait $! 2>/dev/null || true
    rm farm/slow
}

test_what_may_have_been_submitted_is_not_submitted_again() {
    farm
    kill_while_handing_over
    local option
    for option in --rebuild --resume; do
        expect_error 'firewall: was being handed over to farm, and whether that has it is not known' \
            "look there; then remove $PWD/out/submitted-el7/firewall to submit it anew" -- \
            cal-pkg submit farm --only firewall $option
    done
    expect_equal "$(calls submit)" 1
    rm -r out/submitted-el7/firewall
    cal-pkg submit farm --only firewall >/dev/null 2>&1
    expect_equal "$(calls submit)" 2
}

test_an_engine_that_can_be_asked_is_asked_for_it() {
    farm
    sed -i 's|^poll:|find: {run: ["{here}/farm", "{place}", find, "{id}"]}\n&|' site/layouts/builders/farm.yaml
    kill_while_handing_over
    expect_error 'firewall: was handed over to farm' 'with --resume' -- cal-pkg submit farm --only firewall
    cal-pkg submit farm --only firewall --resume >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(calls submit) $(calls find)" '1 1'
    # It has not got it.
    rm -r out farm/calls farm/jobs/*
    kill_while_handing_over
    rm farm/jobs/*
    cal-pkg submit farm --only firewall --resume >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(calls submit) $(calls find)" '2 1'
    ls out/el7/noarch/calamari-firewall*.rpm >/dev/null
}

# The program that hands over is ended by the limit.
hand_over_late() {
    touch farm/slow
    expect_status 1 cal-pkg submit farm --only firewall --time-limit 1
    rm farm/slow
}

test_what_the_limit_meets_while_it_is_handed_over_is_not_forgotten() {
    farm
    hand_over_late
    grep -qF 'the time limit (--time-limit), and whether it has it is not known' stderr || fail "$(cat stderr)"
    grep -qF "look there; then remove $PWD/out/submitted-el7/firewall to submit it anew" stderr
    expect_error 'firewall: was being handed over to farm' 'look there' -- \
        cal-pkg submit farm --only firewall --resume
    rm -r out farm/jobs/* farm/calls
    sed -i 's|^poll:|find: {run: ["{here}/farm", "{place}", find, "{id}"]}\n&|' site/layouts/builders/farm.yaml
    hand_over_late
    grep -q 'ask it with --resume' stderr || fail "$(cat stderr)"
    cal-pkg submit farm --only firewall --resume >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(calls submit) $(calls find)" '1 1'
    # Where it has told its job before it was ended, that is cancelled.
    rm -r out farm/jobs/* farm/calls
    touch farm/eager
    hand_over_late
    expect_equal "$(grep '^cancel' farm/calls)" 'cancel firewall-1'
    cal-pkg submit farm --only firewall >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(calls submit)" 2
}

test_what_cannot_be_cancelled_is_not_forgotten() {
    farm
    touch farm/works farm/obstinate
    expect_status 1 cal-pkg submit farm --only firewall --time-limit 1
    grep -qF 'the time limit (--time-limit), and may work on it still: not now;' stderr || fail "$(cat stderr)"
    expect_error 'was handed over to farm (firewall-1)' 'take it up again with --resume' -- \
        cal-pkg submit farm --only firewall
    rm farm/works
    cal-pkg submit farm --only firewall --resume >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(calls submit)" 1
}

test_an_engine_that_does_not_name_the_job_may_have_it() {
    farm
    touch farm/mumbles
    expect_status 1 cal-pkg submit farm --only firewall
    grep -qF 'farm did not say what it calls the job, and whether it has it is not known: thanks;' stderr ||
        fail "$(cat stderr)"
    rm farm/mumbles
    expect_error 'firewall: was being handed over to farm' 'look there' -- \
        cal-pkg submit farm --only firewall --resume
}

# What it may have is neither cancelled, by a name that nobody knows, nor forgotten.
test_an_engine_that_does_not_tell_in_time_is_asked_again() {
    farm
    sed -i 's|^poll:|find: {run: ["{here}/farm", "{place}", find, "{id}"]}\n&|' site/layouts/builders/farm.yaml
    kill_while_handing_over
    touch farm/deaf
    expect_status 1 cal-pkg submit farm --only firewall --resume --time-limit 1
    grep -q 'farm does not tell whether it has it (.*); try again with --resume' stderr || fail "$(cat stderr)"
    rm farm/deaf
    cal-pkg submit farm --only firewall --resume >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(calls submit) $(calls find) $(calls cancel)" '1 2 0'
}

# One that builds and waits has no jobs: what it has brought back counts.
test_what_is_here_already_is_not_built_again() {
    farm
    cat >site/layouts/builders/waits.yaml <<TEXT
builder: waits
summary: builds and waits
submit: {run: ["{here}/waits", "{component}", "{results}", "{source}"]}
TEXT
    cat >site/layouts/builders/waits <<TEXT
#!/bin/bash
echo "submit \$1" >>$PWD/farm/calls
[ "\$1" != "\$(cat $PWD/farm/fails)" ] || exit 3
rpmbuild --rebuild --define "_topdir \$PWD" --define "_rpmdir \$2" "\$3"
TEXT
    chmod +x site/layouts/builders/waits
    echo minion >farm/fails
    expect_status 1 cal-pkg submit waits --only firewall,minion
    grep -q 'calamari-minion: waits has failed (exit code 3)' stderr
    : >farm/fails
    cal-pkg submit waits --only firewall,minion --resume >/dev/null 2>&1
    expect_equal "$(grep -c 'submit firewall' farm/calls) $(grep -c 'submit minion' farm/calls)" '1 2'
    # Without --resume all begins anew.
    cal-pkg submit waits --only firewall,minion --rebuild >/dev/null 2>&1
    expect_equal "$(calls submit)" 5
}

test_an_engine_that_falls_silent_can_be_taken_up_again() {
    farm
    touch farm/silent
    expect_status 1 cal-pkg submit farm --only firewall
    grep -qF 'farm no longer tells what became of it (exit code 1)' stderr
    grep -q 'gateway timeout' out/failed-el7/logs/firewall.log
    rm farm/silent
    cal-pkg submit farm --only firewall --resume >/dev/null 2>&1
    expect_equal "$(calls submit)" 1
}

test_two_at_once_wait_for_each_other() {
    farm
    touch farm/works
    cal-pkg submit farm --only firewall >/dev/null 2>first &
    local first=$!
    wait_until begun_working
    cal-pkg submit farm --only minion >/dev/null 2>second &
    local second=$!
    wait_until grep -q 'waiting' second
    expect_equal "$(calls submit)" 1
    rm farm/works
    wait $first
    wait $second
    ls out/el7/noarch/calamari-minion*.rpm out/el7/noarch/calamari-firewall*.rpm >/dev/null
}

test_a_sandbox_builds_the_same() {
    command -v bwrap >/dev/null || skip "bwrap is not installed"
    bwrap --ro-bind / / --unshare-all true 2>/dev/null || skip "bwrap cannot make a sandbox here"
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out local >local.list 2>/dev/null
    cal-pkg submit bubblewrap el6 --checkouts checkouts --out out >list 2>/dev/null
    same_packages
}
