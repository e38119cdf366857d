# `--rpmbuild-runner`: rpmbuild in another system, by a command that shows it one directory.
# shellcheck shell=bash

small='--only diamond,firewall,minion'

needs_sandbox() {
    command -v bwrap >/dev/null || skip "bwrap is not installed"
    bwrap --ro-bind / / --unshare-all true 2>/dev/null || skip "bwrap cannot make a sandbox here"
}

# The command of a sandbox with this system's files, none of which rpmbuild can change; what it has of its own is
# hidden but for {topdir}. The arguments go before.
sandbox() {
    echo "bwrap --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --setenv PATH /usr/bin:/bin $* --unshare-all --bind {topdir} {topdir}"
}

# Makes ./rpmbuild, which says it is version 4.99.0 and runs the real one on a spec whose summary is another.
other_rpmbuild() {
    cat >rpmbuild <<'TEXT'
#!/bin/bash
[ "$*" != --version ] || { echo "RPM version 4.99.0"; exit; }
for word; do case $word in *.spec) sed -i 's/^Summary:.*/Summary: Something else/' "$word" ;; esac; done
exec /tmp/rpmbuild "$@"
TEXT
    chmod +x rpmbuild
    local real
    real=$(readlink -f "$(command -v rpmbuild)")
    sandbox "--ro-bind '$real' /tmp/rpmbuild --ro-bind '$PWD/rpmbuild' '$real'"
}

test_another_system_makes_the_same_bytes() {
    needs_sandbox
    samples
    local runner
    runner=$(sandbox)
    mkdir tmp
    export TMPDIR=$PWD/tmp
    # shellcheck disable=SC2086
    cal-pkg build-all --checkouts checkouts $small --out here >/dev/null 2>&1
    # shellcheck disable=SC2086
    cal-pkg build-all --checkouts checkouts $small --out there --rpmbuild-runner "$runner" >/dev/null 2>stderr
    diff -r here there
    ! grep other-than-here stderr || fail "a difference is told"
    # What was built is unchanged, whichever of the two looks.
    printf 'checkouts: checkouts\nout: there\nrpmbuild-runner: "%s"\n' "$runner" >cal-pkg.yaml
    # shellcheck disable=SC2086
    cal-pkg build-all $small >/dev/null 2>stderr
    expect_equal "$(grep -c ' unchanged$' stderr)" 3
    # shellcheck disable=SC2086
    cal-pkg build-all $small --rpmbuild-runner local >/dev/null 2>stderr
    expect_equal "$(grep -c ' unchanged$' stderr)" 3
    cal-pkg reproduce there/el7 >stdout 2>stderr
    expect_equal "$(grep -c ': same bytes$' stdout)" 6
    expect_equal "$(ls tmp)" ''
}

# It runs in another directory.
test_a_program_beside_is_found() {
    printf '#!/bin/sh\nexec "$@"\n' >in-el7
    chmod +x in-el7
    cal-pkg build minion --target el7 --rpmbuild-runner ./in-el7 >stdout 2>stderr || fail "$(cat stderr)"
    echo 'rpmbuild-runner: ./in-el7' >cal-pkg.yaml
    cal-pkg build minion --target el7 --rebuild >/dev/null 2>stderr || fail "$(cat stderr)"
}

# ssh hands its words, with blanks between, to a shell; another machine has another environment.
test_what_another_shell_splits_again_is_understood() {
    samples
    mkdir bin
    # shellcheck disable=SC2016
    printf '#!/bin/sh\necho "$1" >>hosts\nshift\ncd / && exec env -i PATH=/usr/bin:/bin LANG=x sh -c "$*"\n' >bin/ssh
    chmod +x bin/ssh
    cal-pkg build firewall --checkouts checkouts --out here >/dev/null 2>&1
    PATH=$PWD/bin:$PATH cal-pkg build firewall --checkouts checkouts --out there --rpmbuild-runner 'ssh builder' \
        >/dev/null 2>&1
    diff -r here there
    # What it says is in the log, in its order: a remote shell has two streams, of which one may come later, or not at all.
    printf '#!/bin/sh\nexec "$@" 2>/dev/null\n' >bin/quiet
    chmod +x bin/quiet
    grep -q '^+ ' here/el7/logs/firewall.log || fail "rpmbuild says nothing on standard error"
    cal-pkg build firewall --checkouts checkouts --out quiet --rpmbuild-runner "$PWD/bin/quiet" >/dev/null 2>&1
    diff -r here quiet
}

test_what_another_rpmbuild_makes_otherwise_is_told() {
    needs_sandbox
    samples
    local runner
    runner=$(other_rpmbuild)
    cal-pkg build firewall --checkouts checkouts --out there --rpmbuild-runner "$runner" >/dev/null 2>stderr
    grep -F "calamari-firewall-1.0-1.el7.noarch: this system's rpmbuild makes it otherwise: Summary (tag) changed" stderr
    grep -F 'calamari-firewall-1.0-1.el7.src: ' stderr
    expect_equal "$(rpm_here -qp --qf '%{SUMMARY}' there/el7/noarch/*.rpm)" 'Something else'
    grep -q '"rpmbuild": "4.99.0"' there/el7/manifest.json
    grep -q 'other-than-here' there/el7/manifest.json
    # Another version has not made what is to be made.
    cal-pkg build firewall --checkouts checkouts --out there --rpmbuild-runner "$runner" >/dev/null 2>stderr
    grep -q '^firewall  *unchanged' stderr
    cal-pkg build firewall --checkouts checkouts --out there >/dev/null 2>stderr || true
    ! grep -q '^firewall  *unchanged' stderr || fail "the version of the runner's rpmbuild does not count"
}

# What comes from the other one is published; why this one fails is not lost.
test_an_rpmbuild_that_fails_here_has_its_log() {
    samples
    mkdir bin
    cat >bin/rpmbuild <<TEXT
#!/bin/sh
case \$* in --version | --eval*) exec $(command -v rpmbuild) "\$@" ;; esac
echo "the tape is torn"
exit 9
TEXT
    chmod +x bin/rpmbuild
    PATH=$PWD/bin:$PATH cal-pkg build firewall --checkouts checkouts --out out --rpmbuild-runner env >/dev/null 2>stderr
    grep -qF "this system's rpmbuild fails (exit code 9), the end of the log of firewall tells why" stderr ||
        fail "$(cat stderr)"
    expect_equal "$(tail -n 2 out/el7/logs/firewall.log)" "--- this system's rpmbuild ---
the tape is torn"
    ls out/el7/noarch/*.rpm >/dev/null
}

# The target's own rpmbuild may be the only one.
test_no_rpmbuild_is_needed_here() {
    needs_sandbox
    samples
    local runner
    runner=$(sandbox)
    cal-pkg build firewall --checkouts checkouts --out here >/dev/null 2>&1
    mkdir bin
    local program
    for program in bwrap git createrepo_c sh tar; do
        ! command -v $program >/dev/null || ln -s "$(command -v $program)" bin/
    done
    local cal_pkg
    cal_pkg=$(command -v cal-pkg)
    expect_error rpmbuild -- env PATH="$PWD/bin" "$cal_pkg" build firewall --checkouts checkouts --out there
    env PATH="$PWD/bin" "$cal_pkg" build firewall --checkouts checkouts --out there --rpmbuild-runner "$runner" >/dev/null 2>&1
    diff -r here there
}

test_a_runner_that_cannot_be_used_is_told_before_anything_is_built() {
    samples
    local text runner
    while IFS='|' read -r runner text; do
        expect_error "--rpmbuild-runner" "$text" -- \
            cal-pkg build firewall --checkouts checkouts --out there --rpmbuild-runner "$runner"
    done <<'TEXT'
no-such-program run|no-such-program: program not found; install it, or name another program
sh -c 'echo the reason >&2; exit 255'|its rpmbuild does not answer (exit code 255): the reason; the command has to run
true|left no answer of rpmbuild in {topdir}; the command has to run 'sh {script} {topdir}'
ssh {in}|{in} is not a placeholder; one of: topdir, script
TEXT
    [ ! -e there ] || fail "something was made"
}

# A failing build tells what rpmbuild said there.
test_a_build_that_fails_elsewhere_has_its_log() {
    samples
    cat >elsewhere <<'TEXT'
#!/bin/sh
case $2 in */questions.sh) exec "$@" ;; esac
echo "the other machine is on fire"
exit 9
TEXT
    chmod +x elsewhere
    expect_status 2 cal-pkg build firewall --checkouts checkouts --out there --rpmbuild-runner "$PWD/elsewhere"
    grep -q 'rpmbuild failed (exit code 9)' stderr
    grep -q 'the other machine is on fire' stderr
    [ ! -e there/el7 ] || fail "something was published"
}
