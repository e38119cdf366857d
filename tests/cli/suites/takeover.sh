# `--venv` from a server package or an installed system: calamari's own packages are the checkout's.
# shellcheck shell=bash

# shellcheck source=tests/cli/egg-fixture.sh
. "${source_root:?}/tests/cli/egg-fixture.sh"

site=opt/calamari/venv/lib/python2.6/site-packages

# A system as the 1.2 line leaves it, below ./root: eggs in both forms, bytecode, a library, programs.
installed_system() {
    local venv=root/opt/calamari/venv
    mkdir -p $venv/bin "root/$site/django" "root/$site/calamari_cthulhu-0.1-py2.6.egg/cthulhu"
    printf 'binary\n' >$venv/bin/python2.6
    chmod 755 $venv/bin/python2.6
    ln -s python2.6 $venv/bin/python
    ln -s /usr/bin/python2.6 $venv/bin/system-python
    ln -s lib $venv/lib64
    echo 'VERSION = (1, 5)' >"root/$site/django/__init__.py"
    echo 'old = True' >"root/$site/calamari_cthulhu-0.1-py2.6.egg/cthulhu/__init__.py"
    echo stale >"root/$site/calamari_cthulhu-0.1-py2.6.egg/cthulhu/__init__.pyc"
    python3 - "root/$site" <<'P'
import sys, zipfile
for name in ("calamari_common", "calamari_rest_api", "calamari_web"):
    with zipfile.ZipFile("%s/%s-0.1-py2.6.egg" % (sys.argv[1], name), "w") as egg:
        egg.writestr(name.replace("_api", "") + "/__init__.py", "old = True\n")
        egg.writestr(name.replace("_api", "") + "/__init__.pyc", "stale")
P
    cat >"root/$site/easy-install.pth" <<'TEXT'
import sys; sys.__plen = len(sys.path)
./calamari_common-0.1-py2.6.egg
./calamari_rest_api-0.1-py2.6.egg
./calamari_web-0.1-py2.6.egg
./calamari_cthulhu-0.1-py2.6.egg
./other-1.0-py2.6.egg
import sys; new=sys.path[sys.__plen:]; del sys.path[sys.__plen:]; p=getattr(sys,'__egginsert',0); sys.path[p:p]=new; sys.__egginsert = p+len(new)
TEXT
    for name in calamari-ctl calamari-gone; do
        cat >$venv/bin/$name <<TEXT
#!/opt/calamari/venv/bin/python
# EASY-INSTALL-ENTRY-SCRIPT: 'calamari-cthulhu==0.1','console_scripts','$name'
__requires__ = 'calamari-cthulhu==0.1'
TEXT
    done
    printf '#!/opt/calamari/venv/bin/python\nimport carbon\n' >$venv/bin/carbon-cache.py
    chmod 755 $venv/bin/ca*
}

# An earlier server package with that virtualenv, in ./old.
old_package() {
    installed_system
    cal-pkg build server --checkouts checkouts --target el6 --venv root --keep-venv --out old >/dev/null 2>&1
}

# A newer checkout: changed modules, another version of a package, one that no zip can hold any more.
change_checkout() {
    printf 'import os\nHERE = os.path.dirname(__file__)\n' >>checkouts/calamari/calamari-common/calamari_common/config.py
    echo "taken_over = True" >>checkouts/calamari/cthulhu/cthulhu/__init__.py
    echo "taken_over = True" >>checkouts/calamari/calamari-web/calamari_web/__init__.py
    sed -i 's/version="0.1"/version="0.3"/' checkouts/calamari/calamari-web/setup.py
    in_git checkouts/calamari commit -qam change
}

# unpack PACKAGE DIR
unpack() {
    mkdir "$2"
    rpm2cpio "$1" | (cd "$2" && cpio -idm --quiet)
}

# listing DIR: kind, mode, size and link of everything in the virtualenv, and each file's digest.
listing() {
    (cd "$1/opt/calamari/venv" && find . -printf '%P %y %m %l\n' | LC_ALL=C sort &&
        find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2)
}

test_keep_venv_takes_all_packages_as_they_are() {
    samples calamari
    old_package
    unpack old/el6/x86_64/*.rpm kept
    expect_equal "$(cat "kept/$site/calamari_cthulhu-0.1-py2.6.egg/cthulhu/__init__.py")" 'old = True'
    cmp "kept/$site/calamari_web-0.1-py2.6.egg" "root/$site/calamari_web-0.1-py2.6.egg"
    cmp "kept/$site/easy-install.pth" "root/$site/easy-install.pth"
}

test_packages_of_an_old_rpm_are_replaced_and_the_rest_stays() {
    samples calamari
    old_package
    change_checkout
    cal-pkg build server --checkouts checkouts --target el6 --venv old/el6/x86_64/*.rpm --out new >/dev/null 2>stderr
    grep -q 'calamari_web-0.1-py2.6.egg was replaced by .* calamari_web-0.3-py2.6.egg.*\[taken-over\]' stderr ||
        fail "no note: $(cat stderr)"
    unpack old/el6/x86_64/*.rpm before
    unpack new/el6/x86_64/*.rpm after

    # What is not calamari's own keeps its bytes, modes and links.
    own='calamari_\|bin/calamari-\|bin/cthulhu-\|easy-install.pth'
    listing before | grep -v "$own" >before.list
    listing after | grep -v "$own" >after.list
    diff before.list after.list
    grep -q 'bin/system-python l 777 /usr/bin/python2.6' after.list

    (cd "after/$site" && ls) >found
    printf '%s\n' calamari_common-0.1-py2.6.egg calamari_cthulhu-0.1-py2.6.egg \
        calamari_rest_api-0.1-py2.6.egg calamari_web-0.3-py2.6.egg django easy-install.pth | diff - found
    [ -z "$(find after -name '*.py[co]' -path '*calamari*egg*')" ] || fail "old bytecode stays"
    sed 's/calamari_web-0.1/calamari_web-0.3/' "before/$site/easy-install.pth" | diff - "after/$site/easy-install.pth"
    expect_equal "$(cd after/opt/calamari/venv/bin && echo c*)" 'calamari-ctl carbon-cache.py cthulhu-manager'
    expect_equal "$(head -n 1 after/opt/calamari/venv/bin/calamari-ctl)" '#!/opt/calamari/venv/bin/python'
}

# A system that packages can be installed on, below ./target.
make_target() {
    mkdir -p target/etc
    printf 'root:x:0:0::/root:/bin/sh\napache:x:48:48::/:/bin/false\n' >target/etc/passwd
    printf 'root:x:0:\napache:x:48:\n' >target/etc/group
}

# install PACKAGE [OPTION…]: with its %pretrans, which needs no shell.
install() {
    rpm --root "$PWD/target" --nodeps --nopre --nopost --nopreun --nopostun --ignorearch --nosignature -U "$@"
}

test_eggs_are_directories_and_rpm_goes_from_one_form_to_the_other() {
    samples calamari
    old_package
    echo "taken_over = True" >>checkouts/calamari/cthulhu/cthulhu/__init__.py
    in_git checkouts/calamari commit -qam change
    cal-pkg build server --checkouts checkouts --target el6 --venv old/el6/x86_64/*.rpm --out new >/dev/null 2>&1
    unpack new/el6/x86_64/*.rpm after
    local name egg
    for name in common cthulhu rest_api web; do
        [ -d "after/$site/calamari_$name-0.1-py2.6.egg/EGG-INFO" ] || fail "calamari_$name is not a directory"
    done
    [ "$(id -u)" -eq 0 ] || skip "installing needs root"
    make_target
    install new/el6/x86_64/*.rpm
    # What Python and others have put there, with a way out.
    mkdir target/elsewhere
    echo theirs >target/elsewhere/file
    egg=target/$site/calamari_web-0.1-py2.6.egg
    echo bytecode >"$egg/calamari_web/settings.pyc"
    egg=target/$site/calamari_common-0.1-py2.6.egg
    echo own >"$egg/calamari_common/local.conf"
    ln -s /elsewhere "$egg/calamari_common/out"

    install --oldpackage old/el6/x86_64/*.rpm >stdout
    rpm --root "$PWD/target" -V --nodeps calamari-server
    cmp "target/$site/calamari_web-0.1-py2.6.egg" "root/$site/calamari_web-0.1-py2.6.egg"
    expect_equal "$(cd "target/$site" && echo *.rpmsave)" calamari_common-0.1-py2.6.egg.rpmsave
    grep -q 'calamari_common-0.1-py2.6.egg.rpmsave$' stdout
    expect_equal "$(cd "$egg.rpmsave" && find . -type f -o -type l | LC_ALL=C sort)" \
        "$(printf './calamari_common/local.conf\n./calamari_common/out')"
    expect_equal "$(cat target/elsewhere/file)" theirs

    # Nothing is unpacked through a link.
    rm "$egg"
    ln -s /elsewhere "$egg"
    install new/el6/x86_64/*.rpm >/dev/null
    rpm --root "$PWD/target" -V --nodeps calamari-server
    [ ! -h "$egg" ] || fail "the link stays"
    expect_equal "$(ls target/elsewhere)" file
    expect_equal "$(readlink "$egg.rpmsave.1")" /elsewhere
}

test_real_pythons_run_what_was_taken_over() {
    samples calamari
    old_package
    change_checkout
    cal-pkg build server --checkouts checkouts --target el6 --venv old/el6/x86_64/*.rpm --out new >/dev/null 2>&1
    unpack new/el6/x86_64/*.rpm after
    find_pythons
    local python
    while read -r _ python; do
        "$python" -S - "$PWD/after/$site" "$PWD/after/opt/calamari/venv/bin" <<'P'
import os, runpy, site, subprocess, sys
sys.dont_write_bytecode = True
site.addsitedir(sys.argv[1])
import calamari_common, calamari_rest, calamari_web, cthulhu
assert cthulhu.taken_over and calamari_web.taken_over
for module in (calamari_common, calamari_rest, calamari_web, cthulhu):
    assert module.__file__.startswith(sys.argv[1]) and not hasattr(module, "old"), module.__file__
from calamari_rest.version import VERSION
assert VERSION.startswith("1.2-13-g"), VERSION
import cthulhu.manager.manager
try:
    runpy.run_path(os.path.join(sys.argv[2], "calamari-ctl"), run_name="__main__")
except SystemExit as end:
    assert not end.code, end.code
else:
    raise AssertionError("calamari-ctl did not run its main function")
P
    done <found
}

test_every_way_to_name_the_virtualenv_gives_the_same_package() {
    samples calamari
    old_package
    change_checkout
    tar -C root -czf venv.tar.gz opt/calamari/venv
    mkdir alone
    cp -a root/opt/calamari/venv alone/v
    local i=0
    for venv in old/el6/x86_64/*.rpm root root/opt/calamari root/opt/calamari/venv alone/v venv.tar.gz; do
        i=$((i + 1))
        cal-pkg build server --checkouts checkouts --target el6 --venv "$venv" --out out$i >/dev/null 2>&1 ||
            fail "--venv $venv"
        cmp out1/el6/x86_64/*.rpm out$i/el6/x86_64/*.rpm
    done
}

test_taking_over_from_what_was_taken_over_changes_nothing() {
    samples calamari
    old_package
    cal-pkg build server --checkouts checkouts --target el6 --venv old/el6/x86_64/*.rpm --out a >/dev/null 2>&1
    cal-pkg build server --checkouts checkouts --target el6 --venv a/el6/x86_64/*.rpm --out b >/dev/null 2>&1
    unpack a/el6/x86_64/*.rpm first
    unpack b/el6/x86_64/*.rpm second
    diff <(listing first) <(listing second)
}

test_the_plan_shows_what_will_be_taken_over() {
    samples calamari
    old_package
    cal-pkg plan server --checkouts checkouts --target el6 --venv old/el6/x86_64/*.rpm >stdout 2>stderr
    grep -q '/calamari_web-0.1-py2.6.egg/calamari_web/settings.py  <- calamari-web$' stdout
    grep -q '/django/__init__.py  <- virtualenv$' stdout
    grep -q '\[taken-over\]' stderr
}

test_an_upgrade_to_the_new_package_leaves_no_old_file() {
    [ "$(id -u)" -eq 0 ] || skip "installing needs root"
    samples calamari
    old_package
    change_checkout
    cal-pkg build server --checkouts checkouts --target el6 --venv old/el6/x86_64/*.rpm --out new >/dev/null 2>&1
    make_target
    for package in old/el6/x86_64/*.rpm new/el6/x86_64/*.rpm; do
        install "$package"
    done
    rpm --root "$PWD/target" -V --nodeps calamari-server
    unpack new/el6/x86_64/*.rpm after
    diff <(listing target) <(listing after)
    [ -d "target/$site/calamari_common-0.1-py2.6.egg" ] || fail "no directory took the place of a file"
}

test_nothing_is_left_in_the_temporary_directory() {
    samples calamari
    old_package
    mkdir temporary
    TMPDIR=$PWD/temporary cal-pkg build server --checkouts checkouts --target el6 --venv old/el6/x86_64/*.rpm \
        --out new >/dev/null 2>&1
    expect_equal "$(ls -A temporary)" ''
}

test_a_virtualenv_without_calamari_is_told() {
    samples calamari
    installed_system
    rm -rf "root/$site"/calamari_*
    cal-pkg plan server --checkouts checkouts --target el6 --venv root/opt/calamari/venv >/dev/null 2>stderr
    grep 'no-own-packages' stderr >/dev/null || fail "no word of it: $(cat stderr)"
    cal-pkg plan server --checkouts checkouts --target el6 --venv root/opt/calamari/venv --keep-venv \
        >/dev/null 2>stderr
    ! grep 'no-own-packages' stderr >/dev/null || fail "$(cat stderr)"
}

test_packages_that_hold_no_virtualenv_are_refused() {
    samples calamari Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    expect_error "diamond-3.4.67-0.el6.noarch.rpm: has nothing below /opt/calamari/venv" "another package" -- \
        cal-pkg build server --checkouts checkouts --target el6 --venv out/el6/noarch/*.rpm --out new
    expect_error "is a source package" "give the binary one" -- \
        cal-pkg build server --checkouts checkouts --target el6 --venv out/el6/SRPMS/*.rpm --out new
    old_package
    head -c 5000 old/el6/x86_64/*.rpm >cut.rpm
    expect_error "cut.rpm" -- \
        cal-pkg build server --checkouts checkouts --target el6 --venv cut.rpm --out new
    [ ! -e new ] || fail "something was published"
}

test_links_work_or_are_refused_with_one_error() {
    samples calamari
    installed_system
    local venv=opt/calamari/venv given package
    rm root/$venv/bin/python root/$venv/lib64
    ln -s /usr/bin/python2.7 root/$venv/bin/python
    ln -s /opt/calamari/venv/lib root/$venv/lib64
    ln -s lib/none root/$venv/nowhere
    ln "root/$site/easy-install.pth" root/$venv/a.pth
    tar -C root --sort=name -cf root.tar .
    cal-pkg build server --checkouts checkouts --target el6 --venv root --keep-venv --out old >/dev/null 2>&1
    for given in root root.tar old/el6/x86_64/*.rpm; do
        cal-pkg build server --checkouts checkouts --target el6 --venv "$given" --out out >/dev/null 2>stderr ||
            fail "$given: $(cat stderr)"
        package=$(only_file out/el6/x86_64/*.rpm)
        rpm -qp --qf '[%{FILENAMES} %{FILELINKTOS}\n]' "$package" 2>/dev/null | grep '^/opt/calamari/venv/' >links
        grep -q '/bin/python /usr/bin/python2.7$' links
        grep -q '/lib64 /opt/calamari/venv/lib$' links
        grep -q '/nowhere lib/none$' links
        rm -rf unpacked
        unpack "$package" unpacked
        grep -q '^./other-1.0-py2.6.egg$' "unpacked/$site/easy-install.pth" || fail "$given: a line was lost"
        rm -rf out
    done
    cp -a root plain
    while read -r link target text; do
        rm -rf root
        cp -a plain root
        rm -rf "root/$venv/$link"
        ln -s "$target" "root/$venv/$link"
        tar -C root --sort=name -cf root.tar opt
        for given in root root.tar; do
            expect_error "$link" "$text" -- \
                cal-pkg build server --checkouts checkouts --target el6 --venv $given --out out
            [ ! -e out ] || fail "something was written for $link"
        done
    done <<'END'
a a back to itself
lib64 ../../../elsewhere leaves the tree
a bin/python2.6/x through a file
lib/python2.6/site-packages ../../packages what lies behind it cannot be replaced
lib/python2.6/site-packages/easy-install.pth all.pth lines would be lost
END
}

test_a_virtualenv_comes_out_of_a_package_of_format_6() {
    local package=$source_root/tests/data/rpmbuilds/6.0.2-format6/binary.rpm
    rpm -qp --nosignature --qf '%{VERSION}' "$package" >/dev/null 2>&1 || skip "this rpm does not read format 6"
    samples calamari
    cal-pkg plan server --checkouts checkouts --target el6 --venv "$package" >plan 2>stderr
    grep -q -- '-0755 root:root  *      /opt/calamari/venv/bin/python2.6  <- virtualenv$' plan || fail "$(cat plan)"
    grep -q ' /opt/calamari/venv/bin/python -> python2.6  <- virtualenv$' plan
    grep -q "calamari_web-0.1-py2.6.egg .*\[taken-over\]" stderr || fail "$(cat stderr)"
}
