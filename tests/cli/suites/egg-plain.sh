# Packages that lie in site-packages without an egg, as pip and others put them there: looked at, checked, repaired.
# shellcheck shell=bash

# shellcheck source=tests/cli/egg-fixture.sh
. "${source_root:?}/tests/cli/egg-fixture.sh"

# plain_package VERSION: calamari_web, as upstream had it, in a virtualenv of that Python below ./root; $site.
plain_package() {
    site=root/opt/calamari/venv/lib/python$1/site-packages
    make_package
    mkdir -p "$site" root/opt/calamari/venv/bin
    mv src/calamari_web "$site/"
    rm -r src
    touch root/opt/calamari/venv/bin/python
}

# files DIR: what is in it, with digests and times.
files() {
    (cd "$1" && find . -type f -printf '%P %TY-%Tm-%TdT%TT\n' | LC_ALL=C sort && find . -type f -exec sha256sum {} + | LC_ALL=C sort)
}

# The oldest and the newest there is: one keeps bytecode beside the module, one in __pycache__.
test_python_runs_the_new_code_and_after_a_restore_the_old() {
    find_pythons
    local version python
    while read -r version python; do
        rm -rf root
        plain_package "$version"
        case $version in
            2.7) mkdir "$site/calamari_web-0.1-py2.7.egg-info" ;;
            *) mkdir "$site/calamari_web-0.1.dist-info" ;;
        esac
        sed 's/^DEBUG = False/DEBUG = True /' "$site/calamari_web/settings.py" >new.py
        debug() { PYTHONPATH=$site "$python" -c 'import calamari_web.settings as s; print(s.DEBUG)'; }
        expect_equal "$(debug)" False
        files "$site/calamari_web" >before

        cal-pkg egg patch root/opt/calamari --replace calamari_web/settings.py=new.py \
            >changes 2>log || fail "$(cat log)"
        grep -qx '+DEBUG = True ' changes
        expect_equal "$(debug)" True
        # The old bytecode is put into the way by hand: it must not fit.
        cp -p "$site"/calamari_web.orig/settings.pyc "$site/calamari_web/" 2>/dev/null ||
            cp -p "$site"/calamari_web.orig/__pycache__/settings.* "$site/calamari_web/__pycache__/"
        expect_equal "$(debug)" True
        cal-pkg egg restore root/opt/calamari 2>/dev/null
        files "$site/calamari_web" | diff before -
        expect_equal "$(debug)" False
        [ ! -e "$site/calamari_web.orig" ] || fail "the backup stays"
    done < <(sed -n '1p;$p' found)
}

test_the_guides_repair_works_in_a_root_and_at_a_path() {
    plain_package 2.6
    local there
    for there in root root/opt/calamari root/opt/calamari/venv "$site" "$site/calamari_web" "$site/calamari_web/"; do
        expect_status 1 cal-pkg egg check "$there"
        grep -q 'calamari_web/settings.py:12:.*names Python 2.7.*python-version-in-path' stdout || fail "$(cat stdout stderr)"
        ! grep -q 'missing-egg-info' stdout || fail "$(cat stdout)"
        cal-pkg egg patch "$there" --fix graphite-templates >/dev/null 2>log || fail "$there: $(cat log)"
        expect_status 0 cal-pkg egg check "$there"
        cal-pkg egg restore "$there" 2>/dev/null
    done
    cal-pkg egg patch root --fix graphite-templates --output copy.orig >/dev/null 2>&1
    expect_equal "$(ls copy.orig)" "$(ls "$site/calamari_web")"
    expect_status 1 cal-pkg egg diff root copy.orig
    expect_error "is not in the package" "all in calamari_web/" -- \
        cal-pkg egg patch root --add elsewhere/x.py=copy.orig/urls.py
}

test_it_is_compared_with_eggs_and_checkouts_by_the_same_names() {
    make_egg "$(any_python)" calamari_web-0.1-py2.6.egg
    cal-pkg egg patch calamari_web-0.1-py2.6.egg --no-backup --remove calamari_web/__init__.pyc \
        --remove calamari_web/settings.pyc --remove calamari_web/urls.pyc >/dev/null 2>&1
    plain_package 2.6
    cal-pkg egg diff calamari_web-0.1-py2.6.egg root || fail "they differ"
    echo 'urlpatterns = [1]' >"$site/calamari_web/urls.py"
    expect_status 1 cal-pkg egg diff root calamari_web-0.1-py2.6.egg
    grep -qx -e '--- a/calamari_web/urls.py' stdout
    samples calamari
    expect_status 1 cal-pkg egg diff root checkouts/calamari
    grep -qx -e '+++ b/calamari_web/views.py' stdout
    cal-pkg egg patch root --from checkouts/calamari >/dev/null 2>&1
    expect_status 0 cal-pkg egg diff root checkouts/calamari
}

test_packages_are_chosen_by_project_package_or_path() {
    plain_package 2.6
    local name
    for name in cthulhu calamari_rest django; do
        mkdir "$site/$name"
        echo "name = '$name'" >"$site/$name/__init__.py"
    done
    while read -r name package; do
        expect_equal "$(cal-pkg egg show root --egg "$name" "$package/__init__.py")" "name = '$package'"
    done <<END
calamari_cthulhu cthulhu
cthulhu cthulhu
calamari-rest-api calamari_rest
$PWD/$site/calamari_rest calamari_rest
django django
END
    expect_error "holds no egg 'other'" "site-packages/calamari_web or --egg" -- cal-pkg egg list root --egg other
    # An egg of the same project beside it: nobody guesses.
    make_egg "$(any_python)" "$site/calamari_web-0.1-py2.6.egg"
    expect_error "holds 2 eggs 'calamari_web'" "choose with --egg" -- cal-pkg egg list root
    cal-pkg egg list root --egg "$PWD/$site/calamari_web" | grep >/dev/null calamari_web/settings.py
}

test_a_backup_of_another_build_is_not_put_back() {
    plain_package 2.6
    cal-pkg egg patch root --fix graphite-templates >/dev/null 2>&1
    # An upgrade: one file is as it was, one has changed.
    cp -p "$site/calamari_web.orig/settings.py" "$site/calamari_web/"
    echo 'urlpatterns = [1]' >"$site/calamari_web/urls.py"
    expect_error "is the backup of another build" "--force" -- cal-pkg egg restore root
    cal-pkg egg restore --force root 2>/dev/null
    expect_equal "$(cat "$site/calamari_web/urls.py")" 'urlpatterns = []'
}

test_what_was_put_back_by_a_patch_is_of_the_same_build() {
    plain_package 2.6
    cp "$site/calamari_web/urls.py" old.py
    echo 'urlpatterns = [1]' >new.py
    for content in new old new; do
        cal-pkg egg patch root --replace calamari_web/urls.py=$content.py >/dev/null 2>&1
        cmp -s "$content.py" "$site/calamari_web/urls.py"
    done
    cal-pkg egg restore root 2>/dev/null
    cmp old.py "$site/calamari_web/urls.py"
}

test_in_a_package() {
    plain_package 2.6
    mkdir "$site/django" "$site/calamari_web-0.1.dist-info"
    : >"$site/django/__init__.py"
    # Bytecode of 2.6 that fits its source, so that the package has it: a magic number, the time, None.
    python3 -c 'import os, struct, sys
time = int(os.stat(sys.argv[1]).st_mtime)
open(sys.argv[1] + "c", "wb").write(struct.pack("<HHI", 62161, 0x0a0d, time) + b"N")' "$site/calamari_web/settings.py"
    samples calamari
    cal-pkg build server --checkouts checkouts --target el6 --venv root --keep-venv --out old >/dev/null 2>&1
    local old new package path=/opt/calamari/venv/lib/python2.6/site-packages/calamari_web
    old=$(only_file old/el6/x86_64/*.rpm)
    expect_status 1 cal-pkg egg check "$old"
    grep -q python-version-in-path stdout
    cal-pkg egg list "$old" --egg django >/dev/null
    cal-pkg egg patch "$old" --fix graphite-templates --output new >/dev/null 2>stderr || fail "$(cat stderr)"
    new=$(only_file new/*.rpm)
    rpm -K --nosignature "$new" >/dev/null
    expect_status 0 cal-pkg egg check "$new"
    for package in "$old" "$new"; do
        rpm -qp --dump "$package" 2>/dev/null | cut -d ' ' -f 1-4 | LC_ALL=C sort >"$package.files"
    done
    { diff "$old.files" "$new.files" || true; } | sed -n 's/^[<>] \([^ ]*\).*/\1/p' | sort -u >changed
    printf '%s\n' $path/settings.py $path/settings.pyc | diff - changed
    rpm -qlp "$new" >packed 2>/dev/null
    ! grep -q 'settings\.pyc' packed || fail "stale bytecode stays"
    expect_error "is an RPM" "is the backup" -- cal-pkg egg restore "$new"
}
