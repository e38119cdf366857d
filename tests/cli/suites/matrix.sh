# `cal-pkg matrix`: several lines of Calamari for several systems in one run.
# shellcheck shell=bash

# ./matrix.yaml of two lines for two systems, and their checkouts in ./one and ./two.
two_lines() {
    samples
    mkdir one two
    cp -a checkouts/* one/
    cp -a checkouts/* two/
    cat >matrix.yaml <<'TEXT'
out: dist
targets: [el6, el7]
lines:
  stable: {checkouts: one, config: common.yaml}
  next: {checkouts: two, config: common.yaml, targets: [el7]}
TEXT
    echo 'jobs: 1' >common.yaml
}

test_each_cell_is_what_build_all_makes() {
    two_lines
    cal-pkg matrix matrix.yaml >list 2>stderr || fail "$(cat stderr)"
    printf '%s\n' "$PWD/dist/stable/el6" "$PWD/dist/stable/el7" "$PWD/dist/next/el7" | diff - list
    grep -qx 'stable el6: [1-9][0-9]* built, 0 unchanged' stderr
    cal-pkg build-all --checkouts one --target el6 --out alone >/dev/null 2>&1
    diff -r alone/el6 dist/stable/el6
    # Relative paths are the file's.
    mkdir elsewhere
    (cd elsewhere && cal-pkg matrix ../matrix.yaml --json >../cells.json 2>../stderr)
    expect_equal "$(grep -c '"built": 0,' cells.json) $(grep -c '"published": true,' cells.json)" '3 3'
}

# Here there is one at a time, which a machine with several processors would not do by itself.
test_the_number_of_jobs_is_handed_on() {
    samples
    printf '%s\n' 'out: dist' 'targets: [el6]' 'lines: {a: {checkouts: checkouts}}' >matrix.yaml
    mkdir tools
    cat >tools/rpmbuild <<'TEXT'
#!/bin/bash
case " $* " in *' -b'*) ;; *) PATH=$REAL_PATH exec rpmbuild "$@" ;; esac
mkdir "$RUNNING" 2>/dev/null || echo overlap >>"$RUNNING-overlaps"
PATH=$REAL_PATH rpmbuild "$@"
status=$?
sleep 0.2
rmdir "$RUNNING"
exit $status
TEXT
    sed -i "s|\$REAL_PATH|$PATH|g; s|\$RUNNING|$PWD/running|g" tools/rpmbuild # no variable gets there
    chmod +x tools/rpmbuild
    PATH=$PWD/tools:$PATH cal-pkg matrix matrix.yaml --jobs 1 >/dev/null 2>stderr || fail "$(cat stderr)"
    [ ! -e running-overlaps ] || fail "two ran at the same time"
}

# As they are, also where they are not UTF-8, which JSON has to be.
test_paths_are_those_that_are_there() {
    two_lines
    local odd=$'o\xff t'
    cal-pkg matrix matrix.yaml --out "$odd" >list 2>stderr || fail "$(cat stderr)"
    printf '%s\n' "$PWD/$odd/stable/el6" "$PWD/$odd/stable/el7" "$PWD/$odd/next/el7" | diff - list
}

# From wherever it is called, a line without a config has that of the directory of the matrix.
test_the_project_file_beside_the_matrix_is_taken_and_no_other() {
    samples
    mkdir elsewhere
    echo 'venv: nothing-here' >elsewhere/cal-pkg.yaml
    printf '%s\n' 'versions: {diamond: 9.9-1}' 'target: el7' >cal-pkg.yaml
    printf '%s\n' 'out: dist' 'lines: {a: {checkouts: checkouts}}' >matrix.yaml
    (cd elsewhere && cal-pkg matrix ../matrix.yaml) >list 2>stderr || fail "$(cat stderr)"
    echo "$PWD/dist/a/el7" | diff - list
    only_file dist/a/el7/noarch/diamond-9.9-1.*
}

# The others are built; what was built is not built again.
test_a_cell_that_fails_is_told_at_the_end_and_built_by_the_next_run() {
    two_lines
    local spoilt
    spoilt=$(only_file one/[Dd]iamond)/setup.py
    echo '# changed' >>"$spoilt"
    expect_status 1 cal-pkg matrix matrix.yaml --json
    grep -q '"error": ".*iamond: modified tracked' stdout || fail "$(cat stdout)"
    tail -n 3 stderr >end
    grep -q '^cal-pkg: error: stable el6: .*modified' end
    grep -q '^cal-pkg: error: stable el7: .*modified' end
    grep -qx 'next el7: [1-9][0-9]* built, 0 unchanged' end
    [ ! -e dist/stable/el6 ] || fail "something of it was published"
    sed -i '$d' "$spoilt"
    cal-pkg matrix matrix.yaml >/dev/null 2>stderr
    grep -qx 'stable el7: [1-9][0-9]* built, 0 unchanged' stderr
    grep -qx 'next el7: 0 built, [1-9][0-9]* unchanged' stderr
    cal-pkg matrix matrix.yaml --rebuild >/dev/null 2>stderr
    ! grep '[1-9][0-9]* unchanged$' stderr || fail "--rebuild does not build"
}

test_what_fails_does_not_count_as_built() {
    samples
    cat >elsewhere <<'TEXT'
#!/bin/sh
case $2 in */questions.sh) exec "$@" ;; esac
exit 9
TEXT
    chmod +x elsewhere
    echo "rpmbuild-runner: $PWD/elsewhere" >elsewhere.yaml
    echo 'lines: {fork: {checkouts: checkouts, config: elsewhere.yaml, targets: [el6]}}' >matrix.yaml
    expect_status 1 cal-pkg matrix matrix.yaml --json
    grep -q '"error": ".*rpmbuild failed (exit code 9)' stdout || fail "$(cat stdout)"
    expect_equal "$(grep -c -e '"built": 0,' -e '"unchanged": 0,' stdout)" 2
}

test_a_line_of_which_nothing_can_be_built_does_not_keep_the_others() {
    two_lines
    sed -i 's/checkouts: one/checkouts: none/' matrix.yaml
    expect_status 1 cal-pkg matrix matrix.yaml --out other
    grep -qx "$PWD/other/next/el7" stdout
    expect_equal "$(tail -n 3 stderr | grep -c '^cal-pkg: error: stable el[67]: .*none is not a directory')" 2
}

test_mistakes_in_the_file_are_told() {
    two_lines
    sed -i 's/checkouts: one, config: common.yaml/targets: [el6]/' matrix.yaml
    expect_error "matrix.yaml:4: the line 'stable' says nothing of sources; give it a 'line', 'checkouts' or a 'config'" -- \
        cal-pkg matrix matrix.yaml
    sed -i 's/targets: .el6.}/chekouts: one}/' matrix.yaml
    expect_error "did you mean 'checkouts'?" -- cal-pkg matrix matrix.yaml
    sed -i 's/stable:.*/..: {checkouts: one}/' matrix.yaml
    expect_error "'..' cannot be the name of a line" -- cal-pkg matrix matrix.yaml
    expect_error "nothing.yaml" -- cal-pkg matrix nothing.yaml
    [ ! -e dist ] || fail "something was made"
}
