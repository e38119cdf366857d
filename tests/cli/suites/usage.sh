# What a user who mistypes sees.
# shellcheck shell=bash

test_help_lists_every_command() {
    cal-pkg --help >help
    for command in build-all build diff plan version dist stage web venv egg; do
        grep -qE "^  $command " help || fail "no $command in --help"
        cal-pkg "$command" --help >/dev/null
    done
}

# Every command that has options of its own, a line each.
command_lines() {
    local group
    printf '%s\n' build-all build diff plan version dist stage
    for group in egg venv web; do
        cal-pkg $group --help | sed -nE "s/^  ([a-z]+)  .*/$group \\1/p"
    done
}

test_help_fits_a_screen() {
    local command lines most
    command_lines >commands
    grep -qx 'egg patch' commands || fail "no commands below egg: $(cat commands)"
    for command in "" egg venv web; do echo "$command" >>commands; done
    while read -r command; do
        # shellcheck disable=SC2086,SC2317 # words of a command line
        cal-pkg $command --help >help
        most=26
        [ "$(grep -cE '^  -' help)" -lt 11 ] || most=64
        [ -n "$command" ] || most=33 # every command is there
        lines=$(wc -l <help)
        [ "$lines" -le $most ] || fail "$command --help has $lines lines"
        if grep -nE '^.{101}' help; then fail "$command --help is too wide"; fi
        tail -1 help | grep >/dev/null -E "^Example: cal-pkg $command" || fail "$command --help: no example"
    done <commands
}

# Options are described below a heading, and each command's own are there.
test_help_groups_options() {
    local command
    while read -r command; do
        # shellcheck disable=SC2086,SC2317 # words of a command line
        cal-pkg $command --help >help
        if grep -qE '^Options:' help; then fail "$command --help: options without a group"; fi
        awk '/^$/ { heading = "" } /^[A-Z].*:$/ { heading = $0 }
            /^  -/ && heading == "" { print; bad = 1 }
            /^  -/ && !/ [A-Z]/ { print "not described:", $0; bad = 1 }
            END { exit bad }' help || fail "$command --help"
    done < <(command_lines)
    cal-pkg build --help >help
    for option in --checkouts --server --clients --diamond --target --version-of --allow-dirty \
        --config --out --json --no-srpm --accept --venv --keep-venv --wheelhouse --lock --python \
        --runner --rebuild-venv --web-apps --web-runner --rebuild-web-apps --jobs --help; do
        grep -qE "^  (-[a-z],)?$option( |$)" help || fail "no $option in build --help"
    done
    sed -n '/^Inputs:/,/^$/p' help | grep >/dev/null -- '--checkouts'
    sed -n '/^Virtualenv/,/^$/p' help | grep >/dev/null -- '--venv'
}

test_version_flag() {
    cal-pkg --version | grep >/dev/null -E '^cal-pkg [0-9]+\.[0-9]+\.[0-9]+$'
}

test_unknown_command_gets_a_suggestion() {
    expect_error "biuld: no such command" "did you mean 'build'?" -- cal-pkg biuld
}

test_unknown_option_gets_a_suggestion() {
    expect_error "--targt: no such option" "did you mean '--target'?" -- cal-pkg plan --targt el6
}

test_arguments_that_a_command_does_not_take_are_refused() {
    expect_error "b: is one argument too many" "see 'cal-pkg version --help'" -- cal-pkg version a b
    expect_error "-x: no such option" -- cal-pkg plan -x
    expect_error "-x: no such option" -- cal-pkg egg list -x egg
}

test_commands_of_commands_get_suggestions_too() {
    expect_error "venv biuld: no such command" "did you mean 'build'?" -- cal-pkg venv biuld
    expect_error "cal-pkg egg: no command is given" "build" -- cal-pkg egg
    expect_error "--wheelhuose: no such option" "did you mean '--wheelhouse'?" -- \
        cal-pkg venv build --wheelhuose x
    expect_error "one argument too many" "cal-pkg venv build --help" -- cal-pkg venv build server x
    expect_error "--lock" "cal-pkg venv build --help" -- cal-pkg venv build --lock
}

test_unknown_target_and_component_get_suggestions() {
    samples
    expect_error "el66" "did you mean 'el6'?" -- cal-pkg plan --checkouts checkouts --target el66
    expect_error "client" "did you mean 'clients'?" -- cal-pkg plan --checkouts checkouts client
}

test_no_command_is_an_error() {
    expect_error "cal-pkg: no command is given" "build-all" "see 'cal-pkg --help'" -- cal-pkg
}

test_missing_checkout_says_where_it_looked_and_how_to_name_it() {
    mkdir empty
    expect_error "server: empty has no calamari" "--server DIR" -- \
        cal-pkg build-all --checkouts empty --out out
    expect_error "--checkouts: nowhere is not a directory" -- cal-pkg plan --checkouts nowhere
    [ ! -e out ] || fail "an output directory was made"
}

test_project_file_is_read_and_checked() {
    samples
    printf 'checkouts: checkouts\ntarget: el6\nout: rpms\n' >cal-pkg.yaml
    cal-pkg plan diamond >plan
    grep -q '^diamond-3.4.67-0.el6.noarch$' plan
    printf 'checkouts: checkouts\ntaget: el6\n' >cal-pkg.yaml
    expect_error "cal-pkg.yaml:2: " "did you mean 'target'?" -- cal-pkg plan
    printf 'checkouts: checkouts\ntarget: el66\n' >cal-pkg.yaml
    expect_error "cal-pkg.yaml:2: " "did you mean 'el6'?" -- cal-pkg plan
    printf 'target: el6\ncheckouts: elsewhere\n' >cal-pkg.yaml
    expect_error "cal-pkg.yaml:2: " "elsewhere is not a directory" -- cal-pkg plan
    printf 'checkouts: checkouts\nversions:\n  clinets: 1.2-1\n' >cal-pkg.yaml
    expect_error "cal-pkg.yaml:3: " "did you mean 'clients'?" -- cal-pkg plan
}

test_help_knows_the_commands() {
    cal-pkg help >help
    cal-pkg --help | cmp - help
    cal-pkg help plan >help
    cal-pkg plan --help | cmp - help
    expect_error "did you mean 'plan'?" -- cal-pkg help plam
}

test_data_directory_that_is_none_is_told() {
    expect_error "/nowhere" "CALPKG_DATA" -- env CALPKG_DATA=/nowhere cal-pkg plan
}

test_a_closed_stdout_is_an_error() {
    samples
    local status=0
    cal-pkg plan --checkouts checkouts >/dev/full 2>stderr || status=$?
    expect_equal "$status" 2
    grep -q 'standard output' stderr
}

test_empty_values_are_not_taken_for_defaults() {
    samples Diamond
    local option
    for option in --out --target --venv --config --checkouts --version-of --wheelhouse --lock --runner --python --accept --web-apps --web-runner; do
        expect_error "$option" -- cal-pkg build diamond --diamond checkouts/Diamond "$option" ''
    done
    [ ! -e dist-rpm ] || fail "something was published"
}

test_a_version_is_given_once_for_a_component() {
    samples Diamond
    expect_error "twice for diamond" -- cal-pkg plan diamond --checkouts checkouts \
        --version-of diamond=1-1 --version-of diamond=2-1
}

test_paths_that_cannot_be_used_are_named() {
    samples Diamond
    ln -s loop loop
    expect_error "Too many levels" -- cal-pkg build diamond --checkouts checkouts --out loop
    expect_error "File name too long" -- \
        cal-pkg build diamond --checkouts checkouts --out "$(printf 'n%.0s' {1..300})"
    mkfifo cal-pkg.yaml
    expect_error "cal-pkg.yaml" "not a regular file" -- timeout 10 cal-pkg plan
}

test_without_rpmbuild_nothing_begins() {
    samples Diamond
    mkdir bin
    ln -s "$(command -v git)" bin/git
    expect_error "rpmbuild: program not found" -- \
        env PATH="$PWD/bin" "$program" build diamond --checkouts checkouts --out out
    [ ! -e out ] || fail "an output directory was made"
}

# With fewer files than a command needs it ends with an error, whatever it was about to open.
# Where a build has just enough, how many it needs at a time differs from one run to the next.
test_too_few_open_files_are_an_error() {
    samples Diamond
    local n status args
    for n in 18 20 22 24 26 28 30 32; do
        status=0
        (ulimit -n $n && exec "$program" build diamond --checkouts checkouts --target el6 --out out) >stdout 2>stderr </dev/null || status=$?
        [ $status -eq 0 ] || [ $status -eq 2 ] || fail "ulimit -n $n: status $status: $(cat stderr)"
        rm -rf out
    done
    python3 -c 'import zipfile; zipfile.ZipFile("x.egg", "w").writestr("EGG-INFO/PKG-INFO", "Name: x\nVersion: 1\n")'
    for n in 3 4 5 6 7 8 9 10 11 12 14 16; do
        while read -r args; do
            status=0
            # shellcheck disable=SC2086,SC2317 # words of a command line
            (ulimit -n $n && exec "$program" $args) >stdout 2>stderr </dev/null || status=$?
            case $status in
                0 | 1) ;; # that was enough
                2) grep -q '^cal-pkg: error: ' stderr || fail "ulimit -n $n, $args: no error: $(cat stderr)" ;;
                127) ;; # the loader did not even start it
                *) fail "ulimit -n $n, $args: status $status: $(cat stderr)" ;;
            esac
            rm -rf out
        done <<END
plan diamond --checkouts checkouts
build diamond --checkouts checkouts --target el6 --out out
version checkouts/Diamond
dist diamond --checkouts checkouts --out out
stage diamond --checkouts checkouts --out out
egg list x.egg
egg check x.egg
--help
END
    done
}

test_what_is_given_and_not_used_is_told_and_has_to_be_there() {
    samples calamari-clients calamari
    mkdir wheels
    touch venv.tar.gz
    local command
    for command in plan stage build "build-all --only" "submit bubblewrap el6 --only"; do
        # shellcheck disable=SC2086,SC2317 # words
        wanted() { cal-pkg $command clients --checkouts checkouts "$@"; }
        expect_error "--venv nope: is not there, and not used either: nothing that is wanted has a virtualenv" -- wanted --venv nope
        expect_error "--lock nope: is neither a file nor a lock" -- wanted --venv build --lock nope
        expect_error "--wheelhouse nope: is not a directory" -- wanted --venv build --wheelhouse nope
        expect_error "--python /no/python: is not there" -- wanted --venv build --python /no/python
        expect_error "--server nope: is not a directory" -- wanted --server nope
        expect_error "--web-apps: $PWD/nope is neither" -- wanted --web-apps nope
        expect_error "--from: nope is not a directory" -- wanted --line 1.2 --from nope
    done
    [ ! -e dist-rpm ] || fail "something was built"
    expect_error "--web-apps nope: is not there" -- cal-pkg plan server --checkouts checkouts --web-apps nope
    expect_error "--clients nope: is not a directory" -- cal-pkg dist server --checkouts checkouts --clients nope

    # A script gives the same to everything that it builds.
    expect_status 0 cal-pkg plan clients --checkouts checkouts --venv venv.tar.gz --keep-venv --lock calamari-1.2 --python python2.7 \
        --wheelhouse wheels --runner nice --rebuild-venv --web-runner nice --rebuild-web-apps --server checkouts/calamari \
        --version-of server=1.2 --set minion.master=example.org
    expect_equal "$(sed -n 's/^cal-pkg: note: \(.*\): is not used: .*; leave it out \[unused-option\]$/\1/p' stderr)" \
        "$(printf -- '--%s\n' 'server checkouts/calamari' 'version-of server=1.2' 'set minion.master=example.org' 'venv venv.tar.gz' \
            keep-venv 'wheelhouse wheels' 'lock calamari-1.2' 'python python2.7' 'runner nice' rebuild-venv 'web-runner nice' \
            rebuild-web-apps)"
    expect_status 0 cal-pkg plan server --checkouts checkouts --venv none --python python2.7 --web-apps wheels
    grep -qF -- '--python python2.7: is not used: no virtualenv is built' stderr &&
        grep -qF -- '--web-apps wheels: is not used: nothing that is wanted has web apps' stderr || fail "$(cat stderr)"
    # Nor does it make other packages.
    mkdir -p venv/bin
    touch venv/bin/python
    cal-pkg build minion --target el6 --set minion.master=example.org --out without >/dev/null 2>&1
    cal-pkg build minion --target el6 --set minion.master=example.org --out with --venv venv >/dev/null 2>&1
    diff -r without with || fail "another package"
    # cal-pkg.yaml is for all commands.
    printf '%s\n' 'venv: nope' 'lock: nope' 'wheelhouse: nope' >cal-pkg.yaml
    expect_status 0 cal-pkg plan clients --checkouts checkouts
    ! grep unused-option stderr || fail "what nobody has given"
}
