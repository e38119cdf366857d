# What the shells offer behind "cal-pkg", from the installed scripts.
# shellcheck shell=bash

script() {
    echo "$(dirname "$program")/../share/$1"
}

# in_bash WORD…: what bash offers for the last word, a line each. Words are split as bash splits them.
in_bash() {
    bash -uc '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _cal_pkg; printf "%s\n" "${COMPREPLY[@]}"' \
        bash "$(script bash-completion/completions/cal-pkg)" "$@"
}

in_fish() {
    command -v fish >/dev/null || skip "fish is not installed"
    fish --no-config -c "source $(script fish/vendor_completions.d/cal-pkg.fish); complete -C '$1'"
}

# in_zsh LINE…: each command line as zsh completes it when Tab is pressed at its end.
in_zsh() {
    command -v zsh >/dev/null || skip "zsh is not installed"
    cat >drive.zsh <<'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'fpath=($functions_of_cal_pkg $fpath); autoload -Uz compinit; compinit -u -d ./dump'
zpty -w shell 'keep() { print -r -- "$BUFFER" >result; exit }; zle -N keep; bindkey "^X" keep'
zpty -w shell 'unsetopt beep; stty -ixon; bindkey "^I" complete-word; PS1="ready> "'
zpty -w -n shell "$1"$'\t\x18'
while zpty -r shell line; do :; done
END
    local line
    for line; do
        functions_of_cal_pkg=$(script zsh/site-functions) timeout 60 zsh -f drive.zsh "$line" >log ||
            fail "zsh: $(cat log)"
        sed 's/ *$//' result
        rm result
    done
}

offers() { # offers WORD: standard input has a line for it, described or not
    grep -qE -- "^$1([[:space:]]|\$)" || fail "$1 is not offered"
}

test_bash_completes_commands_and_options() {
    expect_equal "$(in_bash cal-pkg bui)" "$(printf 'build-all\nbuild')"
    expect_equal "$(in_bash cal-pkg egg re)" restore
    in_bash cal-pkg egg '' | offers patch
    if in_bash cal-pkg '' | grep completion; then fail "a hidden command is offered"; fi
    expect_equal "$(in_bash cal-pkg build --check)" --checkouts
    expect_equal "$(in_bash cal-pkg egg patch --f)" "$(printf -- '--fix\n--from')"
    in_bash cal-pkg venv build -- | offers --rebuild-venv
}

test_bash_completes_values() {
    expect_equal "$(in_bash cal-pkg plan --target el)" "$(printf 'el6\nel7\nel9')"
    expect_equal "$(in_bash cal-pkg plan --target = el6)" el6
    expect_equal "$(in_bash cal-pkg plan --target = | sed -n 1p)" el6
    expect_equal "$(in_bash cal-pkg build --allow-dirty cl)" clients
    expect_equal "$(in_bash cal-pkg build --lock calamari)" $'calamari-1.2\ncalamari-1.5'
    expect_equal "$(in_bash cal-pkg fetch src --line 1.2.)" $'1.2.1\n1.2.2\n1.2.3'
    expect_equal "$(in_bash cal-pkg egg patch x.egg --fix g)" graphite-templates
    expect_equal "$(in_bash cal-pkg version --scheme d)" diamond
    mkdir 'a directory'
    touch 'a file'
    expect_equal "$(in_bash cal-pkg build --checkouts a)" 'a directory'
    expect_equal "$(in_bash cal-pkg build --config a | sort)" "$(printf 'a directory\na file')"
    expect_equal "$(in_bash cal-pkg build --venv bu)" build
    expect_equal "$(in_bash cal-pkg egg list 'a f')" 'a file'
    expect_equal "$(in_bash cal-pkg build --jobs '')" ''
}

test_fish_completes() {
    in_fish 'cal-pkg bui' >offered
    offers build <offered
    offers build-all <offered
    expect_equal "$(in_fish 'cal-pkg egg res' | cut -f1)" restore
    expect_equal "$(in_fish 'cal-pkg plan --target el' | cut -f1)" "$(printf 'el6\nel7\nel9')"
    expect_equal "$(in_fish 'cal-pkg plan --target=el6' | cut -f1)" --target=el6
    expect_equal "$(in_fish 'cal-pkg build --allow-dirty cl' | cut -f1)" clients
    in_fish 'cal-pkg egg patch --fr' >offered
    grep -q "^--from.*Take the package's files" offered ||
        fail "--from is not described"
    mkdir directory
    touch file
    in_fish 'cal-pkg build --checkouts ' | cut -f1 >offered
    offers directory/ <offered
    if grep file offered; then fail "a file is offered for a directory"; fi
    in_fish 'cal-pkg egg list fi' | offers file
    in_fish 'cal-pkg build --venv ' >offered
    offers none <offered
    offers file <offered
    if in_fish 'cal-pkg build f' | offers file; then fail "a file is offered for a component"; fi
}

test_zsh_completes() {
    mkdir directory
    touch file
    in_zsh 'cal-pkg plan --allow-d' 'cal-pkg egg res' 'cal-pkg plan --target el' \
        'cal-pkg build --checkouts dir' 'cal-pkg egg list fi' 'cal-pkg build cl' \
        'cal-pkg build --venv non' 'cal-pkg egg diff file dir' >completed
    diff completed - <<'END'
cal-pkg plan --allow-dirty
cal-pkg egg restore
cal-pkg plan --target el
cal-pkg build --checkouts directory/
cal-pkg egg list file
cal-pkg build clients
cal-pkg build --venv none
cal-pkg egg diff file directory/
END
}

# No shell has to be installed to see that a script at least is one for it.
test_scripts_are_valid() {
    bash -n "$(script bash-completion/completions/cal-pkg)"
    command -v zsh >/dev/null || skip "zsh is not installed"
    zsh -n "$(script zsh/site-functions/_cal-pkg)"
    command -v fish >/dev/null || skip "fish is not installed"
    fish --no-execute "$(script fish/vendor_completions.d/cal-pkg.fish)"
}

test_every_option_is_offered() {
    local command
    for command in build-all plan stage 'egg patch' 'egg build' 'venv wheelhouse'; do
        # shellcheck disable=SC2086 # words of a command line
        cal-pkg $command --help | sed -nE 's/^  (-[a-z],)?(--[a-z-]+).*/\2/p' | sort >options
        # shellcheck disable=SC2086
        in_bash cal-pkg $command -- | sort | diff options - || fail "options of $command"
    done
}
