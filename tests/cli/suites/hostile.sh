# Input that nobody should have to read: the tables in ../hostile, a row for each. Its columns, with tabs between: a
# name, how it is made (in an empty directory), the command, its exit status, and what it says (texts with " & "
# between). Whatever the input, an error is one, in plain words, nothing of it is run, and a command that fails leaves
# what was there as it was.
# shellcheck shell=bash

hostile=${source_root:?}/tests/cli/hostile

# egg KIND [FILE]
egg() { python3 -B "$hostile/make" egg "${2:-web.egg}" "$1"; }

# A small package that is good, made once for all rows, and rpm KIND [FILE]: what can be wrong with it.
good_rpm() {
    [ -e ../good.rpm ] || {
        cat >web.spec <<'SPEC'
Name: web
Version: 1
Release: 1
Summary: web
License: MIT
BuildArch: noarch
%description
web
%install
mkdir -p %{buildroot}/opt/web
seq 1000 >%{buildroot}/opt/web/numbers
%files
/opt/web
SPEC
        rpmbuild -bb --define "_topdir $PWD/top" --define "_rpmdir $PWD" --define "_build_name_fmt web.rpm" \
            --define "_binary_payload w6.gzdio" --define "__os_install_post %{nil}" --quiet web.spec >log 2>&1 ||
            fail "$(cat log)"
        mv web.rpm ../good.rpm
        rm -r top log web.spec
    }
}
rpm_of() {
    good_rpm
    python3 -B "$hostile/make" rpm ../good.rpm "${2:-web.rpm}" "$1"
}

# dist: the clients with web apps that are good but for what the row then does to them.
dist() { samples calamari-clients; }

# A published directory, made once.
published() {
    [ -e ../published ] || {
        samples Diamond
        cal-pkg build diamond --checkouts checkouts --target el6 --out ../published >/dev/null 2>&1
        rm -r checkouts
    }
    cp -a ../published out
}

# What is there, to see whether it changes. What git remembers is its own affair, and a failed build leaves its log.
listing() { ls -lAR --time-style=+ --ignore='failed-*' --ignore=index 2>/dev/null || true; }

# row NAME MAKE COMMAND STATUS TEXTS: what is wrong with it goes to standard output.
row() {
    local status=0 before text said errors rest="$5 & " pattern
    eval "$2" >../made 2>&1 || { echo "cannot be made: $(<../made)"; return; }
    before=$(listing)
    timeout -k 1 30 bash -c "$3" >../stdout 2>../stderr </dev/null || status=$?
    said=$(cat ../stdout ../stderr | tr '\0' '?')
    [ $status -eq "$4" ] || echo "exit status $status, not $4"
    while [ -n "$rest" ]; do
        text=${rest%%" & "*}
        rest=${rest#*" & "}
        [[ $said == *"$text"* ]] || echo "does not say '$text'"
    done
    if [ "$4" -eq 2 ]; then
        errors=0
        while IFS= read -r text; do
            [[ $text != 'cal-pkg: error: '* || $text == *' in the sources; nothing was built' ]] || errors=$((errors + 1))
        done <../stderr
        [ $errors -eq 1 ] || echo "not one error"
        [ "$before" = "$(listing)" ] || echo "something has changed"
    fi
    for pattern in 'internal error' 'json.exception' '()' 'terminate called' 'runtime error' Sanitizer; do
        [[ $said != *"$pattern"* ]] || echo "not for people: $pattern"
    done
    pattern=$'[\x01-\x08\x0b-\x1f\x7f]'
    [[ ! $said =~ $pattern ]] || echo "control characters"
    ! compgen -G '../pwned*' >/dev/null && ! compgen -G 'pwned*' >/dev/null || echo "something was run or written elsewhere"
}

# table FILE
table() {
    local name make command status text rows=0 bad=0
    mkdir rows
    while IFS=$'\t' read -r name make command status text; do
        if [ -z "$name" ] || [ "${name:0:1}" = '#' ]; then continue; fi
        rows=$((rows + 1))
        mkdir "rows/$name"
        (cd "rows/$name" && row "$name" "$make" "$command" "$status" "$text") >wrong 2>&1 || true
        if [ -s wrong ]; then
            bad=$((bad + 1))
            printf '%s: %s\n' "$name" "$command"
            cat wrong rows/stdout rows/stderr 2>/dev/null | sed -n '1,30s/^/    /p'
        fi
        rm -rf "rows/$name"
    done <"$hostile/$1.tsv"
    [ $rows -gt 0 ] || fail "no rows in $1.tsv"
    [ $bad -eq 0 ] || fail "$bad of $rows rows"
    echo "$rows rows"
}

test_eggs() { table eggs; }

test_packages() { table rpms; }

test_yaml_files() { table yaml; }

test_checkouts_and_web_apps() { table checkouts; }

test_patches() { table patches; }

test_repositories_and_addresses() { table repositories; }

test_arguments_and_environment() { table arguments; }
