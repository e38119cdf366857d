# Nothing that comes from a checkout reaches a shell or a macro; odd names work or are refused by name.
# shellcheck shell=bash

no_trace() {
    local found
    found=$(find . -name 'pwned*' -not -path './checkouts/*' -not -path './clients/*')
    [ -z "$found" ] || fail "something from the checkout was run: $found"
}

# A clients checkout with a tag of one's own.
tagged() {
    samples calamari-clients
    in_git checkouts/calamari-clients tag -am x "$1"
}

test_tags_run_nothing() {
    local n=0 tag
    for tag in 'v1.2-%(touch${IFS}pwned)' 'v1.2-%(touch pwned)' 'v1.2-$(touch${IFS}pwned)' \
        'v1.2-%{lua:os.execute("touch${IFS}pwned")}' 'v1.2-`touch${IFS}pwned`' 'v1.2;touch pwned' \
        'v1.2-größe' "v1.2-'x"; do
        n=$((n + 1))
        mkdir $n
        (
            cd $n
            samples calamari-clients
            # Names that git itself refuses cannot come from a checkout, but from --describe.
            in_git checkouts/calamari-clients tag -am x "$tag" 2>/dev/null &&
                expect_error "v1.2" -- cal-pkg build clients --checkouts checkouts --target el6 --out out
            expect_error "v1.2" -- cal-pkg version --describe "$tag" --scheme calamari
        )
        no_trace
    done
}

test_commit_text_runs_nothing() {
    samples Diamond
    # shellcheck disable=SC1003 # a backslash at the end of a word
    GIT_AUTHOR_NAME='%(touch pwned-a)' in_git checkouts/Diamond commit -q --allow-empty \
        --author '%(touch pwned-a) <%{lua:os.execute("touch pwned-b")}>' \
        -m '%(touch pwned-c) %{lua:os.execute("touch pwned-d")} \' -m '%changelog' -m '%post
touch pwned-e'
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>stderr || { cat stderr; fail "build fails"; }
    no_trace
    rpm_here -qp --changelog out/el6/noarch/*.rpm | grep >/dev/null 'touch pwned-c'
    expect_equal "$(rpm_here -qp --qf '%{POSTIN}' out/el6/noarch/*.rpm | grep -c pwned)" 0
}

test_odd_but_harmless_file_names_arrive_as_they_are() {
    samples calamari-clients
    local dist=checkouts/calamari-clients/admin/dist/images name
    local names=('two words' ' lead' 'trail ' "it's" '100%' '50% off' '$HOME' 'a;b' 'a&b'
        'größe' '日本' '-dash' '#hash' '~tilde' '!bang' '`tick`' '(paren)')
    for name in "${names[@]}"; do printf '%s' "$name" >"$dist/$name"; done
    cal-pkg build clients --checkouts checkouts --target el6 --out out >/dev/null 2>stderr || { cat stderr; fail "build fails"; }
    mkdir root
    rpm2cpio out/el6/x86_64/*.rpm | (cd root && cpio -idm --quiet)
    for name in "${names[@]}"; do
        expect_equal "$(cat "root/opt/calamari/webapp/content/admin/images/$name")" "$name"
    done
    rpm_here -qpl out/el6/x86_64/*.rpm >list
    grep -qxF '/opt/calamari/webapp/content/admin/images/50% off' list
    no_trace
}

test_file_names_that_rpm_cannot_carry_are_refused_by_name() {
    samples calamari-clients
    local dist=checkouts/calamari-clients/admin/dist name
    for name in $'new\nline' $'tab\there' 'double"quote' '%(touch pwned)' '%{lua:os.execute("touch pwned")}' \
        '%name' '%%name' '*' 'a?' '[x]' '{a,b}' 'a\b' $'latin\xe9' $'esc\x1b[31m'; do
        echo x >"$dist/$name"
        expect_error admin "rename the file" -- \
            cal-pkg build clients --checkouts checkouts --target el6 --out out
        rm "$dist/$name"
        [ ! -e out/el6 ] || fail "something was published"
        no_trace
    done
}

test_links_that_leave_the_tree_are_refused() {
    samples calamari-clients
    local dist=checkouts/calamari-clients/admin/dist target
    for target in /etc/passwd ../../../../etc/passwd ../../Makefile; do
        ln -s $target $dist/link
        expect_error "admin/dist/link" "$target" -- \
            cal-pkg build clients --checkouts checkouts --target el6 --out out
        rm $dist/link
    done
    ln -s ../scripts $dist/images/scripts
    cal-pkg build clients --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    rpm_here -qp --qf '[%{FILELINKTOS}\n]' out/el6/x86_64/*.rpm | grep >/dev/null -x ../scripts
}

test_pipes_and_sockets_are_refused() {
    samples calamari-clients
    mkfifo checkouts/calamari-clients/admin/dist/pipe
    expect_error "admin/dist/pipe" "not a regular file" -- \
        cal-pkg build clients --checkouts checkouts --out out
}

test_repository_configuration_runs_nothing() {
    samples Diamond
    local config=checkouts/Diamond/.git/config
    printf '#!/bin/sh\ntouch "%s/pwned"\n' "$PWD" >evil
    chmod +x evil
    git config -f $config core.fsmonitor "$PWD/evil"
    git config -f $config diff.external "$PWD/evil"
    git config -f $config core.pager "$PWD/evil"
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    cal-pkg version --explain checkouts/Diamond >/dev/null
    no_trace
}

test_bad_virtualenvs_are_refused() {
    samples calamari
    expect_error "nothing-here" -- cal-pkg build server --checkouts checkouts --venv nothing-here --out out
    echo text >text.tar.gz
    expect_error "text.tar.gz" -- cal-pkg build server --checkouts checkouts --venv text.tar.gz --out out
    mkdir -p v/bin && touch v/bin/python && tar -czf good.tar.gz v
    head -c 60 good.tar.gz >cut.tar.gz
    expect_error "cut.tar.gz" -- cal-pkg build server --checkouts checkouts --venv cut.tar.gz --out out
    ln -s ../../../../etc v/out && tar -czf link.tar.gz v
    expect_error "link.tar.gz" "leaves the tree" -- \
        cal-pkg build server --checkouts checkouts --venv link.tar.gz --out out
    python3 - <<'P'
import io, tarfile
with tarfile.open("climb.tar", "w") as t:
    for name in ("v/bin/python", "v/../../pwned"):
        t.addfile(tarfile.TarInfo(name), io.BytesIO())
P
    expect_error "climb.tar" -- cal-pkg build server --checkouts checkouts --venv climb.tar --out out
    no_trace
}

test_changes_that_git_does_not_tell_are_refused() {
    samples calamari Diamond
    git -C checkouts/Diamond update-index --assume-unchanged bin/diamond
    expect_error "bin/diamond" "assume-unchanged" -- \
        cal-pkg build diamond --checkouts checkouts --target el6 --out out
    git -C checkouts/calamari update-index --assume-unchanged cthulhu/setup.py
    expect_error "cthulhu/setup.py" "assume-unchanged" -- \
        cal-pkg build server --checkouts checkouts --target el6 --out out
    git -C checkouts/calamari update-index --no-assume-unchanged cthulhu/setup.py
    git -C checkouts/calamari sparse-checkout set --no-cone '/*' '!/salt'
    expect_error "sparse-checkout disable" -- \
        cal-pkg build server --checkouts checkouts --target el6 --out out
    local value
    for value in true yes on 1; do
        rm -rf crlf
        git clone -q -c core.autocrlf=$value checkouts/Diamond crlf
        expect_error "crlf/" "core.autocrlf=false" -- cal-pkg build diamond --diamond crlf --target el6 --out out
    done
    # Now git calls a file modified or not, as it happens to have looked at it.
    git -C crlf config --unset core.autocrlf
    expect_error "/crlf" -- cal-pkg build diamond --diamond crlf --target el6 --out out
    git config --global core.eol crlf
    git config --global core.attributesFile "$PWD/attributes"
    echo '* text' >attributes
    git clone -q checkouts/Diamond converted
    expect_error "/converted" -- cal-pkg build diamond --diamond converted --target el6 --out out
    rm -rf home/.gitconfig
    [ ! -e out/el6 ] || fail "something was published"
}

test_an_output_among_the_sources_is_refused() {
    samples calamari-clients
    expect_error "admin/dist" "--out" -- cal-pkg build clients --checkouts checkouts --target el6 \
        --out checkouts/calamari-clients/admin/dist/rpms
    [ ! -e checkouts/calamari-clients/admin/dist/rpms ] || fail "a directory was made there"
}

test_settings_that_have_converted_nothing_change_nothing() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out before >/dev/null 2>&1
    git config --global core.autocrlf input
    git config --global core.eol crlf
    mkdir -p home/.config/git
    echo '* text=auto' >home/.config/git/attributes
    cal-pkg build diamond --checkouts checkouts --target el6 --out after >/dev/null 2>stderr || { cat stderr; fail "build fails"; }
    cmp before/el6/manifest.json after/el6/manifest.json
}
