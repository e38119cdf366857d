# `cal-pkg egg patch` and `egg restore`: eggs are repaired where they lie, and real Pythons run the new code.
# shellcheck shell=bash

zones="UTC Asia/Tokyo America/New_York Asia/Kathmandu Pacific/Kiritimati Pacific/Marquesas Etc/GMT+12 LMT24:59:59 LMT-24:59:59"

# Lines "VERSION PROGRAM" for the Pythons that work, from PATH and from pyenv; names the missing ones.
pythons() {
    local version program pyenv candidate found missing=
    pyenv=$(command -v pyenv || true)
    [ -z "$pyenv" ] || pyenv=$(dirname "$(dirname "$(readlink -f "$pyenv")")")
    for version in 2.6 2.7 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13; do
        found=
        for candidate in "$(command -v "python$version" || true)" "$pyenv"/versions/"$version".*/bin/python"$version"; do
            if [ -n "$found" ] || [ ! -x "$candidate" ]; then continue; fi
            program=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
            [ "$program" != "$version" ] || found=$candidate
        done
        if [ -n "$found" ]; then
            echo "$version $found"
        else
            missing="$missing $version"
        fi
    done
    [ -z "$missing" ] || echo "skipped: Pythons that are not installed:$missing" >&2
}

# make_package: ./src/calamari_web, with settings.py as upstream had it; EGG-INFO beside.
make_package() {
    mkdir -p src/calamari_web src/EGG-INFO
    : >src/calamari_web/__init__.py
    cat >src/calamari_web/settings.py <<'P'
import os
import sys


class Config(object):
    def get(self, section, key):
        return '/opt/calamari/venv'


config = Config()
DEBUG = False
TEMPLATE_DIRS = (os.path.join(config.get('graphite', 'root'), "lib/python2.7/site-packages/graphite/templates"),)
P
    printf 'urlpatterns = []\n' >src/calamari_web/urls.py
    printf 'Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n' >src/EGG-INFO/PKG-INFO
    printf 'calamari_web\n' >src/EGG-INFO/top_level.txt
    printf '\n' >src/EGG-INFO/dependency_links.txt
    printf '\n' >src/EGG-INFO/zip-safe
    printf 'calamari_web/__init__.py\n' >src/EGG-INFO/SOURCES.txt
    find src -exec touch -d '2014-07-01T12:30:00Z' {} +
}

# make_egg PYTHON FILE: an egg with that Python's bytecode beside each module, as setuptools makes it.
make_egg() {
    make_package
    "$1" - "$2" <<'P'
import os, py_compile, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    for folder, name in [('EGG-INFO', n) for n in sorted(os.listdir('src/EGG-INFO'))] + \
            [('calamari_web', n) for n in ('__init__.py', 'settings.py', 'urls.py')]:
        path = folder + '/' + name
        z.write('src/' + path, path)
        if name.endswith('.py'):
            py_compile.compile('src/' + path, cfile='bytecode', dfile=path, doraise=True)
            os.utime('bytecode', (1404217801, 1404217801))
            z.write('bytecode', path + 'c')
P
    rm -rf src bytecode
}

# runs PROGRAM EGG ZONE: what TEMPLATE_DIRS is, imported out of the egg in that zone.
runs() {
    TZ=$3 PYTHONPATH=$2 PYTHONDONTWRITEBYTECODE=1 "$1" -c \
        'import calamari_web.settings as s; print(s.TEMPLATE_DIRS)'
}

expected() {
    echo "('/opt/calamari/venv/lib/python$1/site-packages/graphite/templates',)"
}

any_python() {
    command -v python3
}

# same_members A B NAME…: all members but those named are the same in both zips, byte for byte and in order.
same_members() {
    python3 - "$@" <<'P'
import sys, zipfile
def members(path):
    data, z = open(path, 'rb').read(), zipfile.ZipFile(path)
    begins = sorted(i.header_offset for i in z.infolist()) + [z.start_dir]
    return [(i.filename, data[i.header_offset:begins[begins.index(i.header_offset) + 1]], i.date_time,
             i.external_attr, i.extra, i.comment, i.flag_bits, i.create_version, i.create_system)
            for i in z.infolist() if i.filename not in sys.argv[3:]]
a, b = members(sys.argv[1]), members(sys.argv[2])
assert a == b, 'members differ'
assert a, 'nothing compared'
P
}

accepted() {
    unzip -tq "$1" >/dev/null || fail "unzip -t refuses $1"
    zipinfo "$1" >/dev/null || fail "zipinfo refuses $1"
    bsdtar -xOf "$1" >/dev/null || fail "bsdtar refuses $1"
    expect_equal "$(python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())' "$1")" None
}

attributes() {
    python3 -c 'import os, sys
for name in sorted(os.listxattr(sys.argv[1])): print(name, os.getxattr(sys.argv[1], name))' "$1"
}

fingerprint() {
    stat -c '%i %s %Y %a' "$1"
    sha256sum <"$1"
}

test_every_python_runs_the_repaired_settings_in_every_zone() {
    local version program zone egg
    pythons >found 2>missing
    cat missing
    [ -s found ] || skip "no Python"
    while read -r version program; do
        egg=calamari_web-0.1-py$version.egg
        make_egg "$program" "$egg"
        cp "$egg" original.egg
        cal-pkg egg patch "$egg" --fix graphite-templates >/dev/null 2>log || fail "$(cat log)"
        accepted "$egg"
        same_members original.egg "$egg" calamari_web/settings.py calamari_web/settings.pyc
        for zone in $zones; do
            expect_equal "$(runs "$program" "$egg" "$zone")" "$(expected "$version")"
        done
    done <found
}

test_by_hand_the_old_bytecode_goes_on_running_and_with_cal_pkg_it_does_not() {
    local version program
    pythons >found 2>/dev/null
    [ -s found ] || skip "no Python"
    while read -r version program; do
        rm -rf hand hand.egg
        make_egg "$program" made.egg
        TZ=UTC unzip -q made.egg -d hand
        cp hand/calamari_web/settings.py new.py
        sed -i 's/python2\.7/python9.9/' new.py
        cp -p hand/calamari_web/settings.py time
        cp new.py hand/calamari_web/settings.py
        touch -r time hand/calamari_web/settings.py
        (cd hand && TZ=UTC zip -qr ../hand.egg .)
        expect_equal "$(runs "$program" hand.egg UTC)" "$(expected 2.7)"

        cal-pkg egg patch made.egg --replace calamari_web/settings.py=new.py >/dev/null 2>&1
        expect_equal "$(runs "$program" made.egg UTC)" "$(expected 9.9)"
        # The way out for an egg that was edited by hand: replacing the source by itself.
        cal-pkg egg patch hand.egg --replace calamari_web/settings.py=new.py >/dev/null 2>&1
        expect_equal "$(runs "$program" hand.egg UTC)" "$(expected 9.9)"
    done <found
}

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
    expect_error 'with -p0 its files are in the egg' -- cal-pkg egg patch web.egg --patch two.diff
    cmp web.egg original.egg
    [ ! -e web.egg.orig ]
    cal-pkg egg patch web.egg -p0 --patch two.diff >/dev/null 2>&1
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
}

test_owner_mode_and_attributes_stay_and_restore_brings_all_back() {
    make_egg "$(any_python)" web.egg
    chmod 604 web.egg
    touch -d '2014-07-01T12:00:00.123456789Z' web.egg
    [ "$(id -u)" -ne 0 ] || chown 1234:4321 web.egg
    python3 -c 'import os; os.setxattr("web.egg", "user.note", b"mine")' 2>/dev/null ||
        echo "skipped: no extended attributes here"
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
    expect_error 'is there already' -- \
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

test_mistakes_are_told_in_one_line() {
    make_egg "$(any_python)" web.egg
    expect_error 'no change is given' -- cal-pkg egg patch web.egg
    expect_error "no such fix; did you mean 'graphite-templates'" -- \
        cal-pkg egg patch web.egg --fix graphite-template
    expect_error 'is not MEMBER=FILE' -- cal-pkg egg patch web.egg --replace settings.py
    expect_error "did you mean 'calamari_web/settings.py'" -- \
        cal-pkg egg patch web.egg --remove calamari_web/setings.py
    expect_error 'is no name for a member' -- cal-pkg egg patch web.egg --add ../x=web.egg
    expect_error 'no.such: cannot open' -- cal-pkg egg patch web.egg --patch no.such
    expect_error 'is no RPM' -- cal-pkg egg patch web.egg --fix graphite-templates --release 2
    echo text >text
    expect_error 'text' -- cal-pkg egg patch text --fix graphite-templates
}

# as_user COMMAND…: as somebody who is not root.
as_user() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
    else
        "$@"
    fi
}

test_what_may_not_be_written_stays_as_it_is() {
    command -v setpriv >/dev/null || skip "no setpriv"
    mkdir box
    make_egg "$(any_python)" box/web.egg
    chmod 755 .. .
    if ! as_user test -r box/web.egg || ! as_user test -x "$program"; then skip "an ordinary user cannot get here"; fi
    fingerprint box/web.egg >before
    chmod 444 box/web.egg
    sed -i 's/ [0-9]*$/ 444/;' before
    chmod 777 box
    as_user "$program" egg patch box/web.egg --fix graphite-templates >stdout 2>stderr && fail "a read-only egg was replaced"
    grep -q 'box/web.egg: cannot change: Permission denied' stderr
    fingerprint box/web.egg | diff before -
    if [ "$(id -u)" -eq 0 ]; then
        chmod 666 box/web.egg
        as_user "$program" egg patch box/web.egg --fix graphite-templates >stdout 2>stderr && fail "an owner was lost"
        grep -q 'cannot keep the owner' stderr
    else
        chmod 644 box/web.egg
    fi
    chmod 555 box
    as_user "$program" egg patch box/web.egg --fix graphite-templates >stdout 2>stderr && fail "a read-only directory was written to"
    grep -q 'cannot be replaced' stderr
    chmod 755 box
    expect_equal "$(ls -A box)" web.egg
    expect_equal "$(tail -1 before)" "$(sha256sum <box/web.egg)"
}

test_without_space_the_egg_stays_as_it_is() {
    make_egg "$(any_python)" web.egg
    head -c 2000000 /dev/urandom >large
    cat >inside <<'P'
set -eu
mkdir small
mount -t tmpfs -o size=1m none small || exit 77
cp web.egg small
status=0
"$program" egg patch small/web.egg --add calamari_web/large=large >stdout 2>stderr || status=$?
[ $status -eq 2 ]
grep -q 'No space left' stderr
cmp web.egg small/web.egg
[ "$(ls -A small)" = web.egg ]
P
    local status=0
    unshare -rm env program="$program" bash inside || status=$?
    # 77: mount refused; 1 before cal-pkg was run: unshare did.
    if [ $status -eq 77 ] || { [ $status -eq 1 ] && [ ! -e stderr ]; }; then skip "no private mounts here"; fi
    [ $status -eq 0 ] || fail "$(cat stderr)"
}

test_killed_at_any_moment_the_egg_is_the_old_or_the_new_one() {
    local i pid
    make_egg "$(any_python)" web.egg
    cp web.egg old.egg
    cal-pkg egg patch web.egg --fix graphite-templates --output new.egg >/dev/null 2>&1
    for i in $(seq 1 40); do
        cp old.egg web.egg
        rm -f web.egg.orig
        "$program" egg patch web.egg --fix graphite-templates >/dev/null 2>&1 &
        pid=$!
        sleep "0.0$((RANDOM % 7))$((RANDOM % 10))"
        kill -KILL $pid 2>/dev/null || true
        wait $pid 2>/dev/null || true
        cmp -s web.egg old.egg || { cmp -s web.egg new.egg && cmp -s web.egg.orig old.egg; } ||
            fail "after kill $i the egg is neither the old nor the new one"
    done
    cp old.egg web.egg
    rm -f web.egg.orig
    cal-pkg egg patch web.egg --fix graphite-templates >/dev/null 2>&1
    expect_equal "$(find . -name '*web.egg.cal-pkg*')" ""
}

test_two_at_once_wait_for_each_other() {
    make_egg "$(any_python)" web.egg
    local i
    for i in 1 2 3 4; do
        echo "n = $i" >"n$i.py"
        cal-pkg egg patch web.egg --add "calamari_web/n$i.py=n$i.py" >/dev/null 2>&1 &
    done
    wait
    for i in 1 2 3 4; do
        expect_equal "$(cal-pkg egg show web.egg "calamari_web/n$i.py")" "n = $i"
    done
    accepted web.egg
}

test_what_is_no_backup_is_not_taken_for_one() {
    local egg=calamari_web-0.1-py2.7.egg
    make_egg "$(any_python)" $egg
    cp "$egg" good
    local kind
    for kind in text empty torn link directory; do
        rm -rf "$egg.orig"
        case $kind in
            text) echo mine >"$egg.orig" ;;
            empty) : >"$egg.orig" ;;
            torn) head -c 300 good >"$egg.orig" ;;
            link) ln -s good "$egg.orig" ;;
            directory) mkdir "$egg.orig" ;;
        esac
        expect_error "$egg.orig" "--no-backup" -- cal-pkg egg patch "$egg" --fix graphite-templates
        expect_error "$egg.orig" -- cal-pkg egg restore --force "$egg"
        cmp good "$egg"
    done
}

test_the_way_back_can_be_pasted_for_any_name() {
    make_egg "$(any_python)" good
    local egg line
    for egg in 'we ird.egg' $'new\nline.egg' $'b\\ack\xe9.egg' "quo'te.egg" './-dash.egg'; do
        cp -- good "$egg"
        cal-pkg egg patch "$egg" --fix graphite-templates >/dev/null 2>log || fail "$(cat log)"
        [ "$(wc -l <log)" -eq 3 ] || fail "a name breaks lines: $(cat log)"
        line=$(sed -n "s/^cal-pkg: '\\(.*\\)' puts the old one back$/\\1/p" log)
        bash -c "$line" 2>/dev/null || fail "no command: $line"
        cmp good "$egg"
    done
    cp good ./-dash.egg
    cal-pkg egg list -- -dash.egg | grep -q settings.py
}

test_what_a_killed_run_left_beside_an_egg_goes_with_the_next() {
    local run
    make_egg "$(any_python)" web.egg
    cal-pkg egg patch web.egg --fix graphite-templates >/dev/null 2>&1
    for run in "patch web.egg --fix graphite-templates" "restore web.egg" "patch web.egg --fix graphite-templates"; do
        mkdir .web.egg.cal-pkg-killed
        touch .web.egg.cal-pkg-killed/.cal-pkg-temporary .web.egg.cal-pkg-killed/web.egg
        # shellcheck disable=SC2086 # several words
        cal-pkg egg $run >/dev/null 2>log || fail "$(cat log)"
        [ ! -e .web.egg.cal-pkg-killed ] || fail "still there after egg $run"
    done
    touch .new.egg.cal-pkg-killed
    cal-pkg egg patch web.egg --remove EGG-INFO/zip-safe --output new.egg >/dev/null 2>log || fail "$(cat log)"
    [ ! -e .new.egg.cal-pkg-killed ] || fail "half an output is still there"
}

test_a_limit_of_the_file_size_leaves_the_old_egg_and_nothing_else() {
    make_egg "$(any_python)" web.egg
    head -c 20000 /dev/urandom >noise
    cp web.egg good
    (
        ulimit -f 8
        expect_error "web.egg: cannot be replaced: cannot write: File too large" "nothing was changed" -- \
            cal-pkg egg patch web.egg --add calamari_web/noise=noise
        expect_error "new.egg: cannot write: File too large" -- \
            cal-pkg egg patch web.egg --add calamari_web/noise=noise --output new.egg
    )
    cmp good web.egg
    expect_equal "$(find . -name '*egg*')" ./web.egg
}

test_options_that_do_not_fit_say_what_does() {
    make_egg "$(any_python)" web.egg
    expect_error "is an egg itself" "leave --egg out" -- cal-pkg egg patch web.egg --egg web --fix graphite-templates
    expect_error "is no RPM" "or name an RPM" -- cal-pkg egg patch web.egg --release 2 --fix graphite-templates
}

test_a_directory_egg_is_written_neither_into_itself_nor_into_another() {
    local command output
    mkdir -p d.egg/EGG-INFO d.egg/p
    printf 'Name: d\nVersion: 1\n' >d.egg/EGG-INFO/PKG-INFO
    echo 'x = 1' >x.py
    command="cal-pkg egg patch d.egg --add p/x.py=x.py --output"
    expect_error "d.egg: is the egg itself" -- $command d.egg
    expect_error "d.egg/: is the egg itself" -- $command d.egg/
    for output in d.egg/p d.egg/p/out.egg d.egg/new.egg p/../d.egg/new.egg; do
        expect_error "$output: lies in the egg itself" "another --output" -- $command $output
    done
    expect_error "lies in the egg itself" -- cal-pkg egg patch d.egg/ --add p/x.py=x.py --output d.egg/p
    $command new.egg >/dev/null 2>&1
    mkdir into
    cal-pkg egg patch d.egg/ --add p/x.py=x.py --output into >/dev/null 2>&1
    diff -r new.egg into/d.egg
    expect_error "new.egg: is there already" -- $command new.egg
    expect_error "nodir: cannot open directory" "make that directory" -- $command nodir/new.egg
    make_egg "$(any_python)" web.egg
    expect_error "new.egg: is no regular file" -- \
        cal-pkg egg patch web.egg --add p/x.py=x.py --output new.egg
    expect_equal "$(find d.egg new.egg -type f | sort | tr '\n' ' ')" \
        "d.egg/EGG-INFO/PKG-INFO new.egg/EGG-INFO/PKG-INFO new.egg/p/x.py "
}

test_an_output_that_is_no_file_is_refused() {
    local egg=calamari_web-0.1-py2.7.egg
    make_egg "$(any_python)" $egg
    cp "$egg" good
    mkfifo pipe
    expect_error "pipe" "no regular file" -- timeout 10 cal-pkg egg patch "$egg" --fix graphite-templates --output pipe
    expect_error "pipe" "no regular file" -- timeout 10 cal-pkg egg check pipe
    expect_error "--output" -- cal-pkg egg patch "$egg" --fix graphite-templates --output ''
    cmp good "$egg"
    [ -p pipe ] || fail "the pipe is gone"
}

test_a_patch_of_any_member_is_taken_back() {
    local egg=calamari_web-0.1-py2.7.egg
    make_egg "$(any_python)" $egg
    cp "$egg" good
    unzip -p $egg EGG-INFO/PKG-INFO | sed 's/0.1/0.2/' >info
    cal-pkg egg patch "$egg" --replace EGG-INFO/PKG-INFO=info >/dev/null 2>advice
    grep -e "egg restore .*$egg' puts the old one back" advice >/dev/null || fail "no way back: $(cat advice)"
    cal-pkg egg restore "$egg" 2>/dev/null
    cmp good "$egg"
}

test_a_patch_that_leaves_nothing_of_the_backup_says_how_to_restore() {
    mkdir -p tiny.egg/EGG-INFO
    echo 'Name: calamari-web' >tiny.egg/EGG-INFO/PKG-INFO
    sed 's/web/rest/' tiny.egg/EGG-INFO/PKG-INFO >info
    cal-pkg egg patch tiny.egg --replace EGG-INFO/PKG-INFO=info >/dev/null 2>advice
    grep -e " --force' puts the old one back" advice >/dev/null || fail "no way back: $(cat advice)"
    expect_error "another build" "--force" -- cal-pkg egg restore tiny.egg
    cal-pkg egg restore --force tiny.egg 2>/dev/null
    grep web tiny.egg/EGG-INFO/PKG-INFO >/dev/null
}

test_python_does_not_take_the_backup_for_an_egg() {
    local version program tried=
    pythons >found 2>/dev/null
    mkdir site
    make_egg "$(any_python)" site/calamari_web-0.1-py2.7.egg
    cal-pkg egg patch site --no-backup --fix graphite-templates >/dev/null 2>&1 || true
    cal-pkg egg patch site/calamari_web-0.1-py2.7.egg --remove EGG-INFO/zip-safe >/dev/null 2>&1
    [ -e site/calamari_web-0.1-py2.7.egg.orig ]
    while read -r version program; do
        "$program" -c 'import pkg_resources' 2>/dev/null || continue
        tried=yes
        expect_equal "$("$program" -W ignore -c 'import pkg_resources
print(sorted(d.location.split("/")[-1] for d in pkg_resources.find_distributions("site")))')" \
            "['calamari_web-0.1-py2.7.egg']"
    done <found
    [ -n "$tried" ] || skip "no Python here has pkg_resources"
}
