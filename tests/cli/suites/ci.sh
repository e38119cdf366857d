# What continuous integration runs: the script, and the shell in the examples around it.
# shellcheck shell=bash

ci=$(dirname "${program:?}")/../share/cal-pkg/ci
options=(--target el6 --only "diamond,minion" --set minion.master=salt.example.org --checkouts checkouts)

commit() {
    echo "# $1" >>checkouts/Diamond/src/diamond/server.py
    in_git checkouts/Diamond commit -qam "$1"
}

test_a_build_is_verified_and_compared_with_the_last() {
    samples Diamond
    expect_status 0 "$ci/build" dist "${options[@]}"
    expect_equal "$(cat reports/packages)" "$(grep 'rpm$' stdout)"
    grep -q 'The first packages for this target' reports/changes.md
    python3 -c 'import json; assert json.load(open("reports/verify.sarif"))["runs"]'
    xmllint --noout reports/verify.xml
    commit next
    expect_status 0 "$ci/build" dist "${options[@]}"
    grep -q '^### el6$' reports/changes.md
    grep -q 'server\.py' reports/changes.md || fail "$(cat reports/changes.md)"
    grep -q '^minion *unchanged' reports/build.log || fail "it is built again: $(cat reports/build.log)"
    cp -a dist release
    commit third
    CALPKG_RELEASE=release CALPKG_REPORTS=others expect_status 0 "$ci/build" dist "${options[@]}"
    ls others/changes.md
    commit fourth
    "$ci/build" dist "${options[@]}" >/dev/null 2>&1
    CALPKG_RELEASE=release expect_status 0 "$ci/build" dist "${options[@]}"
    grep -q '68' reports/changes.md || fail "not compared with the release: $(cat reports/changes.md)"
}

test_findings_become_annotations_and_a_failure_loses_nothing() {
    samples Diamond calamari
    GITHUB_ACTIONS=true expect_status 0 "$ci/build" dist --target el6 --only diamond,server --checkouts checkouts
    grep -q '^::warning title=no-virtualenv::calamari-server: /opt/calamari/venv is not packed' stdout || fail "$(cat stdout)"
    sha256sum dist/el6/manifest.json >before
    echo changed >>checkouts/Diamond/src/diamond/server.py
    GITHUB_ACTIONS=true expect_status 2 "$ci/build" dist "${options[@]}"
    grep -q '^::error title=cal-pkg::' stdout || fail "$(cat stdout)"
    sha256sum -c --quiet before
    [ ! -e reports/changes.md ] || fail "there are changes of nothing"
    GITHUB_ACTIONS=true expect_status 2 "$ci/build" dist --checkouts 100%
    grep -q '^::error title=cal-pkg::--checkouts: 100%25 is not' stdout || fail "$(cat stdout)"
    git -C checkouts/Diamond checkout -q .
    printf 'targets: [el6]\nmisspelt: 1\n' >cal-pkg.yaml
    GITHUB_ACTIONS=true expect_status 2 "$ci/build" dist "${options[@]}"
    grep -q '^::error file=cal-pkg.yaml,line=2,title=cal-pkg::' stdout || fail "$(cat stdout)"
    rm cal-pkg.yaml
    echo >>dist/el6/logs/diamond.log
    expect_status 2 "$ci/build" dist "${options[@]}"
}

# steps FILE: the shell in it, as step1, step2, …: what is indented below a line that ends with "|", or between ''' lines.
steps() {
    rm -f step*
    awk -v quotes="'''" '
        function depth(line) { match(line, /^ */); return RLENGTH }
        inside && quoted && index($0, quotes) == 1 { inside = 0 }
        inside && !quoted && $0 != "" && depth($0) <= outer { inside = 0 }
        inside { print substr($0, quoted ? 1 : outer + 1) > file; next }
        /(run:|^ *-) \|$/ { inside = 1; quoted = 0; outer = depth($0); file = "step" ++count }
        index($0, "sh " quotes) { inside = 1; quoted = 1; file = "step" ++count; print "#!/bin/bash" > file }
    ' "$1"
    ls step1 >/dev/null || fail "$1 has no shell"
    if command -v shellcheck >/dev/null; then
        shellcheck --shell=bash step*
    else
        leave_out "shellcheck is not installed"
    fi
    sed -i "s|/usr/share/cal-pkg/ci|$ci|" step*
}

# stand_in FILE COMMAND: a program that notes how it is called, then runs the command.
stand_in() {
    mkdir -p "$(dirname "$1")"
    printf '#!/bin/sh\necho "%s $*" >>%q/calls\n%s\n' "${1##*/}" "$PWD" "$2" >"$1"
    chmod +x "$1"
}

test_the_github_action_runs() {
    samples Diamond
    mkdir temporary action
    cp -R "${source_root:?}"/{action.yml,CMakeLists.txt,cmake,layouts,specs} action/
    stand_in bin/gh 'exit 1'
    stand_in action/tools/dev ''
    stand_in bin/cmake "cp -R '$(dirname "$program")/..' \"\$4\"" # --install BUILD --prefix PREFIX
    steps "$source_root/action.yml"
    export PATH=$PWD/bin:$PATH GITHUB_ACTION_PATH=$PWD/action RUNNER_TEMP=$PWD/temporary GITHUB_OUTPUT=$PWD/outputs \
        GITHUB_PATH=$PWD/paths GITHUB_STEP_SUMMARY=$PWD/summary GITHUB_REPOSITORY=o/r CALPKG_PULL_REQUEST=7 \
        CALPKG_TARGET=el6 CALPKG_OUT=dist CALPKG_RELEASE='' GITHUB_ACTIONS=true
    CALPKG_OPTIONS=${options[*]:2}
    export CALPKG_OPTIONS
    bash -e step1
    grep -q -x 'digest=[0-9a-f]\{16\}' outputs
    bash -e step2
    bash -e step2
    expect_equal "$(grep -c '^dev build' calls)" 1
    expect_equal "$(tail -1 paths)" "$PWD/temporary/cal-pkg/bin"
    bash -e step3 >log 2>&1 || fail "$(cat log)"
    ls dist/el6/noarch/diamond-*.rpm
    bash -e step4 && fail "nobody notices that there is no comment" || true
    expect_equal "$(grep -c '^gh pr comment 7 --repo o/r.* --body-file reports/changes.md' calls)" 2
    cmp summary reports/changes.md
}

test_the_example_for_gitlab_runs() {
    samples Diamond
    stand_in bin/curl ''
    steps "$source_root/tools/ci/gitlab.yml"
    export PATH=$PWD/bin:$PATH CALPKG_TARGET=el6 CALPKG_OPTIONS="${options[*]:2}"
    bash -e step1 >log 2>&1 || fail "$(cat log)"
    ls dist-rpm/el6/noarch/diamond-*.rpm reports/verify.xml
    bash -eu step2
    [ ! -e calls ] || fail "it tells somebody, without a token"
    CALPKG_TOKEN=t CI_MERGE_REQUEST_IID=3 CI_API_V4_URL=https://g/api CI_PROJECT_ID=9 bash -eu step2
    grep -q 'PRIVATE-TOKEN: t .*body@reports/changes.md https://g/api/projects/9/merge_requests/3/notes$' calls || fail "$(cat calls)"
}

test_the_example_for_jenkins_runs() {
    samples Diamond
    steps "$source_root/tools/ci/Jenkinsfile"
    WORKSPACE_TMP=$PWD CALPKG_TARGET=el6 CALPKG_OPTIONS="${options[*]:2}" bash -e step1 >log 2>&1 || fail "$(cat log)"
    ls dist-rpm/el6/noarch/diamond-*.rpm reports/verify.sarif
}

test_the_workflow_is_one_of_github_for_this_action() {
    command -v actionlint >/dev/null || skip "actionlint is not installed"
    mkdir -p here/.github/workflows
    git init -q here
    cp "$source_root/action.yml" here/
    sed 's|OWNER/cal-pkg@main|./|' "$source_root/tools/ci/github.yml" >here/.github/workflows/calamari.yml
    (cd here && actionlint)
    sed -i 's/options:/option:/' here/.github/workflows/calamari.yml
    (cd here && ! actionlint >/dev/null) || fail "actionlint does not look at the action"
}
