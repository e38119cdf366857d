# `cal-pkg version`.
# shellcheck shell=bash

test_prints_what_the_scripts_would_fit_for_eval() {
    samples
    local hash
    hash=$(git -C checkouts/calamari-clients rev-parse --short=7 HEAD)
    expect_equal "$(cal-pkg version checkouts/calamari-clients)" \
        "VERSION=1.2 REVISION=rc2_49_g$hash"
    eval "$(cal-pkg version checkouts/Diamond)"
    expect_equal "$VERSION-$REVISION" 3.4.67-0
}

test_describe_strings_need_no_checkout() {
    expect_equal "$(cal-pkg version --describe v1.2-rc2-49-g3e3686d --scheme calamari)" \
        "VERSION=1.2 REVISION=rc2_49_g3e3686d"
    expect_equal "$(cal-pkg version --describe v3.4-67-gf4f98aeb --scheme diamond)" "VERSION=3.4.67 REVISION=0"
    expect_error "tag '1.2'" -- cal-pkg version --describe 1.2-3-gdeadbee --scheme calamari
}

test_json_is_json() {
    samples calamari
    cal-pkg version --json checkouts/calamari |
        python3 -c 'import json,sys; d=json.load(sys.stdin); assert d["version"]=="1.2", d'
}

test_explain_tells_chosen_and_ignored_tags() {
    samples calamari-clients
    cal-pkg version --explain checkouts/calamari-clients >text
    grep -q 'v1.2-rc2' text
    grep -q 'v1.2-rc3' text
    grep -qi 'lightweight' text
}

test_every_failure_has_its_way_out() {
    samples calamari
    git init -q fresh && echo x >fresh/x && in_git fresh add x && in_git fresh commit -qm x
    expect_error "fresh: no tag" "--version-of" -- cal-pkg version fresh
    git clone -q --depth 1 "file://$PWD/checkouts/calamari" shallow
    expect_error "shallow" "--unshallow" -- cal-pkg version shallow
    mkdir plain
    expect_error "plain" -- cal-pkg version plain
    in_git fresh tag -am 1.2 1.2
    expect_error "1.2" -- cal-pkg version fresh
    # The option of the way out is one of those commands, not of this one.
    expect_error "give build, plan, stage or dist the version: --version-of" -- cal-pkg version fresh
}

test_modified_files_are_named_and_refused() {
    samples calamari
    echo change >>checkouts/calamari/adduser.py
    expect_error "adduser.py" "--allow-dirty" -- cal-pkg version checkouts/calamari
    cal-pkg version --allow-dirty checkouts/calamari >one
    grep -qE '^VERSION=1\.2 REVISION=12_g[0-9a-f]{7}\.0\.dirty\.[0-9a-f]{7}$' one
    cal-pkg version --allow-dirty --explain checkouts/calamari >text
    grep -qE 'order +1\.2-0 \(v1\.2\) < (1\.2-12_g[0-9a-f]{7}) \(this commit\) < \1\.0\.dirty\.[0-9a-f]{7} < 1\.2-13_g… \(the next commit\)' text ||
        fail "$(cat text)"
    grep -q 'of two modified builds of a commit, the digest decides' text
    echo more >>checkouts/calamari/adduser.py
    cal-pkg version --allow-dirty checkouts/calamari >two
    ! cmp -s one two || fail "another change has the same digest"
}
