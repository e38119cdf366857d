# rpm itself judges: install into an empty root, verify, upgrade, erase.
# shellcheck shell=bash

in_root() {
    rpm --root "$PWD/root" --nodeps --noscripts "$@"
}

# An empty root with the users that packages name. It needs root for chroot.
empty_root() {
    [ "$(id -u)" -eq 0 ] || skip "rpm --root needs root"
    mkdir -p root/etc root/var/lib/rpm
    printf 'root:x:0:0::/root:/bin/sh\napache:x:48:48::/:/bin/false\n' >root/etc/passwd
    printf 'root:x:0:\napache:x:48:\n' >root/etc/group
}

# What `cal-pkg doctor` finds in the root, as "ID SUBJECT" lines, but for what the samples lack: modules that no package
# requires, and the build guide's bug.
diagnosis() {
    cp "root$(rpm --eval '%{_dbpath}')"/* root/var/lib/rpm/ # where EL has it
    cal-pkg doctor --root root --json >doctor.json || [ $? -eq 1 ] || fail "doctor fails"
    python3 -c 'import json
for f in json.load(open("doctor.json"))["findings"]:
    if f["id"] not in ("missing-module", "python-version-in-path"): print(f["id"], f["subject"])'
}

root_as_it_is() {
    find root -type f -exec sha256sum {} + | LC_ALL=C sort
    find root -printf '%p %m %C@\n' | LC_ALL=C sort
}

test_packages_install_verify_and_erase() {
    empty_root
    samples
    local packages=(calamari-clients calamari-firewall calamari-minion calamari-selinux calamari-server diamond)
    for target in el6 el7; do
        cal-pkg build-all --checkouts checkouts --target $target --out out >/dev/null 2>&1
        in_root -i --ignorearch --ignoreos out/$target/x86_64/*.rpm out/$target/noarch/*.rpm
        for name in "${packages[@]}"; do
            rpm --root "$PWD/root" -V --nodeps "$name" || fail "$name does not verify on $target"
        done
        expect_equal "$(diagnosis)" ""
        root_as_it_is >before
        cal-pkg doctor --root root >/dev/null || true
        root_as_it_is | diff -q before - || fail "doctor changes something"
        code=$(cd root && echo usr/lib/python2.*/site-packages/diamond)
        echo 'x = 1' >>"root/$code/server.py"
        chmod 600 "root/$code/util.py"
        mv "root/$code/error.py" aside
        expect_equal "$(diagnosis)" "site-file-missing diamond: /$code/error.py
site-file-changed diamond: /$code/server.py
site-file-changed diamond: /$code/util.py"
        mv aside "root/$code/error.py"
        rm root/var/lib/rpm/*
        expect_equal "$(stat -c %u:%g root/var/log/calamari)" 48:48
        expect_equal "$(stat -c %a:%g root/etc/calamari/calamari.conf)" 640:48
        in_root -e "${packages[@]}"
        [ ! -e root/opt/calamari ] || fail "/opt/calamari is left: $(find root/opt)"
        [ ! -e root/usr/share/diamond ] || fail "diamond left $(find root/usr/share/diamond)"
    done
}

test_line_1_5_installs_on_el7() {
    empty_root
    samples calamari-1.5
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --out out >/dev/null 2>&1
    in_root -i --ignorearch out/el7/x86_64/*.rpm
    rpm --root "$PWD/root" -V --nodeps calamari-server
    [ -f root/usr/lib/systemd/system/calamari.service ]
    in_root -e calamari-server
}

test_upgrade_keeps_edited_configuration_and_erase_keeps_data() {
    empty_root
    samples calamari
    cal-pkg build server --checkouts checkouts --target el6 --out one >/dev/null 2>&1
    in_root -i --ignorearch one/el6/x86_64/*.rpm
    echo '# mine' >>root/etc/calamari/calamari.conf
    echo data >root/var/lib/graphite/whisper/data.wsp
    echo log >root/var/log/calamari/calamari.log
    echo '# next' >>checkouts/calamari/conf/calamari/el6/calamari.conf
    in_git checkouts/calamari commit -qam next
    cal-pkg build server --checkouts checkouts --target el6 --out two >/dev/null 2>&1
    in_root -U --ignorearch two/el6/x86_64/*.rpm 2>&1
    tail -n 1 root/etc/calamari/calamari.conf | grep >/dev/null -x '# mine' || fail "the user's edit is lost"
    [ -f root/etc/calamari/calamari.conf.rpmnew ] || fail "no .rpmnew"
    in_root -e calamari-server 2>&1
    [ -f root/var/lib/graphite/whisper/data.wsp ] || fail "data is lost"
    [ -f root/var/log/calamari/calamari.log ] || fail "logs are lost"
}

test_compiled_modules_go_with_the_package() {
    empty_root
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    in_root -i out/el6/noarch/*.rpm
    touch root/usr/lib/python2.6/site-packages/diamond/server.pyc
    rpm --root "$PWD/root" -V --nodeps diamond || fail "bytecode makes rpm -V complain"
    in_root -e diamond
    [ ! -e root/usr/lib/python2.6/site-packages/diamond ] || fail "bytecode is left behind"
}
