# `cal-pkg egg patch` and `egg restore`: eggs are repaired where they lie, and real Pythons run the new code.
# shellcheck shell=bash

# shellcheck source=tests/cli/egg-fixture.sh
. "${source_root:?}/tests/cli/egg-fixture.sh"

test_the_diff_goes_to_stdout_and_the_advice_to_stderr() {
    make_egg "$(any_python)" web.egg
    cal-pkg egg show web.egg calamari_web/settings.py >before.py
    cal-pkg egg patch web.egg --fix graphite-templates >changes.diff 2>log
    cal-pkg egg show web.egg calamari_web/settings.py >after.py
    mkdir calamari_web
    cp before.py calamari_web/settings.py
    sed '/settings.pyc/,$d' changes.diff | patch -sp1
    cmp calamari_web/settings.py after.py
    grep -q 'restart httpd' log
    grep -q "egg restore" log
    ! grep -q 'rpm -V' log || fail "an egg that is not installed has nothing to do with rpm"
}

test_what_is_fixed_stays_untouched() {
    make_egg "$(any_python)" web.egg
    cal-pkg egg patch web.egg --fix graphite-templates --no-backup >/dev/null 2>&1
    fingerprint web.egg >before
    expect_status 0 cal-pkg egg patch web.egg --fix graphite-templates
    [ ! -s stdout ] || fail "a diff of nothing"
    grep -q 'already fixed' stderr
    grep -q 'nothing to change' stderr
    fingerprint web.egg | diff before -
    [ ! -e web.egg.orig ] || fail "a backup of nothing"
}

test_an_output_is_written_where_there_is_nothing_to_change() {
    make_egg "$(any_python)" web.egg
    cal-pkg egg patch web.egg --fix graphite-templates --no-backup >/dev/null 2>&1
    expect_status 0 cal-pkg egg patch web.egg --fix graphite-templates --output copy.egg
    grep -q 'nothing to change; .*copy.egg is a copy' stderr || fail "$(cat stderr)"
    cmp web.egg copy.egg
    expect_status 0 cal-pkg egg patch web.egg --fix graphite-templates --output copy.egg # once more
    unzip -q web.egg -d tree.egg
    expect_status 0 cal-pkg egg patch tree.egg --fix graphite-templates --output copy-tree.egg
    diff -r tree.egg copy-tree.egg
}

test_a_file_that_the_egg_has_lost_is_told() {
    make_egg "$(any_python)" web.egg
    cal-pkg egg show web.egg calamari_web/settings.py >settings.py
    zip -qd web.egg calamari_web/settings.py 'calamari_web/settings.pyc'
    expect_error "settings.py: is missing, and the rest of its package is there" "--add calamari_web/settings.py=FILE" -- \
        cal-pkg egg patch web.egg --fix graphite-templates
    cal-pkg egg patch web.egg --add calamari_web/settings.py=settings.py >/dev/null 2>&1
    expect_status 0 cal-pkg egg patch web.egg --fix graphite-templates
}

test_members_are_replaced_added_removed_and_patched() {
    make_egg "$(any_python)" web.egg
    cp web.egg original.egg
    echo 'x = 1' >x.py
    echo 'urlpatterns = [1]' >urls.py
    cal-pkg egg show web.egg calamari_web/settings.py >old.py
    sed 's/^DEBUG.*/DEBUG = True/' old.py >new.py
    diff -u --label a/calamari_web/settings.py --label b/calamari_web/settings.py old.py new.py >debug.diff ||
        true
    cal-pkg egg patch web.egg --add calamari_web/x.py=x.py --replace calamari_web/urls.py=urls.py \
        --remove EGG-INFO/zip-safe --patch debug.diff >/dev/null 2>stderr || fail "$(cat stderr)"
    accepted web.egg
    cal-pkg egg show web.egg calamari_web/x.py | cmp - x.py
    cal-pkg egg show web.egg calamari_web/urls.py | cmp - urls.py
    cal-pkg egg show web.egg calamari_web/settings.py | grep -x 'DEBUG = True' >/dev/null
    same_members original.egg web.egg calamari_web/x.py calamari_web/urls.py calamari_web/urls.pyc \
        calamari_web/settings.py calamari_web/settings.pyc EGG-INFO/zip-safe
    ! unzip -l web.egg | grep -E 'urls.pyc|settings.pyc|zip-safe' >/dev/null || fail "stale bytecode stayed"
}

test_a_hunk_that_does_not_apply_is_named_and_nothing_is_changed() {
    make_egg "$(any_python)" web.egg
    cp web.egg original.egg
    cal-pkg egg show web.egg calamari_web/settings.py >old.py
    sed 's/^import os/import re/; s/^DEBUG.*/DEBUG = True/' old.py >new.py
    { diff -U1 old.py new.py || true; } |
        sed 's,^--- .*,--- calamari_web/settings.py,; s,^+++ .*,+++ calamari_web/settings.py,' >two.diff
    sed 's/^ config = Config()/ config = Other()/' two.diff >wrong.diff
    expect_error 'wrong.diff: hunk 2 (line 10) does not apply to calamari_web/settings.py' \
        "line 10 is not 'config = Other()'" -- cal-pkg egg patch web.egg -p0 --patch wrong.diff
    expect_error 'with -p0 its files are in the egg' -- cal-pkg egg patch web.egg -p1 --patch two.diff
    cmp web.egg original.egg
    [ ! -e web.egg.orig ]
    printf '%s\n' '--- README' '+++ README' '@@ -1 +1 @@' '-a' '+b' >>two.diff
    cal-pkg egg patch web.egg --patch two.diff >/dev/null 2>log
    grep 'note: two.diff: README is not of the egg and is left out' log >/dev/null || fail "$(cat log)"
    cal-pkg egg show web.egg calamari_web/settings.py | cmp - new.py
}

test_files_come_from_a_checkout() {
    make_egg "$(any_python)" web.egg
    mkdir -p calamari/calamari-web/calamari_web
    in_git calamari init -q
    echo 'setup()' >calamari/calamari-web/setup.py
    : >calamari/calamari-web/calamari_web/__init__.py
    echo 'DEBUG = 3' >calamari/calamari-web/calamari_web/settings.py
    echo 'urlpatterns = []' >calamari/calamari-web/calamari_web/urls.py
    in_git calamari add -A
    in_git calamari commit -qm all
    echo 'x' >calamari/calamari-web/calamari_web/untracked.py
    cp web.egg original.egg
    cal-pkg egg patch web.egg --from calamari >/dev/null 2>&1
    expect_equal "$(cal-pkg egg show web.egg calamari_web/settings.py)" 'DEBUG = 3'
    ! unzip -l web.egg | grep untracked >/dev/null || fail "an untracked file got in"
    same_members original.egg web.egg calamari_web/settings.py calamari_web/settings.pyc
    expect_status 0 cal-pkg egg diff web.egg calamari
    mkdir parent
    expect_error "not a git checkout" "give the checkout that the egg was built from" -- cal-pkg egg diff web.egg parent
}

test_owner_mode_and_attributes_stay_and_restore_brings_all_back() {
    make_egg "$(any_python)" web.egg
    chmod 604 web.egg
    touch -d '2014-07-01T12:00:00.123456789Z' web.egg
    [ "$(id -u)" -ne 0 ] || chown 1234:4321 web.egg
    python3 -c 'import os; os.setxattr("web.egg", "user.note", b"mine")' 2>/dev/null ||
        leave_out "extended attributes: there are none here"
    attributes web.egg >noted
    stat -c '%u %g %a' web.egg >owner
    stat -c '%i %y %u %g %a' web.egg >all
    cp web.egg original.egg
    cal-pkg egg patch web.egg --fix graphite-templates >/dev/null 2>&1
    stat -c '%u %g %a' web.egg | diff owner -
    attributes web.egg | diff noted -
    expect_equal "$(echo web.egg*)" "web.egg web.egg.orig"
    cal-pkg egg restore web.egg 2>/dev/null
    stat -c '%i %y %u %g %a' web.egg | diff all -
    cmp web.egg original.egg
    [ ! -e web.egg.orig ] || fail "the backup stayed"
    expect_error 'has no backup (web.egg.orig)' -- cal-pkg egg restore web.egg
}

test_a_directory_egg_stays_a_directory() {
    local program
    program=$(any_python)
    make_package
    mv src web.egg
    (cd web.egg && "$program" -m compileall -q calamari_web >/dev/null)
    touch -r web.egg/calamari_web/urls.py time
    cal-pkg egg patch web.egg --fix graphite-templates >changes.diff 2>log || fail "$(cat log)"
    [ -d web.egg ]
    [ -d web.egg.orig ]
    expect_equal "$(runs "$program" web.egg UTC)" \
        "$(expected "$("$program" -c 'import sys; print("%d.%d" % sys.version_info[:2])')")"
    [ ! web.egg/calamari_web/urls.py -nt time ]
    [ ! web.egg/calamari_web/urls.py -ot time ]
    ! find web.egg -name 'settings*.pyc' | grep . >/dev/null || fail "stale bytecode stayed"
    find web.egg -name 'urls*.pyc' | grep . >/dev/null || fail "bytecode of others went"
    cal-pkg egg restore web.egg 2>/dev/null
    find web.egg -name 'settings*.pyc' | grep . >/dev/null || fail "the bytecode did not come back"
    grep -q python2.7 web.egg/calamari_web/settings.py
    [ ! -e web.egg.orig ]
}

test_an_installed_root_is_searched_and_rpm_is_named() {
    mkdir -p root/venv/lib/python2.6/site-packages
    ln -s lib root/venv/lib64
    make_egg "$(any_python)" root/venv/lib/python2.6/site-packages/calamari_web-0.1-py2.6.egg
    cal-pkg egg patch root --fix graphite-templates >/dev/null 2>log || fail "$(cat log)"
    grep -q "rpm -V' shows .*calamari_web-0.1-py2.6.egg" log
    grep -q 'egg patch PACKAGE.rpm .* --output DIR' log
    cal-pkg egg show root calamari_web/settings.py | grep 'python%d.%d' >/dev/null
    cal-pkg egg restore root 2>/dev/null
    cal-pkg egg show root calamari_web/settings.py | grep 'python2.7' >/dev/null
}

test_a_change_that_breaks_the_egg_is_refused() {
    make_egg "$(any_python)" web.egg
    fingerprint web.egg >before
    echo 'TEMPLATE_DIRS = (1,' >broken.py
    expect_error 'calamari_web/settings.py' 'the change would break it' 'nothing was changed' -- \
        cal-pkg egg patch web.egg --replace calamari_web/settings.py=broken.py
    echo 'TEMPLATE_DIRS = ("/a")' >string.py
    expect_error 'the change would break it' -- \
        cal-pkg egg patch web.egg --replace calamari_web/settings.py=string.py
    fingerprint web.egg | diff before -
    [ ! -e web.egg.orig ]
}

test_what_python_would_not_run_is_not_called_patched() {
    make_egg "$(any_python)" web.egg
    cp web.egg original.egg
    echo 'urlpatterns = [1]' >urls.py
    : >empty.py
    cal-pkg egg patch web.egg --no-backup --add calamari_web/urls/__init__.py=empty.py >/dev/null 2>&1
    cp web.egg shadowed.egg
    expect_status 1 cal-pkg egg check web.egg
    grep 'urls.py: is not what .* imports: calamari_web/urls/__init__.py comes first.*shadowed-module' stderr stdout \
        >/dev/null || fail "$(cat stdout stderr)"
    expect_error 'calamari_web/urls/__init__.py comes first' "--accept shadowed-module" -- \
        cal-pkg egg patch web.egg --replace calamari_web/urls.py=urls.py
    cmp web.egg shadowed.egg
    expect_error "'stale-bytecode' is not the id of a finding that can be accepted" -- \
        cal-pkg egg patch web.egg --replace calamari_web/urls.py=urls.py --accept stale-bytecode
    cal-pkg egg patch web.egg --replace calamari_web/urls.py=urls.py --accept shadowed-module --output new.egg \
        >/dev/null 2>stderr
    grep 'warning: .*shadowed-module' stderr >/dev/null || fail "accepted without a word: $(cat stderr)"
    cal-pkg egg patch web.egg --no-backup --replace calamari_web/urls.py=urls.py \
        --remove calamari_web/urls/__init__.py >/dev/null 2>&1
    accepted web.egg
    same_members original.egg web.egg calamari_web/urls.py calamari_web/urls.pyc
}

test_output_leaves_the_egg_alone() {
    make_egg "$(any_python)" web.egg
    fingerprint web.egg >before
    mkdir out
    cal-pkg egg patch web.egg --fix graphite-templates --output new.egg >/dev/null 2>&1
    cal-pkg egg patch web.egg --fix graphite-templates --output out >/dev/null 2>&1
    cmp new.egg out/web.egg
    fingerprint web.egg | diff before -
    expect_equal "$(cal-pkg egg patch new.egg --fix graphite-templates 2>&1 | grep -c 'already fixed')" 1
    expect_error 'is the egg itself' -- cal-pkg egg patch web.egg --fix graphite-templates --output web.egg
    make_package
    mv src dir.egg
    cal-pkg egg patch dir.egg --fix graphite-templates --output other.egg >/dev/null 2>&1
    grep -q 'python2.7' dir.egg/calamari_web/settings.py
    grep -q 'python%d' other.egg/calamari_web/settings.py
    expect_error 'already exists' -- \
        cal-pkg egg patch dir.egg --fix graphite-templates --output out/../other.egg/../out/../new.egg
}

test_json_tells_what_was_done() {
    make_egg "$(any_python)" web.egg
    cal-pkg egg patch web.egg --fix graphite-templates --json >json 2>stderr
    python3 - <<'P'
import json
r = json.load(open('json'))
assert r['changed'] and r['form'] == 'zip', r
assert [(d['member'], d['kind']) for d in r['differences']] == \
    [('calamari_web/settings.py', 'changed'), ('calamari_web/settings.pyc', 'removed')], r
assert r['output'].endswith('/web.egg') and r['backup'].endswith('/web.egg.orig'), r
assert any('httpd' in line for line in r['advice']), r
P
    cal-pkg egg patch web.egg --fix graphite-templates --json >json 2>stderr
    python3 -c 'import json; r = json.load(open("json")); assert not r["changed"] and r["notes"] and not r["output"]'
    cal-pkg egg restore web.egg --json 2>/dev/null | python3 -c 'import json, sys; assert json.load(sys.stdin)["restored"]'
}
