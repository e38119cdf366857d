# Eggs that cal-pkg builds or repairs, judged by every Python of this machine, in time zones where that matters.
# shellcheck shell=bash

# shellcheck source=tests/cli/egg-fixture.sh
. "${source_root:?}/tests/cli/egg-fixture.sh"

test_every_python_runs_the_repaired_settings_in_every_zone() {
    local version program zone egg
    find_pythons
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
    find_pythons
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

test_python_does_not_take_the_backup_for_an_egg() {
    local version program tried=
    find_pythons
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

test_pythons_import_every_package_of_both_lines() {
    samples calamari calamari-1.5
    local line form package python eggs
    find_pythons
    for line in calamari calamari-1.5; do
        for form in zip directory; do
            eggs=()
            for package in checkouts/$line/{calamari-common,calamari-web,rest-api,cthulhu,calamari-lite}; do
                [ -e "$package/setup.py" ] || continue
                eggs+=("$(cal-pkg egg build "$package" --python 2.7 --form $form --out eggs/$form 2>/dev/null)")
            done
            [ ${#eggs[@]} -ge 4 ] || fail "only ${#eggs[@]} packages in $line"
            while read -r _ python; do
                "$python" -B - "${eggs[@]}" <<'P' || fail "$python cannot import from the $form eggs of $line"
import pkgutil, sys
eggs = sys.argv[1:]
sys.path[:0] = eggs
for egg in eggs:
    names = [name for _, name, package in pkgutil.iter_modules([egg]) if package]
    assert names, egg
    for name in names:
        module = __import__(name)
        assert egg in module.__file__, (egg, module.__file__)
P
            done <found
        done
    done
}

test_setuptools_makes_the_same_egg() {
    samples calamari
    local python package ours
    find_pythons
    python=$(sed -n 's/^2\.7 //p' found)
    [ -n "$python" ] && "$python" -c 'import setuptools' 2>/dev/null || skip "no Python 2.7 with setuptools"
    for package in calamari-common calamari-web rest-api cthulhu; do
        cp -r "checkouts/calamari/$package" "$package"
        (cd "$package" && "$python" setup.py -q bdist_egg >/dev/null)
        ours=$(cal-pkg egg build "checkouts/calamari/$package" --python 2.7 --form zip --out eggs 2>/dev/null)
        "$python" - "$package"/dist/*.egg "$ours" <<'P' || fail "the egg of $package differs"
import sys, zipfile
theirs, ours = map(zipfile.ZipFile, sys.argv[1:])
names = [n for n in theirs.namelist() if not n.endswith(".pyc")]
assert names == ours.namelist(), (names, ours.namelist())
for n in names:
    assert theirs.read(n) == ours.read(n), (n, theirs.read(n), ours.read(n))
P
    done
}

test_pythons_find_the_eggs_of_a_server_without_virtualenv() {
    samples calamari-1.5
    local python
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --venv none --out out >/dev/null 2>&1
    mkdir root
    rpm2cpio out/el7/x86_64/*.rpm | (cd root && cpio -idm --quiet)
    find_pythons
    # As on the target: site-packages on the path, its .pth file read, the program loaded.
    while read -r _ python; do
        "$python" -B - root/usr/lib/python2.7/site-packages root/usr/bin/calamari-ctl <<'P' || fail "$python"
import os, site, sys
site.addsitedir(os.path.abspath(sys.argv[1]))
import calamari_common, calamari_web, calamari_rest.version, cthulhu, calamari_lite
assert calamari_rest.version.VERSION == "1.5.7-0", calamari_rest.version.VERSION
program = {"__name__": "program"}
exec(compile(open(sys.argv[2]).read(), sys.argv[2], "exec"), program)
assert callable(program["main"])
P
    done <found
}
