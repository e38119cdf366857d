# `cal-pkg egg edit`: a member in the user's editor, on a pseudo-terminal: with editors that people have, and with those
# of bad days, from which what was written is never lost.
# shellcheck shell=bash

. "$source_root/tests/cli/egg-fixture.sh"

# An egg with settings.py, and $TMPDIR for the copies.
egg() {
    make_egg python3 web-0.1-py2.6.egg
    mv web-0.1-py2.6.egg calamari_web-0.1-py2.6.egg
    egg=$PWD/calamari_web-0.1-py2.6.egg
    mkdir tmp
    export TMPDIR=$PWD/tmp TERM=xterm
    sha256sum "$egg" >as-it-was
}

# editor NAME: it takes what is on standard input as the script of an editor, whose first argument is the file.
editor() {
    {
        echo '#!/bin/sh'
        cat
    } >"$1"
    chmod +x "$1"
    export VISUAL="'$PWD/$1'"
}

# edit STATUS SAYING… -- [ARGUMENT…]: of `egg edit` on a terminal, which shows ./shown.
edit() {
    local expected=$1 status=0 sayings=()
    shift
    while [ "$1" != -- ]; do
        sayings+=("$1")
        shift
    done
    shift
    "$source_root/tests/cli/on-terminal" "${sayings[@]}" -- cal-pkg egg edit "${@:-$egg}" >shown || status=$?
    [ $status -eq "$expected" ] || fail "status $status, not $expected: $(cat -v shown)"
}

settings() { cal-pkg egg show "${1:-$egg}" calamari_web/settings.py; }

unchanged() {
    sha256sum --quiet -c as-it-was && [ ! -e "$egg.orig" ] || fail "the egg was changed"
}

nothing_left() {
    [ -z "$(ls -A tmp)" ] || fail "left behind: $(find tmp)"
}

# kept TEXT: the line is in what was kept, and the command that was told writes it.
kept() {
    local file
    file=$(tr -d '\r' <shown | sed -n 's/^cal-pkg: what was written is kept in //p')
    [ -n "$file" ] && grep -qx "$1" "$file" || fail "not kept: $(cat -v shown)"
    expect_equal "$(stat -c %a "$file" "$(dirname "$file")" | paste -sd ' ')" "600 700"
    unchanged
    apply_as_told
    settings | grep >/dev/null -x "$1" || fail "not applied: $(settings)"
}

# Runs the command that was told.
apply_as_told() {
    tr -d '\r' <shown | sed -n "s/^cal-pkg: '\(.*\)' applies it\$/\1/p" >told
    [ -s told ] && eval "$(cat told)" >/dev/null 2>&1 || fail "what was told does not apply it: $(cat -v shown)"
}

written() {
    tr -d '\r' <shown >text
    grep -q $'^\e\\[32m+DEBUG = True\e\\[0m$' text || fail "no diff in colour: $(cat -v text)"
    grep -q '^cal-pkg: patched ' text && grep -q 'restart httpd now' text || fail "$(cat -v text)"
    settings | grep >/dev/null -x 'DEBUG = True' || fail "not written"
    settings "$egg.orig" | grep >/dev/null -x 'DEBUG = False' || fail "no backup"
    nothing_left
}

test_vim() {
    command -v vim >/dev/null || skip "vim is not installed"
    egg
    export EDITOR="vim -u NONE --cmd 'set shortmess+=F'"
    unset VISUAL
    edit 0 'expect:TEMPLATE_DIRS' 'send::%s/DEBUG = False/DEBUG = True/\r' 'send::wq\r' 'expect:[d]iscard? ' 'send:a\n' --
    written
    # Written as it was: nothing to say yes to.
    sha256sum "$egg" "$egg.orig" >as-they-were
    edit 0 'expect:TEMPLATE_DIRS' 'send::wq\r' --
    grep -q 'nothing was changed' shown || fail "$(cat -v shown)"
    sha256sum --quiet -c as-they-were
    nothing_left
    # vim's way to say no.
    edit 2 'expect:TEMPLATE_DIRS' 'send::cq\r' --
    grep -q 'ended with exit code 1' shown && grep -q 'nothing was changed; VISUAL' shown || fail "$(cat -v shown)"
    nothing_left
}

test_nano() {
    command -v nano >/dev/null || skip "nano is not installed"
    egg
    export VISUAL=nano EDITOR=false
    edit 0 'expect:TEMPLATE_DIRS' 'send:\x1c' 'expect:(to replace)' 'send:DEBUG = False\r' 'expect:with' 'send:DEBUG = True\r' \
        'expect:this instance?' 'send:y' 'expect:Replaced 1' 'send:\x0f' 'expect:File Name' 'send:\r' 'expect:rote' \
        'send:\x18' 'expect:[d]iscard? ' 'send:a\n' --
    written
}

# Whether tmux shows the text.
shows() { tmux -S sock capture-pane -p | grep -F -- "$1" >/dev/null; }

test_vim_within_tmux() {
    command -v vim >/dev/null && command -v tmux >/dev/null || skip "vim or tmux is not installed"
    egg
    export VISUAL="vim -u NONE --cmd 'set shortmess+=F'"
    trap 'tmux -S sock kill-server 2>/dev/null || true' EXIT
    tmux -S sock -f /dev/null new-session -d -x 80 -y 24 "cal-pkg egg edit '$egg'; read -r wait"
    wait_until shows 'TEMPLATE_DIRS'
    tmux -S sock send-keys ':%s/DEBUG = False/DEBUG = True/' Enter ':wq' Enter
    wait_until shows '[a]pply, [e]dit again, [d]iscard?'
    tmux -S sock send-keys a Enter
    wait_until shows 'cal-pkg: patched'
    settings | grep >/dev/null -x 'DEBUG = True' || fail "not written"
    nothing_left
}

test_ed() {
    command -v ed >/dev/null || skip "ed is not installed"
    egg
    export VISUAL='ed -s'
    edit 0 'send:,s/DEBUG = False/DEBUG = True/\nw\nq\n' 'expect:[d]iscard? ' 'send:what?\n' 'expect:[d]iscard? ' 'send:apply\n' --
    written
}

# Where people have eggs: an installed root, a directory egg, a package without one, an RPM.
test_wherever_an_egg_is() {
    egg
    editor change <<'E'
sed -i 's/DEBUG = False/DEBUG = True/' "$1"
E
    local site=root/opt/calamari/venv/lib/python2.6/site-packages
    mkdir -p $site
    cp "$egg" $site/
    edit 0 'expect:[d]iscard? ' 'send:a\n' -- root
    settings root | grep >/dev/null -x 'DEBUG = True' || fail "not in the root"
    mkdir -p trees/calamari_web-0.1-py2.6.egg
    (cd trees/calamari_web-0.1-py2.6.egg && unzip -q "$egg")
    edit 0 'expect:[d]iscard? ' 'send:a\n' -- trees/calamari_web-0.1-py2.6.egg calamari_web/settings.py
    grep -qx 'DEBUG = True' trees/calamari_web-0.1-py2.6.egg/calamari_web/settings.py || fail "not in the directory"
    [ ! -e trees/calamari_web-0.1-py2.6.egg/calamari_web/settings.pyc ] || fail "old bytecode is left"
    mkdir elsewhere
    edit 0 'expect:[d]iscard? ' 'send:a\n' -- "$egg" --output elsewhere
    settings elsewhere/*.egg | grep >/dev/null -x 'DEBUG = True' || fail "not written elsewhere"
    unchanged
    nothing_left
}

test_in_a_package() {
    egg
    samples calamari
    cal-pkg build server --checkouts checkouts --target el6 --out out --venv none >/dev/null 2>&1
    local rpm
    rpm=$(only_file out/el6/x86_64/calamari-server-*.rpm)
    editor change <<'E'
echo 'X = 1' >>"$1"
E
    edit 2 -- "$rpm"
    grep -q -- '--output DIR' shown || fail "$(cat -v shown)"
    edit 0 'expect:[d]iscard? ' 'send:a\n' -- "$rpm" --output new
    settings "$(only_file new/*.rpm)" | grep >/dev/null -x 'X = 1' || fail "not in the package"
    expect_equal "$(rpm -qp --nosignature --qf '%{release}' new/*.rpm)" "$(rpm -qp --nosignature --qf '%{release}' "$rpm").1"
    nothing_left
    # What is told has all that was given.
    edit 2 'expect:[d]iscard? ' 'send:\x04' -- "$rpm" --egg calamari_web --output "another one" --release 13.el6 \
        --changelog "It's another" --changelog "- and more"
    apply_as_told
    settings "$(only_file "another one"/*.rpm)" | grep >/dev/null -x 'X = 1' || fail "not applied"
    expect_equal "$(rpm -qp --nosignature --qf '%{release} %{changelogtext}' "another one"/*.rpm | paste -sd '|')" \
        "13.el6 - It's another|- - and more"
}

test_all_options_are_in_what_is_told() {
    egg
    editor change <<'E'
echo 'X = 1' >>"$1"
E
    edit 2 'expect:[d]iscard? ' 'send:\x04' -- "$egg" --no-backup --accept shadowed-module
    grep -q -- ' --accept shadowed-module --no-backup' shown || fail "$(cat -v shown)"
    kept 'X = 1'
    [ ! -e "$egg.orig" ] || fail "a backup"
}

test_an_output_that_cannot_be_is_told_before_the_editor_opens() {
    egg
    editor opening <<'E'
touch opened
E
    edit 2 -- "$egg" --output none/new.egg
    grep -q 'its directory is not there' shown || fail "$(cat -v shown)"
    edit 2 -- "$egg" --output "$egg"
    grep -q 'is the egg itself' shown || fail "$(cat -v shown)"
    mkdir there
    touch "there/$(basename "$egg")"
    edit 2 -- "$egg" --output there
    grep -q 'already exists' shown && grep -q 'remove it, or choose' shown || fail "$(cat -v shown)"
    [ ! -e opened ] || fail "the editor was opened"
    nothing_left
}

# Shown as it will be judged when it is applied.
test_a_link_to_an_egg_is_judged_by_the_eggs_own_name() {
    egg
    ln -s "$egg" link.egg
    editor change <<'E'
echo 'X = 1' >>"$1"
E
    edit 0 'expect:python-version-in-path' 'expect:[d]iscard? ' 'send:d\n' -- link.egg
    unchanged
}

test_discarded_edited_again_and_refused() {
    egg
    editor change <<'E'
echo "round" >>rounds
case $(wc -l <rounds) in
1) echo 'X = (' >>"$1" ;;
2) sed -i 's/^X = ($/X = 1/' "$1" ;;
*) echo 'Y = 2' >>"$1" ;;
esac
E
    edit 0 'expect:unbalanced-bracket' 'expect:It cannot be applied' 'send:a\n' 'expect:[d]iscard? ' 'send:e\n' \
        'expect:[a]pply' 'send:e\n' 'expect:+Y = 2' 'expect:[a]pply' 'send:d\n' --
    grep -q 'nothing was changed' shown || fail "$(cat -v shown)"
    unchanged
    nothing_left
}

test_without_a_terminal() {
    egg
    expect_error "needs a terminal" "cal-pkg egg patch $egg --replace calamari_web/settings.py=FILE" -- cal-pkg egg edit "$egg"
    export VISUAL=true
    edit 2 -- "$egg" calamari_web/setings.py
    grep -q "did you mean 'calamari_web/settings.py'" shown || fail "$(cat -v shown)"
    edit 2 -- "$egg" calamari_web/settings.pyc
    grep -q "is not text" shown || fail "$(cat -v shown)"
    edit 2 -- "$egg" --sign ada@example.org
    grep -q "is not an RPM" shown || fail "$(cat -v shown)"
    export VISUAL=/no/such/editor
    edit 2 --
    grep -q "ended with exit code 127" shown && grep -q "VISUAL or EDITOR" shown || fail "$(cat -v shown)"
    unchanged
    nothing_left
}

test_an_editor_that_fails_or_is_killed_loses_nothing() {
    egg
    editor 'that fails' <<'E'
echo 'FAILED = 1' >>"$1"
exit 3
E
    edit 2 --
    grep -q 'ended with exit code 3' shown || fail "$(cat -v shown)"
    kept 'FAILED = 1'
    rm -r "$egg" "$egg.orig" tmp
    egg
    editor killed <<'E'
echo 'KILLED = 1' >>"$1"
kill -9 $$
E
    edit 2 --
    grep -q 'killed by signal 9' shown || fail "$(cat -v shown)"
    kept 'KILLED = 1'
    # One that had taken the terminal for a process group of its own, which is gone.
    editor grabbing <<'E'
echo 'GRABBED = 1' >>"$1"
python3 -c 'import os, signal
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
os.setpgid(0, 0)
os.tcsetpgrp(0, os.getpid())'
E
    edit 0 'expect:[d]iscard? ' 'send:d\n' --
    # What it has left of its own is not thrown away, though the file is as it was.
    editor swapped <<'E'
echo 'in memory' >"$(dirname "$1")/.settings.py.swp"
exit 1
E
    edit 2 --
    grep -q 'what was written is kept' shown && [ -n "$(find tmp -name .settings.py.swp)" ] || fail "$(cat -v shown)"
}

test_an_editor_that_puts_another_file_there_is_read() {
    egg
    editor renaming <<'E'
sed 's/DEBUG = False/DEBUG = True/' "$1" >"$1.new"
mv "$1.new" "$1"
E
    edit 0 'expect:[d]iscard? ' 'send:a\n' --
    written
    # A link, or nothing, is not.
    editor linking <<'E'
mv "$1" "$1.kept"
ln -s /etc/passwd "$1"
E
    edit 2 --
    grep -q 'is not a regular file any more' shown && [ -n "$(find tmp -name settings.py.kept)" ] || fail "$(cat -v shown)"
    editor removing <<'E'
rm "$1"
E
    edit 2 --
    grep -q 'is gone' shown && ! grep 'is kept' shown && ! grep 'applies it' shown || fail "$(cat -v shown)"
    editor moving <<'E'
mv "$1" "$1.elsewhere"
E
    edit 2 --
    grep -q 'what the editor has left is kept in .*/cal-pkg-edit-' shown && ! grep 'applies it' shown || fail "$(cat -v shown)"
}

# gvim, code and emacsclient -n go on in a window.
test_an_editor_that_has_not_written_is_told() {
    egg
    editor window <<'E'
[ ! -e opened ] || exit 0
touch opened
file=$1
[ -e started ] || sleep 2.1 # from a cold start
touch started
setsid sh -c 'while [ ! -e save ]; do sleep 0.05; done; echo "LATE = 1" >>"$1"; touch saved' sh "$file" >/dev/null 2>&1 </dev/null &
E
    edit 0 'expect:has not written the file' 'expect:--wait' 'expect:[l]ook again' 'send:d\n' --
    touch save
    wait_until [ -e saved ]
    rm opened save saved
    edit 0 'expect:[l]ook again' 'send:l\n' 'expect:[l]ook again' touch:save await:saved 'send:l\n' 'expect:LATE = 1' \
        'expect:[a]pply' 'send:a\n' --
    settings | grep >/dev/null -x 'LATE = 1' || fail "not applied"
}

test_an_end_of_input_an_interrupt_and_a_kill_lose_nothing() {
    egg
    editor change <<'E'
echo 'X = 1' >>"$1"
E
    edit 2 'expect:[d]iscard? ' 'send:\x04' --
    grep -q 'was not answered' shown || fail "$(cat -v shown)"
    kept 'X = 1'
    rm -r "$egg" "$egg.orig" tmp
    egg
    edit 130 'expect:[d]iscard? ' 'send:\x03' --
    kept 'X = 1'
    rm -r "$egg" "$egg.orig" tmp
    egg
    edit 137 'expect:[d]iscard? ' kill:KILL --
    unchanged
    grep -qx 'X = 1' tmp/*/settings.py || fail "lost by a kill"
    # The next session tells of it.
    edit 0 "expect:from an edit that did not end" 'expect:[d]iscard? ' 'send:d\n' --
    grep -q "note: $PWD/$(only_file tmp/*) is from" shown || fail "$(cat -v shown)"
    rm -r tmp/*
    edit 130 'expect:[d]iscard? ' hang-up --
    grep -qx 'X = 1' tmp/*/settings.py || fail "lost with the terminal"
    unchanged
}

# The signal is the editor's, which saves what it has; its end is waited for.
test_a_terminated_session_waits_for_its_editor() {
    egg
    editor saving <<'E'
trap 'echo "SAVED = 1" >>"$1"; exit 1' HUP
echo ready
while :; do sleep 0.05; done
E
    edit 130 'expect:ready' kill:TERM --
    kept 'SAVED = 1'
}

test_a_full_disk_and_somebody_elses_change_lose_nothing() {
    egg
    head -c 400000 /dev/urandom >noise
    mkdir -p more/calamari_web
    mv noise more/calamari_web/noise.bin
    (cd more && zip -q "$egg" calamari_web/noise.bin)
    sha256sum "$egg" >as-it-was
    editor change <<'E'
echo 'X = 1' >>"$1"
E
    "$source_root/tests/cli/on-terminal" 'expect:[d]iscard? ' 'send:a\n' -- \
        bash -c 'ulimit -f 300; exec cal-pkg egg edit "$1"' bash "$egg" >shown && fail "a full disk is not noticed"
    grep -q 'cannot be replaced: cannot write' shown || fail "$(cat -v shown)"
    kept 'X = 1'
    rm -r "$egg" "$egg.orig" tmp more
    egg
    editor slow <<'E'
echo 'X = 1' >>"$1"
echo 'OTHER = 1' >other
cal-pkg egg patch "$OLDPWD/calamari_web-0.1-py2.6.egg" --replace calamari_web/settings.py=other >/dev/null 2>&1
E
    mkdir here
    cd here
    edit 2 'expect:[d]iscard? ' 'send:a\n' -- "$egg"
    grep -q 'somebody else has changed it meanwhile' shown || fail "$(cat -v shown)"
    settings | grep >/dev/null -x 'OTHER = 1' && grep -qx 'X = 1' ../tmp/*/settings.py || fail "lost"
    # The other one's change would be undone by it.
    grep -q "settings.py; compare it with 'cal-pkg egg show'" shown && ! grep -q 'applies it' shown || fail "$(cat -v shown)"
}
