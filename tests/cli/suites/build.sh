# `cal-pkg build` and `build-all` from checkouts to packages.
# shellcheck shell=bash

test_build_all_makes_six_packages_and_their_sources() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >stdout 2>stderr
    (cd out/el6 && find . -name '*.rpm' | LC_ALL=C sort) >found
    local server clients
    server=$(git -C checkouts/calamari rev-parse --short=7 HEAD)
    clients=$(git -C checkouts/calamari-clients rev-parse --short=7 HEAD)
    cat >expected <<TEXT
./SRPMS/calamari-clients-1.2-rc2_49_g$clients.el6.src.rpm
./SRPMS/calamari-firewall-1.0-1.el6.src.rpm
./SRPMS/calamari-minion-1.0-1.el6.src.rpm
./SRPMS/calamari-selinux-1.0-1.el6.src.rpm
./SRPMS/calamari-server-1.2-12_g$server.el6.src.rpm
./SRPMS/diamond-3.4.67-0.el6.src.rpm
./noarch/calamari-firewall-1.0-1.el6.noarch.rpm
./noarch/calamari-minion-1.0-1.el6.noarch.rpm
./noarch/calamari-selinux-1.0-1.el6.noarch.rpm
./noarch/diamond-3.4.67-0.el6.noarch.rpm
./x86_64/calamari-clients-1.2-rc2_49_g$clients.el6.x86_64.rpm
./x86_64/calamari-server-1.2-12_g$server.el6.x86_64.rpm
TEXT
    diff expected found
    expect_equal "$(wc -l <stdout)" 12
    grep -q '^diamond  *done' stderr
    # The seventh is made of what `tools/dev portable` makes.
    grep "^cal-pkg: note: calamari-tools: is not built.*layouts/tools/cal-pkg-[0-9.]*; make it with 'tools/dev portable' .*\[left-out\]$" stderr
    rpm_here -K --nosignature out/el6/*/*.rpm
}

test_packages_hold_what_the_plan_says() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    cal-pkg plan --json --checkouts checkouts --target el6 2>/dev/null >plan.json
    rpm_here -qp --qf '[%{FILEMODES:octal} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILENAMES}\n]' \
        out/el6/x86_64/*.rpm out/el6/noarch/*.rpm | sort >packaged
    python3 - <<'P' | sort >planned
import json
for plan in json.load(open("plan.json"))["plans"]:
    for e in plan["entries"]:
        kind = {"file": 0o100000, "directory": 0o40000, "symlink": 0o120000}[e["type"]]
        mode = kind | int(e.get("mode", "777"), 8)
        print("%o %s:%s %s" % (mode, e["user"], e["group"], e["path"]))
P
    diff planned packaged
}

test_contents_reach_the_target_unchanged() {
    samples calamari-clients Diamond
    cal-pkg build clients diamond --checkouts checkouts --target el7 --out out >/dev/null 2>&1
    mkdir root
    for package in out/el7/*/*clients*x86_64.rpm out/el7/noarch/*.rpm; do
        rpm2cpio "$package" | (cd root && cpio -idm --quiet)
    done
    for app in admin dashboard login manage; do
        diff -r checkouts/calamari-clients/$app/dist root/opt/calamari/webapp/content/$app
    done
    expect_equal "$(head -n 1 root/usr/bin/diamond)" '#!/usr/bin/python'
    expect_equal "$(cat root/usr/share/diamond/version.txt)" 3.4.67
    grep -q "3\.4\.67" root/usr/lib/python2.7/site-packages/diamond/version.py
    ! grep -rq __VERSIONTOKENHERE__ root || fail "the version token is still there"
}

test_requires_follow_line_and_target() {
    samples
    cal-pkg build server clients diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    rpm_here -qpR out/el6/x86_64/calamari-server*.rpm >server
    for name in 'supervisor >= 3.0' httpd mod_wsgi cairo pycairo logrotate salt-master salt-minion \
        postgresql-server redhat-lsb-core; do
        grep -qx "$name" server || fail "server does not require $name"
    done
    rpm_here -qpR out/el6/x86_64/calamari-clients*.rpm | grep >/dev/null -x calamari-server
    rpm_here -qpR out/el6/noarch/diamond*.rpm | grep >/dev/null -x python-configobj
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --out out >/dev/null 2>&1
    rpm_here -qpR out/el7/x86_64/calamari-server*.rpm >lite
    ! grep -qE '^(httpd|salt-master|supervisor)' lite || fail "the 1.5 line requires httpd or salt"
    grep -qx openssl lite
}

test_only_what_the_old_rpm_reads() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    for package in out/el6/*/*.rpm; do
        expect_equal "$(rpm_here -qp --qf '%{PAYLOADCOMPRESSOR}' "$package")" gzip
        rpm_here -qpR "$package" | grep '^rpmlib' |
            grep -vE '^rpmlib\((BuiltinLuaScripts|CompressedFileNames|FileDigests|PayloadFilesHavePrefix|VersionedDependencies)\)' &&
            fail "$package needs an rpm newer than el6's"
    done
    cal-pkg build diamond --checkouts checkouts --target el9 --out out >/dev/null 2>&1
    expect_equal "$(rpm_here -qp --qf '%{PAYLOADCOMPRESSOR}' out/el9/noarch/*.rpm)" gzip
}

test_changelog_tells_the_commit() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    rpm_here -qp --changelog out/el6/noarch/*.rpm |
        grep >/dev/null "commit $(git -C checkouts/Diamond rev-parse HEAD)"
}

test_prebuilt_virtualenv_from_directory_and_tarball() {
    samples calamari
    mkdir -p venv/bin venv/lib/python2.6/site-packages
    printf '#!/opt/calamari/venv/bin/python\n' >venv/bin/calamari-ctl
    printf 'binary\n' >venv/bin/python
    chmod 755 venv/bin/*
    ln -s /usr/bin/python2.6 venv/bin/python2.6
    ln -s lib venv/lib64
    echo 1 >venv/lib/python2.6/site-packages/x.py
    cal-pkg build server --checkouts checkouts --target el6 --venv venv --out a >/dev/null 2>stderr
    ! grep -q no-virtualenv stderr || fail "a virtualenv was given"
    tar -czf venv.tar.gz venv
    cal-pkg build server --checkouts checkouts --target el6 --venv venv.tar.gz --out b >/dev/null 2>&1
    for out in a b; do
        rpm_here -qplv $out/el6/x86_64/*.rpm | sed 's/^\(..........\) .* \//\1 \//' | grep /opt/calamari/venv >$out.list
        grep -q 'python2.6/site-packages/x.py' $out.list
    done
    diff a.list b.list
    grep -q no-own-packages a/el6/manifest.json || fail "the finding is not kept"
    if grep -rF "$PWD" {a,b}/el6/{manifest.json,logs}; then fail "a directory of this machine is kept"; fi
    expect_status 0 cal-pkg build server --checkouts checkouts --target el6 --venv none --out c
    grep -q "eggs in the system's Python.*--venv build.*\[no-virtualenv\]" stderr
    expect_status 0 cal-pkg build server --checkouts checkouts --target el9 --venv none --out c
    grep -q 'does not run by itself.*\[no-virtualenv\]' stderr
}

test_no_srpm_and_only() {
    samples
    cal-pkg build-all --only diamond,clients --no-srpm --checkouts checkouts --target el6 --out out >stdout 2>/dev/null
    expect_equal "$(wc -l <stdout)" 2
    [ ! -e out/el6/SRPMS ] || fail "source packages were published"
    cal-pkg build diamond --checkouts checkouts --target el6 --out with >/dev/null 2>&1
    cmp {out,with}/el6/noarch/diamond-3.4.67-0.el6.noarch.rpm
}

test_json_result() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out --json 2>/dev/null >json
    python3 - "$(rpmbuild --version)" "$(createrepo_c --version)" "$(cal-pkg --version)" <<'P'
import hashlib, json, os, sys
r = json.load(open("json"))
assert r["published"] is True
for a in r["artifacts"]:
    data = open(os.path.join(r["directory"], a["path"]), "rb").read()
    assert a["sha256"] == hashlib.sha256(data).hexdigest() and a["size"] == len(data)
m = json.load(open("out/el6/manifest.json"))
assert m["components"][0]["commit"]
tools = m["components"][0]["built_with"]
said = [text.replace(",", " ").split() for text in sys.argv[1:]]
assert tools["rpmbuild"] in said[0] and tools["createrepo_c"] in said[1] and tools["cal_pkg"] in said[2], (tools, said)
assert tools["librpm"] and tools["encoder"] >= 1, tools
P
}

# built LOG: the components that were, in the order of the alphabet.
built() { awk '$2 == "done" {print $1}' "$1" | sort | paste -sd ' '; }

test_nothing_is_built_twice() {
    samples
    cal-pkg build-all --checkouts checkouts --target el7 --out out >paths 2>log || fail "$(cat log)"
    expect_equal "$(built log)" 'clients diamond firewall minion selinux server'
    find out -type f -printf '%P %T@ %s\n' | sort >before
    # Elsewhere, at another time and of somebody else.
    mv checkouts elsewhere
    find elsewhere -not -path '*/.git/*' -exec touch -h {} +
    (umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=$PWD/elsewhere \
        cal-pkg build-all --checkouts elsewhere --target el7 --out out --json >json 2>log) || fail "$(cat log)"
    expect_equal "$(built log)" ''
    expect_equal "$(grep -c ' unchanged$' log)" 6
    find out -type f -printf '%P %T@ %s\n' | sort | diff before -
    python3 - paths <<'P'
import json, os, sys
result = json.load(open("json"))
assert result["published"] and all(c["ok"] and c["reused"] for c in result["components"]), result
paths = [os.path.join(result["directory"], artifact["path"]) for artifact in result["artifacts"]]
assert sorted(paths) == sorted(os.path.abspath(line.strip()) for line in open(sys.argv[1])), paths
P
    # One byte of a page, which git ignores; then one of a file that it tracks.
    sed -i 's|</body>| </body>|' elsewhere/calamari-clients/login/dist/index.html
    expect_error 'is published with other content' --replace -- \
        cal-pkg build-all --checkouts elsewhere --target el7 --out out
    find out -type f -printf '%P %T@ %s\n' | sort | diff before -
    cal-pkg build-all --checkouts elsewhere --target el7 --out out --replace >/dev/null 2>log || fail "$(cat log)"
    expect_equal "$(built log)" clients
    echo '# changed' >>elsewhere/Diamond/bin/diamond
    in_git elsewhere/Diamond commit -qam changed
    cal-pkg build-all --checkouts elsewhere --target el7 --out out >/dev/null 2>log || fail "$(cat log)"
    expect_equal "$(built log)" diamond
    cal-pkg build diamond --checkouts elsewhere --target el7 --out out --rebuild >/dev/null 2>log || fail "$(cat log)"
    expect_equal "$(built log)" diamond
}

test_dirty_checkout_is_refused_or_marked() {
    samples Diamond
    echo '# changed' >>checkouts/Diamond/bin/diamond
    expect_error "bin/diamond" "--allow-dirty" -- \
        cal-pkg build diamond --checkouts checkouts --target el6 --out out
    cal-pkg build diamond --checkouts checkouts --target el6 --out out --allow-dirty >/dev/null 2>&1
    only_file out/el6/noarch/diamond-3.4.67-0.0.dirty.*.el6.noarch.rpm
}

test_a_finding_is_recorded_once() {
    samples calamari-clients
    cal-pkg build clients --checkouts checkouts --target el6 --out out --json 2>/dev/null >json
    python3 - <<'P'
import json
found = [json.dumps(f) for f in json.load(open("json"))["components"][0]["findings"]]
assert found and len(found) == len(set(found)), found
P
}
