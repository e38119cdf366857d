# `cal-pkg plan` shows everything and does nothing.
# shellcheck shell=bash

test_shows_packages_entries_defines_and_command() {
    samples
    find checkouts -type f | sort | xargs sha256sum >before
    cal-pkg plan --checkouts checkouts --target el6 >plan 2>stderr
    find checkouts -type f | sort | xargs sha256sum >after
    cmp before after || fail "the checkouts changed"
    grep -qE '^calamari-server-1\.2-12_g[0-9a-f]{7}\.el6\.x86_64$' plan
    grep -qE '^calamari-clients-1\.2-rc2_49_g[0-9a-f]{7}\.el6\.x86_64$' plan
    grep -qE '^diamond-3\.4\.67-0\.el6\.noarch$' plan
    grep -q -- '-0640 root:apache   config /etc/calamari/calamari.conf  <- conf/calamari/el6/calamari.conf' plan
    grep -q ' rpmbuild .* -ba ' plan
}

test_json_holds_the_same() {
    samples
    cal-pkg plan --json --checkouts checkouts --target el6 2>/dev/null | python3 -c '
import json, sys
plans = {p["component"]: p for p in json.load(sys.stdin)["plans"]}
assert sorted(plans) == ["clients", "diamond", "firewall", "minion", "selinux", "server"], plans.keys()
server = plans["server"]
entry = {e["path"]: e for e in server["entries"]}["/etc/calamari/alembic.ini"]
assert entry["mode"] == "0640" and entry["config"] is True, entry
assert server["command"]["argv"][0] == "rpmbuild"
assert {d["name"]: d["value"] for d in server["defines"]}["dist"] == ".el6"'
}

test_every_checkout_that_cannot_be_planned_is_told() {
    samples
    echo >>checkouts/calamari/adduser.py
    echo >>checkouts/Diamond/setup.py
    expect_status 2 cal-pkg plan --checkouts checkouts
    grep 'checkouts/calamari: .*adduser.py' stderr
    grep 'checkouts/Diamond: .*setup.py' stderr
    expect_equal "$(grep -c 'error: ' stderr)" 2
}

test_the_printed_commands_make_what_a_build_publishes() {
    samples Diamond
    cal-pkg stage diamond --checkouts checkouts --target el6 --topdir top >line
    bash -e line >log 2>&1 || { cat log >&2; fail "the printed commands fail"; }
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    cmp top/diamond/RPMS/noarch/*.rpm out/el6/noarch/diamond-3.4.67-0.el6.noarch.rpm
    cmp top/diamond/SRPMS/*.rpm out/el6/SRPMS/diamond-3.4.67-0.el6.src.rpm
}

test_the_printed_command_is_the_one_that_runs() {
    samples Diamond
    local options=(diamond --checkouts checkouts --target el6)
    cal-pkg build "${options[@]}" --out out >/dev/null 2>&1
    cal-pkg plan "${options[@]}" --topdir top >plan 2>/dev/null
    cal-pkg stage "${options[@]}" --topdir top >staged 2>/dev/null
    cal-pkg plan "${options[@]}" --topdir top --json >plan.json 2>/dev/null
    sed -n 's/^ *\(env -i .* rpmbuild .*\|cal-pkg canonical .*\)/\1/p' plan >planned
    head -n 1 out/el6/logs/diamond.log | sed "s|%{_topdir}|$PWD/top/diamond|g" >ran
    grep -q ' rpmbuild .* -ba ' ran
    cmp planned staged
    head -n 1 planned | cmp - ran
    python3 - <<'PYTHON'
import json, os, shlex
plan = json.load(open("plan.json"))["plans"][0]
command = plan["command"]
words = shlex.split(open("ran").read())
assert words[:3] == ["env", "-i", "PATH=$PATH"], words
environment = [f"{name}={value}" for name, value in command["env"].items() if name != "PATH"]
assert words[3:] == environment + command["argv"], command
assert command["cwd"] == os.path.join(os.getcwd(), "top/diamond"), command
assert shlex.join(plan["canonical"]) == open("planned").read().splitlines()[1], plan["canonical"]
PYTHON
}

# Plans the server with a virtualenv that is to be made, where there is no program but git.
plan_venv_build() {
    mkdir -p only-git
    ln -sf "$(command -v git)" only-git/git
    PATH=$PWD/only-git XDG_CACHE_HOME=$PWD/cache "$program" plan server --server checkouts/calamari-1.5 --target el7 \
        --venv build "$@"
}

test_a_virtualenv_that_is_to_be_built_is_told_and_not_built() {
    samples calamari-1.5
    mkdir tmp
    TMPDIR=$PWD/tmp expect_status 0 plan_venv_build
    grep -q '^  venv      /opt/calamari/venv: to be built first; ' stdout
    grep -qE '^    key           [0-9a-f]{64}$' stdout
    grep -qx '    python        2.7' stdout
    grep -qE '^    requirements  requirements/.*txt' stdout
    grep -qx '    wheelhouse    none: .*' stdout
    grep -qx '    runner        local' stdout
    ! grep -q '<- virtualenv' stdout || fail "it lists a virtualenv that is not there"
    grep -q ' /etc/calamari/calamari.conf ' stdout
    grep -qx '    feature_venv 1' stdout
    ! grep -q no-virtualenv stderr || fail "$(cat stderr)"
    [ ! -e cache/cal-pkg/venv ] || fail "the virtualenv was built: $(find cache)"
    [ -z "$(ls -A tmp)" ] || fail "something was left: $(ls -A tmp)"
}

test_a_virtualenv_in_the_cache_is_planned_as_build_takes_it() {
    samples calamari-1.5
    plan_venv_build --json >absent.json 2>/dev/null
    local key
    key=$(python3 -c 'import json; v = json.load(open("absent.json"))["plans"][0]["venv_build"]
assert v["cached"] is False and v["lock"] is None, v
print(v["key"])')
    mkdir -p venv/bin "cache/cal-pkg/venv/$key"
    touch venv/bin/python
    (
        cd "cache/cal-pkg/venv/$key"
        tar -cf venv.tar -C "$OLDPWD/venv" bin
        echo 'python-prefix /usr' >facts
        cp "$source_root/layouts/locks/calamari-1.5.yaml" lock.yaml
        touch log
        sha256sum facts lock.yaml log venv.tar >sha256sums
    )
    find cache -printf '%p %s %T@ %C@\n' | sort >before
    plan_venv_build >plan 2>stderr
    find cache -printf '%p %s %T@ %C@\n' | sort >after
    cmp before after
    grep -qx '  venv      /opt/calamari/venv: taken from the cache' plan
    grep -q ' /opt/calamari/venv/bin/python  <- virtualenv$' plan
    plan_venv_build --json 2>/dev/null >cached.json
    XDG_CACHE_HOME=$PWD/cache cal-pkg build server --server checkouts/calamari-1.5 --target el7 --venv build \
        --out out >/dev/null 2>stderr
    ! grep -q 'building the virtualenv' stderr || fail "it was built again"
    rpm -qp --qf '[%{FILENAMES}\n]' out/el7/x86_64/*.rpm | LC_ALL=C sort >packed
    python3 -c 'import json; plan = json.load(open("cached.json"))["plans"][0]
assert plan["venv_build"]["cached"] is True
print("\n".join(e["path"] for e in plan["entries"]))' | LC_ALL=C sort >planned
    cmp planned packed
    expect_status 0 plan_venv_build --rebuild-venv
    grep -q 'to be built first' stdout
}

test_an_older_configuration_stands_in_for_a_flavour_that_is_missing() {
    samples calamari
    local conf=checkouts/calamari/conf target
    # As in v1.2-rc2: one configuration for all of Red Hat's systems.
    in_git checkouts/calamari rm -qr conf/calamari/rhel7
    in_git checkouts/calamari mv conf/calamari/el6 conf/calamari/rh
    mkdir $conf/httpd/rh
    in_git checkouts/calamari mv conf/httpd/calamari.conf conf/httpd/rh/
    in_git checkouts/calamari commit -qm flavours
    for target in el6 el7; do
        expect_status 0 cal-pkg plan server --checkouts checkouts --target $target
        grep -q ' /etc/calamari/calamari.conf  <- conf/calamari/rh/calamari.conf$' stdout
        grep -q ' /etc/httpd/conf.d/calamari.conf  <- conf/httpd/rh/calamari.conf$' stdout
        expect_equal "$(grep -c 'warning: .* is packed instead; .*\[other-source\]$' stderr)" 2
    done
    # Debian's is none that would do.
    in_git checkouts/calamari rm -qr conf/calamari/rh
    in_git checkouts/calamari commit -qm none
    expect_error conf/calamari/el6/calamari.conf -- cal-pkg plan server --checkouts checkouts --target el6
}

test_one_component_needs_one_checkout() {
    samples Diamond
    cal-pkg plan diamond --diamond checkouts/Diamond --target el7 >plan
    grep -qx diamond-3.4.67-0.el7.noarch plan
}

test_version_given_by_hand() {
    git init -q clients
    cp -r "$source_root/tests/samples/calamari-clients/." clients/
    rm -f clients/dot-gitignore && printf '**/dist\n' >clients/.gitignore
    in_git clients add -A && in_git clients commit -qm import
    expect_error "clients" "--version-of" -- cal-pkg plan clients --clients clients
    cal-pkg plan clients --clients clients --version-of clients=1.2-rc2 --target el6 >plan 2>/dev/null
    grep -qx calamari-clients-1.2-rc2.el6.x86_64 plan
    expect_error "--version-of" -- \
        cal-pkg plan clients --clients clients --version-of 'clients=1.2-%(id)'
}

test_apps_that_are_not_built_are_named_with_the_way_out() {
    samples calamari-clients
    rm -r checkouts/calamari-clients/manage/dist
    expect_status 2 cal-pkg plan clients --checkouts checkouts
    grep -q "error: .*manage/dist: the built app is missing; run 'make build-real' in .*\[missing-app\]" stderr
    ! grep -q 'clients.yaml' stderr || fail "$(cat stderr)"
}

test_half_a_dist_is_refused() {
    samples calamari-clients
    local dist=checkouts/calamari-clients/dashboard/dist
    rm $dist/scripts/main.js
    expect_status 2 cal-pkg plan clients --checkouts checkouts
    grep -q 'error: .*scripts/main.js.*make build-real.*\[missing-reference\]' stderr
    : >$dist/styles/main.css
    expect_status 2 cal-pkg plan clients --checkouts checkouts
    grep -q 'error: .*main.css.*\[empty-stylesheet\]' stderr
}

test_known_dangling_references_are_a_number() {
    samples calamari-clients
    expect_status 0 cal-pkg plan clients --checkouts checkouts
    grep -q "note: calamari-clients: 14 known findings of upstream's own builds are not shown (14 dangling-reference) \[known-upstream\]" stderr
    expect_equal "$(grep -c '^cal-pkg: ' stderr)" 1
    rm checkouts/calamari-clients/manage/dist/fonts/fontawesome-webfont.ttf
    expect_status 0 cal-pkg plan clients --checkouts checkouts
    grep -q 'warning: .*fontawesome-webfont.ttf.*\[dangling-reference\]' stderr
    expect_equal "$(grep -c '^cal-pkg: ' stderr)" 2
}

# One plan shows what each app has; the units hold the kinds.
test_web_apps_with_wrong_content_are_refused() {
    samples calamari-clients
    local clients=checkouts/calamari-clients
    printf '(function () {' >$clients/manage/dist/scripts/8bdb846e.main.js
    echo "import 'x';Backtrace:app/styles/main.scss:1" >$clients/login/dist/styles/2b113fda.main.css
    echo '{ "offline": true }' >$clients/dashboard/dist/scripts/config.json
    echo "x({'git-commit': 'v1.2-48-0123456'});" >$clients/admin/dist/scripts/e872f44d.scripts.js
    mkdir -p $clients/admin/dist/node_modules/x
    echo x >$clients/admin/dist/node_modules/x/x.js
    expect_status 2 cal-pkg plan clients --checkouts checkouts
    grep -q 'error: .*8bdb846e.main.js is not a whole script: line 1: it ends in the middle.*make build-real.*\[damaged-script\]' stderr
    grep -q 'error: .*2b113fda.main.css holds the message of a compiler.*\[damaged-stylesheet\]' stderr
    grep -q 'error: .*config.json is a developer.s: .*\[development-config\]' stderr
    grep -q 'error: .*admin/dist: the app was built from v1.2-48-0123456, and .*\[stale-app\]' stderr
    grep -q 'warning: .*admin/dist/node_modules: was left by the development of a web app and is not packed.*\[leftover\]' stderr
    expect_equal "$(grep -c 'cal-pkg: error: calamari-clients' stderr)" 4
}

# The second time from what was remembered, unless it is other text, of another program, or damaged.
test_what_was_judged_good_is_remembered_and_nothing_else() {
    samples
    local script=checkouts/calamari-clients/manage/dist/scripts/8bdb846e.main.js known=$HOME/.cache/cal-pkg/known-good
    told() { cal-pkg plan --checkouts checkouts --target el6 2>&1 || true; }
    told >first
    [ -s "$known" ] || fail "nothing is remembered"
    told | diff first -
    cp "$script" good.js
    printf '(function () {' >"$script"
    told >bad
    grep -q 'main.js is not a whole script' bad || fail "a script that has changed is not judged: $(cat bad)"
    told | diff bad -
    # As if a judge had found nothing in it: the same program believes that, another one does not.
    python3 - "$known" "$script" <<'P'
import hashlib, sys
digest = lambda data: hashlib.sha256(data).hexdigest().encode()
known, script = sys.argv[1:]
program, seal, body = open(known, "rb").read().split(b"\n", 2)
assert seal == digest(body)
size = len(b"64 0\n") + 64
records = [body[at:at + size] for at in range(0, len(body), size)]
records.append(b"64 0\n" + digest(b"script\n" + digest(open(script, "rb").read())))
body = b"".join(sorted(records))
for name, of in (known, program), ("of-another", digest(b"another")):
    open(name, "wb").write(of + b"\n" + digest(body) + b"\n" + body)
P
    told >believed
    if grep -q 'is not a whole script' believed; then fail "what is remembered is judged again"; fi
    cp of-another "$known"
    told | diff bad -
    cp good.js "$script"
    # What cannot be read or written costs time only.
    rm "$known"
    mkdir "$known"
    told | diff first -
    HOME='' told | diff first -
    HOME=$PWD/nobody told | diff first -
    [ ! -e nobody ] || fail "a home was made"
    ln -s loop loop # one that cannot even be looked at
    XDG_CACHE_HOME=$PWD/loop/cache/cal-pkg told | diff first -
}

# What lies still for some seconds is known by what the file system says of it: the index, the files, the virtualenv.
test_what_has_not_changed_is_not_read_again_and_what_has_is() {
    samples
    local clients=checkouts/calamari-clients file
    mkdir -p venv/bin venv/lib/python2.6/site-packages tools
    ln -s /usr/bin/python venv/bin/python
    printf 'here = 1\n' >venv/lib/python2.6/site-packages/x.py
    printf '#!/bin/sh\necho "$*" >>%q\nPATH=%q exec git "$@"\n' "$PWD/asked" "$PATH" >tools/git
    chmod +x tools/git
    told() { PATH=$PWD/tools:$PATH cal-pkg plan --checkouts checkouts --target el6 --venv venv --json 2>&1; }
    # right WHAT: as if nothing were known.
    right() {
        told >known
        HOME='' told | diff known - || fail "$1: something old is told"
    }
    local_file_system() { case $(stat -f -c %T .) in ext2/ext3 | tmpfs | overlayfs | xfs | btrfs) ;; *) return 1 ;; esac; }
    sleep 3
    told >first
    right "the second time"
    diff first known
    : >asked
    told | diff first -
    if local_file_system; then
        expect_equal "$(grep -vc ' rev-parse \| config ' asked)" 0
        grep -q 'SHA-256' "$HOME/.cache/cal-pkg/known-contents" || fail "no digest is remembered"
    fi
    [ "$(find "$HOME/.cache/cal-pkg/git" -type f | wc -l)" -eq 3 ] || ! local_file_system || fail "three checkouts are not three files"
    # Of the same size, with the time that it had.
    for file in checkouts/Diamond/bin/diamond-setup $clients/login/dist/index.html venv/lib/python2.6/site-packages/x.py; do
        cp -p "$file" saved
        tr 'e' 'o' <saved >"$file"
        touch -r saved "$file"
        told >now || true
        if cmp -s now first; then fail "$file has changed, and nobody saw it"; fi
        cp -p saved "$file"
        right "$file as it was"
        diff first known
    done
    in_git checkouts/Diamond commit -q --allow-empty -m next
    right "another commit"
    if cmp -s known first; then fail "a commit makes no difference"; fi
    # Whatever is damaged is found out again.
    for file in "$HOME"/.cache/cal-pkg/known-contents "$HOME"/.cache/cal-pkg/git/*; do
        [ ! -e "$file" ] || echo damaged >"$file"
    done
    right "a damaged memory"
}

# One file a checkout, so those of checkouts that are no more go.
test_the_memory_of_checkouts_has_a_limit() {
    samples Diamond
    mkdir -p "$HOME/.cache/cal-pkg/git"
    local number
    for number in {10..60}; do
        echo "$number" >"$HOME/.cache/cal-pkg/git/$number"
        touch -d "2014-07-01 12:00:$((number - 10)) UTC" "$HOME/.cache/cal-pkg/git/$number"
    done
    cal-pkg plan diamond --checkouts checkouts --target el6 >/dev/null 2>&1
    [ "$(find "$HOME/.cache/cal-pkg/git" -type f | wc -l)" -le 32 ] || fail "the memory only grows"
    [ -e "$HOME/.cache/cal-pkg/git/60" ] || fail "the newest are gone"
    [ ! -e "$HOME/.cache/cal-pkg/git/10" ] || fail "the oldest are still there"
}

# As sudo does where it keeps HOME: the user could tell root what to believe, and could not write to ~/.cache any more.
test_nothing_is_remembered_in_the_home_of_another_user() {
    [ "$(id -u)" -eq 0 ] || skip "only root can be given another user's home"
    samples Diamond
    mkdir -p theirs/.cache/cal-pkg
    chown -R 65534:65534 theirs
    HOME=$PWD/theirs cal-pkg plan diamond --checkouts checkouts --target el6 >/dev/null 2>&1
    expect_equal "$(ls -A theirs/.cache/cal-pkg)" ''
    rmdir theirs/.cache/cal-pkg theirs/.cache
    HOME=$PWD/theirs cal-pkg plan diamond --checkouts checkouts --target el6 >/dev/null 2>&1
    expect_equal "$(ls -A theirs)" ''
    HOME=$PWD cal-pkg plan diamond --checkouts checkouts --target el6 >/dev/null 2>&1
    [ -s .cache/cal-pkg/known-good ] || fail "nothing is remembered at home"
}

test_a_file_that_may_not_be_read_is_named_before_anything_is_built() {
    nobody_gets_here || skip "an unprivileged user cannot run cal-pkg here"
    samples Diamond calamari-clients
    local file component
    for file in checkouts/Diamond/bin/diamond checkouts/Diamond/README.md checkouts/calamari-clients/admin/dist/index.html; do
        component=diamond
        case $file in *clients*) component=clients ;; esac
        chmod 000 $file
        expect_error "$file" "Permission denied" "chmod u+r" -- as_nobody cal-pkg plan $component --checkouts checkouts
        expect_error "$file" "Permission denied" -- \
            as_nobody cal-pkg build $component --checkouts checkouts --target el6 --out out
        [ ! -e out ] || fail "a directory was made"
    done
}

test_leftovers_are_left_out_unless_they_are_accepted() {
    samples calamari-clients
    local dist=checkouts/calamari-clients/login/dist
    mkdir -p $dist/.git
    echo '[remote]' >$dist/.git/config
    echo old >$dist/index.html~
    echo deny >$dist/.htaccess
    cal-pkg plan clients --checkouts checkouts --target el6 >plan 2>stderr
    ! grep -E '/\.git|~' plan || fail "leftovers are planned"
    grep -q '/login/.htaccess ' plan
    grep 'warning: calamari-clients: login/dist/\.git: .* is not packed.*\[leftover\]' stderr
    grep 'warning: calamari-clients: login/dist/index\.html~: .*\[leftover\]' stderr
    cal-pkg build clients --checkouts checkouts --target el6 --out out --accept leftover --no-srpm >/dev/null 2>stderr
    rpm -qpl out/el6/x86_64/*.rpm >packed 2>/dev/null
    grep -q '/login/\.git/config$' packed
    grep -A2 '"accepted": \[' out/el6/manifest.json | grep '"leftover"'
}

test_a_missing_policy_compiler_stops_the_build_with_its_packages() {
    command -v checkmodule >/dev/null || skip "no checkmodule"
    samples calamari-1.5
    mkdir few
    local name
    for name in git rpmbuild rpm tar sh cp mkdir rm createrepo_c; do
        ln -s "$(command -v "$name")" few/
    done
    PATH=$PWD/few expect_status 2 "$program" build server --server checkouts/calamari-1.5 --target el7 --out out
    grep "error: .*checkmodule: program not found; install 'checkpolicy' and 'semodule-utils' (apt)" stderr
    [ ! -e out/el7 ] || fail "something was published"
}

# other_rpmbuild DIRECTORY: one on PATH that says that its macros are there.
other_rpmbuild() {
    mkdir -p other
    printf '#!/bin/sh\n[ "$1" = --eval ] && [ "$2" = "%%{_rpmconfigdir}" ] && echo "%s"\n' "$1" >other/rpmbuild
    chmod +x other/rpmbuild
}

test_macros_are_those_of_the_rpmbuild_that_runs() {
    samples Diamond
    local config=$PWD/other/lib/rpm
    mkdir -p "$config"
    : >"$config/macros"
    other_rpmbuild "$config"
    PATH=$PWD/other:$PATH cal-pkg plan diamond --checkouts checkouts --target el6 >plan 2>stderr
    grep -qF " rpmbuild --macros=$config/macros --rcfile=$config/rpmrc -ba " plan
    rm "$config/macros"
    PATH=$PWD/other:$PATH expect_status 2 "$program" plan diamond --checkouts checkouts --target el6
    grep "error: rpmbuild: does not find its own macros in $config; install it anew, or set RPM_CONFIGDIR" stderr
}

test_without_rpmbuild_there_is_a_plan_all_the_same() {
    samples Diamond
    mkdir few
    ln -s "$(command -v git)" few/
    PATH=$PWD/few "$program" plan diamond --checkouts checkouts --target el6 >plan 2>stderr
    grep -q ' rpmbuild --macros=/.*/macros ' plan
}

test_a_wrong_lock_beside_a_virtualenv_is_told_before_rpmbuild() {
    samples calamari-1.5
    mkdir -p venv/bin
    touch venv/bin/python
    tar -czf given.tar.gz -C venv bin
    : >given.lock.yaml
    status=0
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --venv given.tar.gz --out out >stdout 2>stderr || status=$?
    expect_equal "$status" 2
    grep -q '^cal-pkg: error: .*given.lock.yaml:1: the file is empty' stderr || fail "$(cat stderr)"
    ! grep -q Executing stderr || fail "rpmbuild ran"
    [ ! -e out/el7 ] || fail "published"
}
