# `cal-pkg egg build`, and the server without a virtualenv, which holds eggs.
# shellcheck shell=bash

in_root() {
    rpm --root "$PWD/root" --nodeps --noscripts "$@"
}

test_an_egg_holds_what_git_tracks_with_times_by_content() {
    samples calamari
    touch checkouts/calamari/cthulhu/cthulhu/untracked.py
    cal-pkg egg build checkouts/calamari/cthulhu --python 2.6 --out eggs >path
    expect_equal "$(cat path)" "$PWD/eggs/calamari_cthulhu-0.1-py2.6.egg"
    unzip -tq eggs/*.egg >/dev/null || fail "unzip -t"
    zipinfo -1 eggs/*.egg >found
    cat >expected <<'TEXT'
EGG-INFO/PKG-INFO
EGG-INFO/SOURCES.txt
EGG-INFO/dependency_links.txt
EGG-INFO/entry_points.txt
EGG-INFO/top_level.txt
EGG-INFO/zip-safe
cthulhu/__init__.py
cthulhu/calamari_ctl.py
cthulhu/manager/__init__.py
cthulhu/manager/manager.py
TEXT
    diff expected found
    expect_equal "$(unzip -p eggs/*.egg EGG-INFO/entry_points.txt | sed -n 2p)" \
        "calamari-ctl = cthulhu.calamari_ctl:main"
    python3 - eggs/*.egg "$(git -C checkouts/calamari log -1 --format=%ct)" <<'P' || fail "other times"
import calendar, hashlib, os, sys, zipfile
commit = int(sys.argv[2])
def time_of(content):
    return commit - commit % 2 - 2 * (1 + int(hashlib.sha256(content).hexdigest()[:15], 16) % 2 ** 20)
assert os.stat(sys.argv[1]).st_mtime == time_of(open(sys.argv[1], 'rb').read())
egg = zipfile.ZipFile(sys.argv[1])
for member in egg.infolist():
    assert calendar.timegm(member.date_time + (0, 0, 0)) == time_of(egg.read(member)), member
P
}

test_the_same_commit_gives_the_same_bytes() {
    samples calamari
    cp -r checkouts elsewhere
    local form
    for form in zip directory; do
        (umask 077 && TZ=Asia/Tokyo cal-pkg egg build checkouts/calamari/calamari-web --python 2.7 \
            --form $form --out one >/dev/null)
        LC_ALL=C cal-pkg egg build elsewhere/calamari/calamari-web --python 2.7 --form $form --out two >/dev/null
        (cd one && find . -mindepth 1 -printf '%y %m %T@ %p\n' | sort) >one.list
        (cd two && find . -mindepth 1 -printf '%y %m %T@ %p\n' | sort) >two.list
        diff one.list two.list
        diff -r one two
    done
}

test_the_packages_flag_decides_the_form() {
    samples calamari-1.5
    cal-pkg egg build checkouts/calamari-1.5/calamari-lite --python 2.7 --out eggs >/dev/null
    [ -f eggs/calamari_lite-0.1-py2.7.egg/EGG-INFO/not-zip-safe ] || fail "no directory"
    cal-pkg egg build checkouts/calamari-1.5/calamari-lite --python 2.7 --form zip --out eggs >/dev/null
    unzip -tq eggs/calamari_lite-0.1-py2.7.egg >/dev/null || fail "no zip"
}

test_a_setup_py_that_needs_python_is_told_with_its_line_and_can_be_overridden() {
    mkdir -p package/p && touch package/p/__init__.py
    printf 'from setuptools import setup\nimport p\n\nsetup(name="p",\n      version=p.VERSION,\n      packages=["p"])\n' \
        >package/setup.py
    expect_error "package/setup.py:5" "'version' cannot be determined" "--set version=VALUE" -- \
        cal-pkg egg build package --python 2.7
    cal-pkg egg build package --python 2.7 --set version=1.2 --out eggs >/dev/null
    expect_equal "$(zipinfo -T eggs/p-1.2-py2.7.egg | grep -c ' 198001[0-9.]* ')" \
        "$(zipinfo -1 eggs/p-1.2-py2.7.egg | wc -l)"
    echo 'VERSION = "3"' >version
    cal-pkg egg build package --python 2.7 --set version=1.2 --add p/version.py=version --time 1400000000 \
        --out eggs --json >json
    python3 -c 'import json; e = json.load(open("json")); assert e["form"] == "zip" and "p/version.py" in e["members"], e'
    expect_equal "$(unzip -p eggs/p-1.2-py2.7.egg p/version.py)" 'VERSION = "3"'
    local time
    time=$(stat -c %Y eggs/p-1.2-py2.7.egg)
    [ "$time" -lt 1400000000 ] || fail "$time is later than asked for"
    [ "$time" -ge $((1400000000 - 2097152)) ] || fail "$time is too early"
}

test_wrong_use_is_told() {
    samples calamari
    local cthulhu=checkouts/calamari/cthulhu
    expect_error "nowhere" "is not a directory" -- cal-pkg egg build nowhere --python 2.7
    expect_error "has no setup.py" -- cal-pkg egg build checkouts/calamari/conf --python 2.7
    expect_error "--python 2" "is not a version" -- cal-pkg egg build $cthulhu --python 2
    expect_error "not a path below" -- cal-pkg egg build $cthulhu --python 2.7 --add ../x=y
    expect_error "is not KEY=VALUE" -- cal-pkg egg build $cthulhu --python 2.7 --set version
    git -C checkouts/calamari update-index --assume-unchanged cthulhu/setup.py
    expect_error "cthulhu/setup.py" "assume-unchanged" -- cal-pkg egg build $cthulhu --python 2.7
    git -C checkouts/calamari update-index --no-assume-unchanged cthulhu/setup.py
    echo >>$cthulhu/cthulhu/__init__.py
    expect_error "modified tracked files" "cthulhu/cthulhu/__init__.py" "--allow-dirty" -- \
        cal-pkg egg build $cthulhu --python 2.7
    cal-pkg egg build $cthulhu --python 2.7 --allow-dirty --out eggs >/dev/null
    cal-pkg egg build checkouts/calamari/calamari-web --python 2.7 --out eggs >/dev/null
    expect_status 2 cal-pkg egg
}

test_a_server_without_virtualenv_carries_eggs_and_programs() {
    samples calamari calamari-1.5
    cal-pkg build server --server checkouts/calamari --target el6 --venv none --out out >/dev/null 2>&1
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --venv none --out out >/dev/null 2>&1
    local name target root
    rpm_here -qpR out/el6/x86_64/*.rpm >requires
    for name in Django14 'python(abi) = 2.6' python-gevent pytz python-psycopg2 graphite-web; do
        grep -qxF "$name" requires || fail "el6 does not require $name"
    done
    rpm_here -qpR out/el7/x86_64/*.rpm >requires
    grep -qxF python-django requires || fail "el7 does not require python-django"
    ! grep -qxF graphite-web requires || fail "the 1.5 line requires graphite-web"

    for target in el6 el7; do
        root=root/$target
        mkdir -p $root
        rpm2cpio out/$target/x86_64/*.rpm | (cd $root && cpio -idm --quiet)
        ! grep -r /opt/calamari/venv $root/etc $root/usr/lib/systemd 2>/dev/null ||
            fail "$target is configured to run from a virtualenv"
        [ ! -e $root/opt/calamari/venv ] || fail "an empty virtualenv"
    done
    expect_equal "$(head -n 1 root/el6/usr/bin/calamari-ctl)" '#!/usr/bin/python2.6'
    expect_equal "$(cd root/el7/usr/bin && echo *)" 'calamari-ctl calamari-lite cthulhu-manager'
    grep -qx 'ExecStart=/usr/bin/calamari-lite' root/el7/usr/lib/systemd/system/calamari.service
}

test_a_server_with_a_virtualenv_has_no_eggs() {
    samples calamari
    mkdir -p venv/bin && touch venv/bin/python
    cal-pkg build server --server checkouts/calamari --target el6 --venv venv --out out >/dev/null 2>&1
    rpm_here -qpl out/el6/x86_64/*.rpm >list
    ! grep '/usr/lib/python' list || fail "eggs beside a virtualenv"
    rpm_here -qpR out/el6/x86_64/*.rpm >requires
    ! grep -i django requires || fail "the virtualenv's packages are required of the system"
}

test_one_line_follows_the_other_and_back() {
    [ "$(id -u)" -eq 0 ] || skip "rpm --root needs root"
    samples calamari calamari-1.5
    mkdir -p root/etc root/var/lib/rpm
    printf 'root:x:0:0::/root:/bin/sh\napache:x:48:48::/:/bin/false\n' >root/etc/passwd
    printf 'root:x:0:\napache:x:48:\n' >root/etc/group
    local egg=root/usr/lib/python2.7/site-packages/calamari_web-0.1-py2.7.egg
    cal-pkg build server --server checkouts/calamari --target el7 --out one >/dev/null 2>&1
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --out two >/dev/null 2>&1
    in_root -i --ignorearch one/el7/x86_64/*.rpm
    in_root -U --ignorearch two/el7/x86_64/*.rpm
    rpm --root "$PWD/root" -V --nodeps calamari-server || fail "it does not verify"
    in_root -U --oldpackage --ignorearch one/el7/x86_64/*.rpm
    rpm --root "$PWD/root" -V --nodeps calamari-server || fail "it does not verify"
    touch $egg/calamari_web/settings.pyc
    in_root -e calamari-server
    [ ! -e $egg ] || fail "erase leaves $(find $egg)"
}

test_one_line_follows_the_other_and_back_with_a_virtualenv_too() {
    [ "$(id -u)" -eq 0 ] || skip "rpm --root needs root"
    samples calamari calamari-1.5
    local site=opt/calamari/venv/lib/python2.7/site-packages egg=calamari_web-0.1-py2.7.egg
    mkdir -p root/etc root/var/lib/rpm
    printf 'root:x:0:0::/root:/bin/sh\napache:x:48:48::/:/bin/false\n' >root/etc/passwd
    printf 'root:x:0:\napache:x:48:\n' >root/etc/group
    for line in one two; do # setuptools of the older line leaves files, that of the newer one directories
        mkdir -p $line.venv/opt/calamari/venv/bin $line.venv/$site/$egg/calamari_web
        printf '#!/bin/sh\n' >$line.venv/opt/calamari/venv/bin/python
        chmod 755 $line.venv/opt/calamari/venv/bin/python
        : >$line.venv/$site/$egg/calamari_web/__init__.py
    done
    (cd one.venv/$site/$egg && python3 -m zipfile -c ../zip calamari_web && rm -r "$PWD" && mv ../zip "$PWD")
    cal-pkg build server --server checkouts/calamari --venv one.venv --target el7 --out one >log 2>&1 || fail "$(cat log)"
    cal-pkg build server --server checkouts/calamari-1.5 --venv two.venv --target el7 --out two >log 2>&1 ||
        fail "$(cat log)"
    in_root -i --ignorearch two/el7/x86_64/*.rpm
    [ -d root/$site/$egg ] || fail "no directory"
    in_root -U --oldpackage --ignorearch one/el7/x86_64/*.rpm
    [ -d root/$site/$egg ] || fail "no directory"
    rpm --root "$PWD/root" -V --nodeps calamari-server || fail "it does not verify"
}
