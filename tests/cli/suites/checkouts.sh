# Checkouts as continuous integration has them: another user's, shallow, sparse, partial, without their tags or some of
# their objects. Either the right version comes out, or an error whose way out is pasted here and works.
# shellcheck shell=bash

# A repository to clone from, in ./origin, two commits behind the tag v3.4 and with v3.5 on its last one.
origin() {
    samples Diamond
    mv checkouts/Diamond origin
    git config --global gc.auto 0
    git config --global user.name Ada
    git config --global user.email ada@example.org
    in_git origin tag -am 3.5 v3.5
    git -C origin config uploadpack.allowFilter true
    git -C origin config uploadpack.allowAnySHA1InWant true
    url=file://$PWD/origin
    head=$(git -C origin rev-parse HEAD)
}

# What actions/checkout does for a pushed tag: one commit, and a lightweight tag in the place of the annotated one.
as_actions_do() {
    git init -q "$1"
    git -C "$1" remote add origin "$url"
    git -C "$1" fetch -q --no-tags --depth="$2" origin "+$head:refs/tags/v3.5"
    git -C "$1" checkout -q refs/tags/v3.5
}

# Runs, in DIR, the command that the last message names as the Nth way out.
paste_way_out() {
    local line
    line=$(grep -o "'git [^']*'" stderr | sed -n "${1:-1}p" | tr -d "'")
    [ -n "$line" ] || fail "no command in: $(cat stderr)"
    (cd "${2:-.}" && bash -c "$line") >pasted 2>&1 || fail "'$line' fails: $(cat pasted)"
}

# expect_way_out TEXT CHECKOUT: an error with TEXT; after its first command is pasted, CHECKOUT is v3.5.
expect_way_out() {
    expect_error "$1" -- cal-pkg plan diamond --diamond "$2"
    paste_way_out
    expect_version "$2"
}

expect_version() {
    cal-pkg plan diamond --diamond "$1" >plan 2>stderr || fail "$(cat stderr)"
    grep -qx 'diamond-3\.5\.0-0\.el7\.noarch' plan || fail "$(head -1 plan)"
}

test_clones_without_their_tags() {
    origin
    git clone -q --depth 1 --no-tags "$url" shallow
    expect_way_out "shallow clone" shallow
    as_actions_do action 1
    expect_way_out "(lightweight tags do not count: v3.5)" action
    git clone -q --no-tags "$url" untagged
    expect_way_out "no tag" untagged
    git clone -q --no-tags -o upstream "$url" other
    git -C other checkout -q --detach
    git -C other remote add zzz /nowhere
    expect_way_out "no tag" other
    git clone -q --no-tags "$url" light
    git -C light fetch -q --no-tags origin "+$head:refs/tags/v3.5"
    expect_error "only lightweight tags (v3.5)" -- cal-pkg plan diamond --diamond light
    cp -r light light2
    paste_way_out 1 # fetches it
    expect_version light
    expect_error "only lightweight tags (v3.5)" -- cal-pkg plan diamond --diamond light2
    paste_way_out 2 # annotates it
    expect_version light2
}

test_no_remote_is_named_where_there_is_none() {
    origin
    git clone -q --no-tags "$url" untagged
    git -C untagged remote remove origin
    expect_error "no tag" "--version-of diamond=" -- cal-pkg plan diamond --diamond untagged
    ! grep -q fetch stderr || fail "$(cat stderr)"
    local option
    option=$(grep -o -- '--version-of [^ ]*' stderr)
    # shellcheck disable=SC2086 # two words
    cal-pkg plan diamond --diamond untagged $option >plan
    grep -q '^diamond-1\.2-rc2\.' plan
    mv origin moved
    git clone -q --no-tags "file://$PWD/moved" lost
    mv moved origin
    expect_error "no tag" -- cal-pkg plan diamond --diamond lost
    ! grep -q fetch stderr || fail "$(cat stderr)"
}

test_tags_at_head_that_do_not_count_are_told() {
    origin
    git clone -q "$url" clone
    in_git clone tag -am x deployed-2014-06-01
    in_git clone tag -am x jenkins-42
    in_git clone tag qa
    cal-pkg plan diamond --diamond clone >plan 2>stderr
    grep -qx 'diamond-3\.5\.0-0\.el7\.noarch' plan
    [ ! -s stderr ] || fail "$(cat stderr)"
    # A whole history, but the tag is as actions/checkout leaves it.
    git -C clone fetch -q --no-tags origin "+$head:refs/tags/v3.5"
    expect_status 0 cal-pkg plan diamond --diamond clone
    grep -qx 'diamond-3\.4\.67-0\.el7\.noarch' stdout
    grep -q 'warning: diamond: v3\.5 marks this commit, but is lightweight.*\[ignored-tag\]' stderr
    cal-pkg plan diamond --diamond clone --json 2>/dev/null |
        python3 -c 'import json, sys; assert "ignored-tag" in [f["id"] for f in json.load(sys.stdin)["plans"][0]["findings"]]'
    cal-pkg version --explain --json clone | python3 -c 'import json, sys
d = json.load(sys.stdin)["explain"]; assert d["ignored_at_head"] == ["v3.5"], d'
    cp -r clone clone2
    paste_way_out 1
    expect_version clone
    expect_status 0 cal-pkg plan diamond --diamond clone2
    paste_way_out 2
    expect_version clone2
    # Of two versions at one commit git takes the newer tag.
    GIT_COMMITTER_DATE='2015-01-01T00:00:00Z' git -C clone -c user.name=a -c user.email=a@b tag -am x v3.3
    expect_status 0 cal-pkg plan diamond --diamond clone
    grep -q 'warning: diamond: v3\.5 marks this commit, too.*\[ignored-tag\]' stderr
    local option
    option=$(grep -o -- '--version-of [^ ]*' stderr)
    # shellcheck disable=SC2086 # two words
    cal-pkg plan diamond --diamond clone $option >plan 2>/dev/null
    grep -qx 'diamond-3\.5\.0-0\.el7\.noarch' plan
    in_git clone commit -q --allow-empty -m more
    expect_status 0 cal-pkg plan diamond --diamond clone
    grep -q 'warning: diamond: 3\.5\.0-0 (tag v3.5, earlier) is not older.*\[version-order\]' stderr
}

test_files_that_are_not_there() {
    origin
    git clone -q --sparse "$url" sparse
    expect_way_out "left out by a sparse checkout" sparse
    git clone -q --sparse --filter=blob:none "$url" partial
    expect_way_out "left out by a sparse checkout" partial
    git clone -q --filter=tree:0 "$url" treeless
    expect_version treeless
    git -C treeless update-index --skip-worktree bin/diamond
    expect_way_out "bin/diamond: is marked skip-worktree" treeless
    git -C treeless update-index --assume-unchanged bin/diamond
    expect_way_out "bin/diamond: is marked assume-unchanged" treeless
}

test_objects_that_are_not_there() {
    origin
    git clone -q --bare "$url" mirror
    git clone -q --reference mirror "$url" borrower
    mv mirror gone
    expect_way_out "$PWD/mirror/objects, which is gone" borrower
    git clone -q --shared origin sharer
    mv origin moved
    expect_error "$PWD/origin/.git/objects, which is gone; bring that back" -- cal-pkg plan diamond --diamond sharer
    mv moved origin
    expect_version sharer
    git clone -q "$url" damaged
    mv damaged/.git/objects/pack/*.pack pack
    rm -f damaged/.git/objects/pack/*
    git -C damaged unpack-objects -q <pack
    rm -f "damaged/.git/objects/${head:0:2}/${head:2}"
    expect_way_out "git rev-list failed" damaged
    chmod u+w "damaged/.git/objects/${head:0:2}/${head:2}" 2>/dev/null || true
    echo junk >"damaged/.git/objects/${head:0:2}/${head:2}"
    rm -f damaged/.git/objects/pack/*
    expect_error "is corrupt" -- cal-pkg plan diamond --diamond damaged
    paste_way_out
    expect_version damaged.new
    # What a partial clone lacks is fetched by whoever wants that, not by us.
    git clone -q --filter=tree:0 "$url" treeless
    echo more >>origin/README.md
    in_git origin commit -qam more
    git -C treeless fetch -q --no-recurse-submodules origin HEAD
    git -C treeless update-ref --no-deref HEAD FETCH_HEAD
    local before
    before=$(find treeless/.git/objects | sort)
    expect_error "a partial clone" -- cal-pkg version treeless
    expect_equal "$(find treeless/.git/objects | sort)" "$before"
    paste_way_out
    cal-pkg version treeless >/dev/null 2>stderr || grep -q 'modified tracked files' stderr || fail "$(cat stderr)"
}

test_work_trees_elsewhere() {
    origin
    git -C origin worktree add -q --detach ../tree
    expect_version tree
    git init -q super
    git -C super -c protocol.file.allow=always submodule --quiet add "$url" Diamond
    expect_version super/Diamond
    mv origin moved
    expect_error "tree: its git directory $PWD/origin/.git/worktrees/tree is not there" -- \
        cal-pkg plan diamond --diamond tree
    paste_way_out 1 moved
    expect_version tree
    mv super/.git/modules/Diamond away
    expect_error "super/Diamond: its git directory" "is not there" -- cal-pkg plan diamond --diamond super/Diamond
}

test_submodules_are_packed_when_they_are_there() {
    origin
    git clone -q "$url" module
    in_git module rm -rq .
    mkdir module/extra
    echo 'import diamond' >module/extra/extra.py
    in_git module add -A
    in_git module commit -qm extra
    in_git origin -c protocol.file.allow=always submodule --quiet add "file://$PWD/module" src/collectors/more
    in_git origin commit -qm more
    in_git origin tag -f -am 3.5 v3.5
    git clone -q "$url" clone
    names() { cal-pkg plan diamond --diamond clone --target el6 2>stderr | grep -o '/usr/share/diamond/collectors/more/.*' || true; }
    expect_equal "$(names)" ""
    grep -q 'warning: diamond: src/collectors/more: is a submodule that is not checked out.*missing-submodule' stderr ||
        fail "$(cat stderr)"
    expect_equal "$(grep -c missing-submodule stderr)" 1
    GIT_ALLOW_PROTOCOL='file' paste_way_out
    names >packed
    ! grep -q missing-submodule stderr || fail "$(cat stderr)"
    grep -q 'more/extra/extra.py$' packed || fail "$(cat packed stderr)"
    [ "$(grep -c 'more/\.git' packed)" -eq 0 ] || fail "$(cat packed)"
    echo 'changed = 1' >>clone/src/collectors/more/extra/extra.py
    expect_error "collectors/more: is a submodule with modified files: extra/extra.py" -- \
        cal-pkg plan diamond --diamond clone --target el6 --allow-dirty
    in_git clone/src/collectors/more checkout -q .
    cal-pkg dist diamond --diamond clone --out dist >/dev/null
    tar -tzf dist/*.tar.gz >packed
    grep -q collectors/more/extra/extra.py packed || fail "the submodule is not in the tarball"
    git -C clone submodule --quiet deinit --all
    cal-pkg dist diamond --diamond clone --out without >/dev/null 2>stderr
    expect_equal "$(grep -c missing-submodule stderr)" 1
    grep -q 'collectors/more: is a submodule that is not checked out' stderr || fail "$(cat stderr)"
}

test_pointers_of_git_lfs_are_not_packed() {
    origin
    local file=origin/conf/diamond.conf.example content=$'[server]\nlarge = yes\n'
    printf '%s' "$content" >content
    printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' \
        "$(sha256sum <content | cut -d' ' -f1)" "$(stat -c %s content)" >$file
    echo '*.example filter=lfs diff=lfs merge=lfs -text' >origin/.gitattributes
    in_git origin add -A
    in_git origin commit -qm lfs
    in_git origin tag -f -am 3.5 v3.5
    expect_error "conf/diamond.conf.example: is a pointer of Git LFS" "'git -C $PWD/origin lfs pull'" -- \
        cal-pkg plan diamond --diamond origin
    # What 'git lfs pull' does: the content in its place; and a later look at the index.
    cp content $file
    expect_version origin
    cal-pkg stage diamond --diamond origin --target el6 --out out >/dev/null 2>&1
    tar -xOzf out/*.tar.gz etc/diamond/diamond.conf.example | cmp - content
    echo more >>$file
    expect_error "modified tracked files: conf/diamond.conf.example" -- cal-pkg plan diamond --diamond origin
}

test_the_environment_says_whose_checkouts_are_trusted() {
    [ "$(id -u)" -eq 0 ] || skip "only root can have a checkout of another user"
    origin
    git clone -q "$url" clone
    chown -R 65534:65534 clone
    expect_error "belongs to another user" -- cal-pkg plan diamond --diamond clone
    (
        export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
        expect_version clone
        export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_1=safe.directory GIT_CONFIG_VALUE_1=''
        expect_error "belongs to another user" -- cal-pkg plan diamond --diamond clone
        unset GIT_CONFIG_VALUE_1
        expect_error "git's configuration" -- cal-pkg plan diamond --diamond clone
    )
    (
        export GIT_CONFIG_PARAMETERS="'safe.directory'='$PWD/clone'"
        expect_version clone
    )
    printf '[safe]\n\tdirectory = %s\n' "$PWD/clone" >trust
    GIT_CONFIG_GLOBAL=$PWD/trust expect_version clone
    GIT_CONFIG_SYSTEM=$PWD/trust GIT_CONFIG_NOSYSTEM=0 expect_version clone
    # A repository cannot say that of itself.
    git config -f clone/.git/config safe.directory '*'
    expect_error "belongs to another user" -- cal-pkg plan diamond --diamond clone
    paste_way_out
    expect_version clone
}

test_the_environment_changes_and_runs_nothing_else() {
    origin
    echo '* filter=evil diff=evil' >origin/.gitattributes
    in_git origin add -A
    in_git origin commit -qm attributes
    in_git origin tag -f -am 3.5 v3.5
    cal-pkg stage diamond --diamond origin --target el6 --out before >/dev/null
    printf '#!/bin/sh\ntouch "%s/pwned"\ncat\n' "$PWD" >evil
    mkdir hooks
    chmod +x evil
    cp evil hooks/post-index-change
    cat >config <<C
[core]
    fsmonitor = $PWD/evil
    hooksPath = $PWD/hooks
    autocrlf = true
    eol = crlf
    abbrev = 20
    attributesFile = $PWD/attributes
    alternateRefsCommand = $PWD/evil
[filter "evil"]
    clean = $PWD/evil
    smudge = $PWD/evil
    required = true
[diff]
    external = $PWD/evil
[diff "evil"]
    textconv = $PWD/evil
[log]
    showSignature = true
[gpg]
    program = $PWD/evil
[status]
    relativePaths = false
    short = true
C
    echo '* text eol=crlf' >attributes
    local count=0 key value
    while IFS= read -r -d '' key; do
        IFS= read -r value <<<"${key#*$'\n'}"
        export GIT_CONFIG_KEY_$count="${key%%$'\n'*}" GIT_CONFIG_VALUE_$count="$value"
        count=$((count + 1))
    done < <(git config -f config --null --list)
    touch origin/conf/* # git has to look
    GIT_CONFIG_COUNT=$count git -C origin status >/dev/null 2>&1 || true
    rm pwned || fail "the trap does not work"
    touch origin/conf/*
    GIT_CONFIG_COUNT=$count cal-pkg stage diamond --diamond origin --target el6 --out counted >/dev/null
    GIT_CONFIG_GLOBAL=$PWD/config cal-pkg stage diamond --diamond origin --target el6 --out file >/dev/null
    GIT_CONFIG_PARAMETERS="'core.fsmonitor'='$PWD/evil' 'filter.evil.clean'='$PWD/evil'" \
        cal-pkg stage diamond --diamond origin --target el6 --out parameters >/dev/null
    [ ! -e pwned ] || fail "something was run"
    local out
    for out in counted file parameters; do diff -r before $out; done
}

# "version-release" of what `plan` makes of a component's checkout.
planned() {
    cal-pkg plan "$1" "--$1" "$2" --target "$3" --allow-dirty --json 2>stderr |
        python3 -c 'import json, sys; p = json.load(sys.stdin)["plans"][0]; print(p["version"] + "-" + p["release"])'
}

# expect_rising VERSION…: each is newer than the one before it, to rpm itself.
expect_rising() {
    local before=$1
    shift
    for after; do
        expect_equal "$before $after $(rpm --eval "%{lua: print(rpm.vercmp('$after', '$before'))}")" "$before $after 1"
        before=$after
    done
}

test_a_modified_build_lies_between_its_commits_and_the_next_ones() {
    samples calamari calamari-clients Diamond
    local component checkout target file rising bare
    while read -r component checkout target file; do
        rising=() bare=()
        cd "checkouts/$checkout" || exit 1
        for state in tag modified-tag commit modified commit modified tag; do
            case $state in
            tag) in_git . commit -q --allow-empty -am x && in_git . tag -am x "v9.$((9 + ${#rising[@]}))" ;;
            commit) in_git . commit -qam x ;;
            modified*) echo "# $RANDOM" >>"$file" ;;
            esac
            rising+=("$(planned "$component" . "$target")")
            bare+=("${rising[-1]%.*}")
        done
        cd ../..
        printf '%s\n' "${rising[@]}"
        expect_rising "${rising[@]}"
        expect_rising "${bare[@]}" # rebuilt without %dist
    done <<'L'
server calamari el6 adduser.py
clients calamari-clients el7 Makefile
diamond Diamond el9 README.md
L
}
