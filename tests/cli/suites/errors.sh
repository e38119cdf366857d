# How errors are shown: on a terminal with the place, in colour where that is wanted; else a line each.
# shellcheck shell=bash

# shown WORD…: what a terminal of 80 columns shows of the command.
shown() { { "${source_root:?}/tests/cli/on-terminal" -- "$@" || [ $? -eq 2 ]; } | tr -d '\r'; }

test_a_terminal_shows_line_and_place() {
    printf 'target: el7\n  # ä\njobs: {n: 3}\n' >cal-pkg.yaml
    expect_equal "$(shown cal-pkg plan)" "cal-pkg: error: cal-pkg.yaml:3: 'jobs' takes text, not a mapping
    3 | jobs: {n: 3}
      |       ^"
    printf 'set: {"ää": "b", web: c}\ntarget: el7\n' >cal-pkg.yaml
    expect_equal "$(shown cal-pkg plan)" "cal-pkg: error: cal-pkg.yaml:1: 'ää' is not a name for 'set'
    1 | set: {\"ää\": \"b\", web: c}
      |       ^
  it takes NAME.KEY, like minion.master"
    # Behind what a terminal shows in another width than the file has it.
    printf 'set: {minion.master: "\342\200\256ä", trget: 3}\n' >cal-pkg.yaml
    expect_equal "$(shown cal-pkg plan)" "cal-pkg: error: cal-pkg.yaml:1: 'trget' is not a name for 'set'
    1 | set: {minion.master: \"\\xe2\\x80\\xaeä\", trget: 3}
      |                                       ^
  it takes NAME.KEY, like minion.master"
}

test_a_long_line_is_shown_around_the_place() {
    printf 'accept: [%s, Missing, %s]\n' "$(seq -s ', ' -f 'finding-%g' 20)" "$(seq -s ', ' -f 'finding-%g' 30 50)" >cal-pkg.yaml
    shown cal-pkg plan >told
    sed -n 2,3p told >excerpt
    ! grep -E '^.{81}' excerpt || fail "too wide"
    # The caret is below the word.
    expect_equal "$(python3 -c '
line, caret = open("excerpt").read().split("\n")[:2]
print(line[caret.index("^"):][:8])')" 'Missing,'
}

test_what_is_not_yaml_is_shown_where_it_ends_to_be() {
    printf 'target: el7\nset: [a\nout: b\n' >cal-pkg.yaml
    shown cal-pkg plan >told
    grep -q '^cal-pkg: error: cal-pkg.yaml:[23]: not valid YAML' told && grep -q '^ *| *^$' told || fail "$(cat told)"
}

test_a_remedy_has_a_line_of_its_own() {
    expect_equal "$(shown cal-pkg pln)" "cal-pkg: error: pln: no such command
  did you mean 'plan'?"
}

# Scripts and logs get what they have always had.
test_elsewhere_it_is_one_line() {
    printf 'target: el7\nset: {a: b}\n' >cal-pkg.yaml
    expect_status 2 cal-pkg plan
    expect_equal "$(cat stderr)" \
        "cal-pkg: error: cal-pkg.yaml:2: 'a' is not a name for 'set'; it takes NAME.KEY, like minion.master"
}

test_colour_is_for_terminals_and_who_asks() {
    local red=$'\033[1;31merror:'
    in_colour() { grep -qF "$red" told; }
    TERM=xterm shown cal-pkg pln >told
    in_colour || fail "none on a terminal"
    TERM=dumb shown cal-pkg pln >told
    ! in_colour || fail "some on a dumb terminal"
    TERM=xterm NO_COLOR=1 shown cal-pkg pln >told
    ! in_colour || fail "NO_COLOR does nothing"
    ! CLICOLOR_FORCE=1 cal-pkg pln 2>told || fail "no error"
    in_colour || fail "CLICOLOR_FORCE does nothing"
    ! cal-pkg version nowhere --color=always 2>told || fail "no error"
    in_colour || fail "--color=always does nothing"
    ! NO_COLOR=1 cal-pkg --color always egg list nowhere 2>told || fail "no error"
    in_colour || fail "--color always before the command does nothing"
    ! CLICOLOR_FORCE=1 cal-pkg egg --color=never list nowhere 2>told || fail "no error"
    ! in_colour || fail "--color=never does nothing"
    TERM=xterm shown cal-pkg version --color=auto nowhere >told
    in_colour || fail "--color=auto is not as without it"
    expect_error "--color" "sometimes" -- cal-pkg plan --color=sometimes
    expect_error "see 'cal-pkg --help'" -- cal-pkg --color=never
}

test_paths_below_the_current_directory_are_named_from_there() {
    samples Diamond
    sed -i 's/^/# /' checkouts/Diamond/setup.py
    shown cal-pkg version "$PWD/checkouts/Diamond" >told
    grep -q '^cal-pkg: error: checkouts/Diamond: modified' told || fail "$(cat told)"
    git -C checkouts/Diamond tag | xargs git -C checkouts/Diamond tag -d >tags
    mkdir origin # which is there
    in_git checkouts/Diamond remote add origin "$PWD/origin"
    shown cal-pkg version "$PWD/checkouts/Diamond" >told
    grep -q "^  run 'git -C checkouts/Diamond fetch --tags" told || fail "$(cat told)"
    # What git is told for later, and what is of another machine, is not of here.
    if [ "$(id -u)" -eq 0 ]; then
        cp -a checkouts/Diamond "$PWD/others"
        chown -R 65534:65534 others
        shown cal-pkg version "$PWD/others" >told
        grep -q "^  if you trust it, run 'git config --global --add safe.directory $PWD/others'" told || fail "$(cat told)"
    fi
    cp -a checkouts/Diamond tree
    rm -rf tree/.git
    echo "gitdir: $PWD/gone/worktrees/tree" >tree/.git
    shown cal-pkg version "$PWD/tree" >told
    grep -q "^  run 'git worktree repair $PWD/tree'" told || fail "$(cat told)"
    shown cal-pkg build diamond --target el7 --line 1.2 --from "file:$PWD/mirror" >told
    grep -q "^cal-pkg: error: --from file:$PWD/mirror: is neither" told || fail "$(cat told)"
    # Not where an option would come of it, what only begins alike, or for programs.
    expect_equal "$(shown cal-pkg version "$PWD/-x" "$PWD/-x" | grep -c "$PWD/-x")" 1
    mkdir near
    (cd near && shown cal-pkg version "$PWD"-by) | grep "$PWD/near-by: " >told
    expect_status 2 cal-pkg version "$PWD/checkouts/Diamond"
    grep -q "error: $PWD/checkouts/Diamond: .*'git -C $PWD/checkouts/Diamond fetch" stderr || fail "$(cat stderr)"
}

test_findings_are_shown_as_errors_are() {
    samples calamari
    TERM=xterm shown cal-pkg plan server --checkouts checkouts >told
    grep -A 1 -F $'cal-pkg: \033[33mwarning:\033[0m calamari-server: /opt/calamari/venv is not packed' told >finding
    expect_equal "$(sed 's/.* \[/[/' finding)" $'[no-virtualenv]\n  \033[36m\'--venv build\' makes one, \'--venv RPM\' takes it out of an older package\033[0m'
    cal-pkg plan server --checkouts checkouts 2>told >stdout
    grep -q "^cal-pkg: warning: calamari-server: /opt/calamari/venv .*; '--venv build' makes one.* \[no-virtualenv\]$" told || fail "$(cat told)"
}
