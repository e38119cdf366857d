# `cal-pkg egg patch X.rpm … --output DIR`: a new RPM out of an old one, judged by rpm itself.
# shellcheck shell=bash

# shellcheck source=tests/cli/sign-fixture.sh
. "${source_root:?}/tests/cli/sign-fixture.sh"

site=/opt/calamari/venv/lib/python2.6/site-packages
egg=$site/calamari_web-0.1-py2.6.egg
tree=$site/calamari_rest-0.1-py2.6.egg

# make_eggs: ./files with both forms of an egg, bytecode inside, and some other files.
make_eggs() {
    mkdir -p "files$site" "files$tree/EGG-INFO" "files$tree/calamari_rest" files/etc
    cat >settings.py <<'P'
import os
TEMPLATE_DIRS = (os.path.join(config.get('graphite', 'root'), "lib/python2.7/site-packages/graphite/templates"),)
P
    python3 - "files$egg" <<'P'
import sys, zipfile
members = [('EGG-INFO/PKG-INFO', 'Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n'),
           ('EGG-INFO/SOURCES.txt', 'setup.py\n'), ('EGG-INFO/dependency_links.txt', '\n'),
           ('EGG-INFO/top_level.txt', 'calamari_web\n'), ('EGG-INFO/zip-safe', '\n'),
           ('calamari_web/__init__.py', ''), ('calamari_web/settings.py', open('settings.py').read()),
           ('calamari_web/settings.pyc', 'stale'), ('calamari_web/urls.py', 'urls = 1\n')]
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    for name, content in members:
        info = zipfile.ZipInfo(name, (2014, 7, 1, 12, 0, 0))
        info.external_attr = 0o100644 << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        z.writestr(info, content)
P
    printf 'Metadata-Version: 1.0\nName: calamari-rest\nVersion: 0.1\n' >"files$tree/EGG-INFO/PKG-INFO"
    echo calamari_rest >"files$tree/EGG-INFO/top_level.txt"
    echo >"files$tree/EGG-INFO/not-zip-safe"
    : >"files$tree/calamari_rest/__init__.py"
    echo 'rest = 1' >"files$tree/calamari_rest/views.py"
    echo bytecode >"files$tree/calamari_rest/views.pyc"
    ln "files$tree/calamari_rest/views.pyc" "files$tree/calamari_rest/views.pyo"
    head -c 100000 /dev/urandom >files/opt/calamari/noise
    ln -s noise files/opt/calamari/link
    echo a=1 >files/etc/calamari.conf
    find files -exec touch -h -d '2014-07-01T12:00:00Z' {} +
}

# make_rpm [PAYLOAD]: ./old.rpm with ./files.
make_rpm() {
    [ -d files ] || make_eggs
    cat >package.spec <<S
Name: calamari-server
Version: 1.2
Release: ${release:-12_ge16f809.el6}
Summary: Calamari
Summary(de): Kalmar
License: MIT
AutoReqProv: no
Requires: httpd
%description
Calamari.
%install
cp -a "$PWD/files/." "\$RPM_BUILD_ROOT"
%post
echo post
%triggerin -- httpd
echo trigger
%files
%config(noreplace) %attr(0640,root,root) /etc/calamari.conf
/opt/calamari
%changelog
* Tue Jul 01 2014 Ada Example <ada@example.org> - 1.2-12
- Build
S
    SOURCE_DATE_EPOCH=1404216000 rpmbuild -bb --nodeps --target x86_64 --define "_topdir $PWD/top" \
        --define "_binary_payload ${1:-w9.gzdio}" --define '_buildhost builder' \
        --define 'use_source_date_epoch_as_buildtime 1' --define '__os_install_post %{nil}' \
        --define '_rpmfilename old.rpm' package.spec >build.log 2>&1 || fail "$(cat build.log)"
    cp top/RPMS/old.rpm .
}

new=out/calamari-server-1.2-12_ge16f809.el6.1.x86_64.rpm

# unpack RPM DIRECTORY
unpack() {
    mkdir "$2"
    rpm2cpio "$1" | (cd "$2" && cpio -idm --quiet)
}

# Every tag of a package that this rpm knows, one a line.
every_tag() {
    local format='' tag
    for tag in $(rpm --querytags); do
        format+="\n$tag=[%{$tag};]"
    done
    rpm -qp --nosignature --qf "$format" "$1"
}

test_the_fix_makes_a_new_rpm_with_the_file_repaired() {
    make_rpm
    sha256sum old.rpm >sum
    expect_status 0 cal-pkg egg patch old.rpm --fix graphite-templates --output out
    grep -q '^-TEMPLATE_DIRS' stdout || fail "no diff on standard output"
    grep -q "patched $new" stderr
    sha256sum -c --quiet sum
    expect_equal "$(ls -A out)" "$(basename $new)"
    rpm -K --nosignature $new >report || fail "$(cat report)"
    unpack old.rpm before
    unpack $new after
    unzip -tq "after$egg" >/dev/null
    unzip -p "after$egg" calamari_web/settings.py | grep 'sys.version_info' >/dev/null
    ! unzip -l "after$egg" | grep 'settings.pyc' >/dev/null || fail "stale bytecode is still in the egg"
    ! diff -rq before after >differences || fail "nothing differs"
    expect_equal "$(wc -l <differences)" 1
    grep -q calamari_web-0.1-py2.6.egg differences
}

test_rpm_sees_no_other_difference() {
    local payload
    for payload in w9.gzdio w2.xzdio w9.bzdio w2.lzdio w3.zstdio; do
        make_rpm $payload
        rm -rf out
        if ! cal-pkg egg patch old.rpm --fix graphite-templates --output out >log 2>&1; then
            grep -q 'to other bytes than' log || fail "$(cat log)"
            leave_out "$payload: $(cat log)"
            continue
        fi
        every_tag old.rpm >before
        every_tag $new >after
        { diff before after || true; } | sed -n 's/^< \([A-Z0-9]*\)=.*/\1/p' | sort >differ
        cat >allowed <<'T'
ARCHIVESIZE
CHANGELOGNAME
CHANGELOGTEXT
CHANGELOGTIME
EVR
FILEDIGESTS
FILEMD5S
FILEMTIMES
FILESIZES
HDRID
HEADERIMMUTABLE
LONGARCHIVESIZE
LONGFILESIZES
LONGSIGSIZE
LONGSIZE
NEVR
NEVRA
NVR
NVRA
PAYLOADDIGEST
PAYLOADDIGESTALT
PKGID
PROVIDENEVRS
PROVIDEVERSION
R
RELEASE
SHA1HEADER
SHA256HEADER
SIGMD5
SIGSIZE
SIZE
T
        expect_equal "$(comm -23 differ allowed)" ""
        [ "$(wc -l <differ)" -gt 15 ] || fail "the comparison sees nothing: $(cat differ)"
        rpm -qp --qf '[%{FILENAMES} %{FILEDIGESTS}\n]' old.rpm >before
        rpm -qp --qf '[%{FILENAMES} %{FILEDIGESTS}\n]' $new >after
        expect_equal "$({ diff before after || true; } | grep -c '^<')" 1
    done
}

test_a_directory_egg_stays_a_directory_and_loses_its_bytecode() {
    make_rpm
    echo 'rest = 2' >views.py
    cal-pkg egg patch old.rpm --egg calamari_rest --replace calamari_rest/views.py=views.py \
        --output out >log 2>&1 || fail "$(cat log)"
    rpm -K --nosignature $new >report || fail "$(cat report)"
    unpack old.rpm before
    unpack $new after
    [ -d "after$tree" ]
    [ -f "after$egg" ]
    cmp "after$egg" "before$egg"
    expect_equal "$(cat "after$tree/calamari_rest/views.py")" 'rest = 2'
    local left
    left=$(find "after$tree" -name 'views.py[co]')
    [ -z "$left" ] || fail "stale bytecode is still in the package: $left"
    [ "after$tree/calamari_rest/views.py" -ot "before$tree/calamari_rest/views.py" ] ||
        fail "the changed file has its old time, which old bytecode on a system would match"
    expect_equal "$(stat -c %Y "after$tree/calamari_rest/__init__.py")" 1404216000
    rpm -qlp old.rpm | grep -v 'views.py[co]$' >expected
    rpm -qlp $new | diff expected - || fail "the file list differs"
}

test_release_and_changelog_are_what_was_asked_for() {
    make_rpm
    cal-pkg egg patch old.rpm --fix graphite-templates --output out --release 13.el6 \
        --changelog 'Repair the dashboard' 2>/dev/null >&2
    local made=out/calamari-server-1.2-13.el6.x86_64.rpm
    rpm -qp --changelog $made | sed -n 1,3p | tr '\n' '|' >entry
    expect_equal "$(cat entry)" "* Tue Jul 01 2014 cal-pkg - 1.2-13.el6|- Repair the dashboard||"
    rpm -qp --provides $made | grep -x 'calamari-server = 1.2-13.el6' >/dev/null
    rpm -qp --provides $made | grep -x 'calamari-server(x86-64) = 1.2-13.el6' >/dev/null
    expect_equal "$(rpm -qp --qf '%{BUILDTIME}' $made)" 1404216000
}

test_the_changelog_has_the_date_of_source_date_epoch() {
    make_rpm
    SOURCE_DATE_EPOCH=1499999999 cal-pkg egg patch old.rpm --fix graphite-templates --output out \
        >/dev/null 2>&1
    expect_equal "$(rpm -qp --qf '%{CHANGELOGTIME}' $new)" 1499999999
    expect_error SOURCE_DATE_EPOCH yesterday -- env SOURCE_DATE_EPOCH=yesterday \
        cal-pkg egg patch old.rpm --fix graphite-templates --output again
    [ ! -e again ] || fail "something was written: $(ls -A again)"
}

test_a_package_can_be_patched_again() {
    make_rpm
    cal-pkg egg patch old.rpm --fix graphite-templates --output out >/dev/null 2>&1
    echo 'urls = 2' >urls.py
    cal-pkg egg patch $new --replace calamari_web/urls.py=urls.py --output out >/dev/null 2>&1
    local second=out/calamari-server-1.2-12_ge16f809.el6.1.1.x86_64.rpm
    rpm -K --nosignature $second >/dev/null
    expect_equal "$(rpm -qp --changelog $second | grep -c cal-pkg)" 2
    unpack $second after
    expect_equal "$(unzip -p "after$egg" calamari_web/urls.py)" 'urls = 2'
}

test_a_release_with_a_tilde_keeps_it_and_other_names_of_the_egg_are_told() {
    make_eggs
    ln "files$egg" files/opt/calamari/other.egg
    release='0.1~rc2' make_rpm
    cal-pkg egg patch old.rpm --fix graphite-templates --output out >/dev/null 2>stderr
    [ -f out/calamari-server-1.2-0.1~rc2.1.x86_64.rpm ] || fail "made: $(ls out)"
    grep 'other names (hard links)' stderr >/dev/null || fail "no word of the link: $(cat stderr)"
}

test_of_two_eggs_of_one_name_the_one_that_the_message_names_is_patched() {
    make_eggs
    mkdir -p files/opt/calamari/b
    cp -p "files$egg" "files/opt/calamari/b/${egg##*/}"
    make_rpm
    expect_error "holds 2 eggs 'calamari_web'" -- \
        cal-pkg egg patch old.rpm --fix graphite-templates --output out
    local choice
    choice=$(sed -n 's/.* or \(--egg .*\)/\1/p' stderr)
    expect_equal "$choice" "--egg $egg"
    # shellcheck disable=SC2086 # two words
    cal-pkg egg patch old.rpm --fix graphite-templates --output out $choice >/dev/null 2>log || fail "$(cat log)"
    # shellcheck disable=SC2086 # two words
    cal-pkg egg show $new calamari_web/settings.py $choice | grep sys.version_info >/dev/null
    cal-pkg egg show $new calamari_web/settings.py --egg "/opt/calamari/b/${egg##*/}" | cmp - settings.py
}

test_the_same_patch_gives_the_same_bytes() {
    make_rpm
    cal-pkg egg patch old.rpm --fix graphite-templates --output out >/dev/null 2>&1
    (umask 077 && TZ=Asia/Tokyo LC_ALL=C cal-pkg egg patch old.rpm --fix graphite-templates \
        --output again >/dev/null 2>&1)
    cmp $new again/*.rpm
    expect_equal "$(stat -c %a again/*.rpm)" 644
}

test_a_package_that_is_fixed_already_makes_no_new_one() {
    make_rpm
    cal-pkg egg patch old.rpm --fix graphite-templates --output out >/dev/null 2>&1
    expect_status 0 cal-pkg egg patch $new --fix graphite-templates --output second
    [ ! -e second ] || fail "something was written: $(ls -A second)"
    grep -qi 'already\|nothing to change' stderr
}

test_json_names_both_packages() {
    make_rpm
    cal-pkg egg patch old.rpm --fix graphite-templates --output out --json >report 2>/dev/null
    python3 - <<'P'
import json
report = json.load(open('report'))
assert report['package'] == {'nevra': 'calamari-server-1.2-12_ge16f809.el6.1.x86_64',
                             'old_nevra': 'calamari-server-1.2-12_ge16f809.el6.x86_64',
                             'signature_lost': False, 'signed': False}, report['package']
assert report['output'].endswith('calamari-server-1.2-12_ge16f809.el6.1.x86_64.rpm')
P
}

test_damaged_packages_are_refused_and_nothing_is_written() {
    make_rpm
    local size
    size=$(stat -c %s old.rpm)
    for part in 3 40 96 200 5000 $((size / 2)) $((size - 1)); do
        head -c "$part" old.rpm >cut.rpm
        expect_error cut.rpm -- cal-pkg egg patch cut.rpm --fix graphite-templates --output out
        [ ! -e out ] || fail "something was written: $(ls -A out)"
    done
    cp old.rpm wrong.rpm
    printf 'X' | dd of=wrong.rpm bs=1 seek=$((size - 2000)) conv=notrunc 2>/dev/null
    expect_error wrong.rpm damaged -- cal-pkg egg patch wrong.rpm --fix graphite-templates --output out
    [ ! -e out ] || fail "something was written: $(ls -A out)"
    # Nothing is to be changed in this one, and so nothing would be written.
    cal-pkg egg patch old.rpm --fix graphite-templates --output fixed >/dev/null 2>&1
    mv fixed/*.rpm wrong.rpm
    printf 'X' | dd of=wrong.rpm bs=1 seek=$((size - 2000)) conv=notrunc 2>/dev/null
    expect_error wrong.rpm damaged -- cal-pkg egg patch wrong.rpm --fix graphite-templates --output out
}

test_wrong_usage_is_told_in_one_line() {
    make_rpm
    expect_error old.rpm --output -- cal-pkg egg patch old.rpm --fix graphite-templates
    expect_error 'release 1' 'not newer' 12_ge16f809.el6.1 -- \
        cal-pkg egg patch old.rpm --fix graphite-templates --output out --release 1
    expect_error 'release 13-1' -- \
        cal-pkg egg patch old.rpm --fix graphite-templates --output out --release 13-1
    [ ! -e out ] || fail "something was written: $(ls -A out)"
    echo plain >file
    expect_error 'file: is not a directory' 'another --output' -- \
        cal-pkg egg patch old.rpm --fix graphite-templates --output file
    expect_equal "$(cat file)" plain
}

test_a_package_of_the_new_name_stays_unless_it_is_the_same() {
    make_rpm
    mkdir out
    cp old.rpm $new
    expect_error "$new: already exists" "another release" -- \
        cal-pkg egg patch old.rpm --fix graphite-templates --output out
    cmp old.rpm $new
    expect_equal "$(ls -A out)" "$(basename $new)"
    rm $new
    cal-pkg egg patch old.rpm --fix graphite-templates --output out >/dev/null 2>&1
    stat -c '%i %y' $new >before
    expect_status 0 cal-pkg egg patch old.rpm --fix graphite-templates --output out
    stat -c '%i %y' $new | diff before -
    expect_equal "$(ls -A out)" "$(basename $new)"
}

test_directories_that_were_made_go_again_when_the_package_does_not_come() {
    make_rpm
    local long output
    long=$(printf 'n%.0s' {1..256})
    for output in "made/$long/below" "made/../other/$long"; do
        expect_error "$long" -- cal-pkg egg patch old.rpm --fix graphite-templates --output "$output"
        [ ! -e made ] || fail "left: $(find made other)"
        [ ! -e other ] || fail "left: $(find other)"
    done
    expect_error "cannot write" -- bash -c 'ulimit -f 20 && trap "" XFSZ && "$@"' bash \
        cal-pkg egg patch old.rpm --fix graphite-templates --output a/../b/c
    [ ! -e a ] || fail "a is left"
    [ ! -e b ] || fail "b is left"
}

test_a_package_is_not_made_when_its_diff_cannot_be_printed() {
    make_rpm
    expect_error "standard output: cannot be written; nothing was changed" -- \
        bash -c "cal-pkg egg patch old.rpm --fix graphite-templates --output out >/dev/full"
    [ ! -e out ] || fail "something was written: $(ls -A out)"
    expect_error "standard output: cannot be written" "$new is patched all the same" -- \
        bash -c "cal-pkg egg patch old.rpm --fix graphite-templates --output out --json >/dev/full"
    rpm -K --nosignature $new >/dev/null
}

test_a_full_disk_is_told_and_leaves_nothing() {
    make_rpm
    # A limit on the size of files stands for it: 20 KiB, and the package has 100.
    expect_error "$new: cannot write: File too large" -- bash -c 'ulimit -f 20 && trap "" XFSZ && "$@"' bash \
        cal-pkg egg patch old.rpm --fix graphite-templates --output out
    [ ! -e out ] || fail "something was written: $(ls -A out)"
}

test_an_interrupt_leaves_nothing_and_says_so() {
    make_eggs
    head -c 8000000 /dev/urandom >files/opt/calamari/large # a second of bzip2's time
    make_rpm w9.bzdio
    local signal pid
    for signal in INT TERM; do
        local status=0
        # Background jobs of a script ignore SIGINT: Python resets that.
        python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$program" egg patch old.rpm --fix graphite-templates --output made/out \
            >/dev/null 2>stderr &
        pid=$!
        wait_until test -d made/out
        kill -s $signal $pid
        wait $pid || status=$?
        expect_equal $status 130
        expect_equal "$(cat stderr)" "cal-pkg: error: interrupted; each file is as it was, or done"
        [ ! -e made ] || fail "left: $(find made)"
    done
}

test_the_new_package_installs_over_the_old_one() {
    [ "$(id -u)" -eq 0 ] || skip "rpm --root needs root"
    make_rpm
    cal-pkg egg patch old.rpm --fix graphite-templates --output out >/dev/null 2>&1
    echo 'rest = 2' >views.py
    cal-pkg egg patch $new --egg calamari_rest --replace calamari_rest/views.py=views.py \
        --output out >/dev/null 2>&1
    mkdir -p root/etc
    echo 'root:x:0:0::/root:/bin/sh' >root/etc/passwd
    echo 'root:x:0:' >root/etc/group
    in_root() {
        rpm --root "$PWD/root" --nodeps --noscripts --notriggers "$@" 2>/dev/null
    }
    local package
    in_root -i --ignorearch --ignoreos old.rpm
    for package in $new out/*.1.1.x86_64.rpm; do
        in_root -U --ignorearch --ignoreos "$package"
        rpm --root "$PWD/root" -V --nodeps --noscripts calamari-server || fail "it does not verify"
    done
    expect_equal "$(cat "root$tree/calamari_rest/views.py")" 'rest = 2'
    [ ! -e "root$tree/calamari_rest/views.pyc" ]
    [ -f "root$egg" ]
    unzip -p "root$egg" calamari_web/settings.py | grep 'sys.version_info' >/dev/null
}

# Judged by git: what it makes of the eggs' files is what is in the eggs, in the package and beside it.
test_renames_and_copies_are_what_git_makes_of_them() {
    make_rpm
    unpack old.rpm before
    mkdir web && (cd web && unzip -q "../before$egg")
    cp -r "before$tree" rest
    git init -q repository
    mv web rest repository/
    find repository -name '*.py[co]' -delete
    seq 100 >repository/rest/calamari_rest/table.py
    in_git repository add -A
    in_git repository commit -qm before
    cp repository/rest/calamari_rest/table.py .
    (
        cd repository
        git mv web/calamari_web/urls.py web/calamari_web/links.py
        git mv rest/calamari_rest/views.py rest/calamari_rest/seen.py
        mkdir rest/calamari_rest/data
        sed 's/^50$/fifty/' rest/calamari_rest/table.py >rest/calamari_rest/data/copy.py
        cp rest/calamari_rest/table.py rest/calamari_rest/equal.py
        echo 101 >>rest/calamari_rest/table.py
        git mv web/calamari_web/settings.py rest/calamari_rest/settings.py
        git add -A
        git diff --cached -M -C --find-copies-harder
    ) >x.diff
    expect_equal "$(grep -c '^rename from\|^copy from' x.diff)" 5
    cal-pkg egg patch old.rpm --egg calamari_rest --add calamari_rest/table.py=table.py --patch x.diff \
        --output out >/dev/null 2>log || fail "$(cat log)"
    grep -q 'web/calamari_web/settings.py (renamed to rest/calamari_rest/settings.py) is not of the egg' log || fail "$(cat log)"
    cal-pkg egg patch out/*.rpm --egg calamari_web --patch x.diff --output more >/dev/null 2>log || fail "$(cat log)"
    unpack more/*.rpm after
    mkdir web && (cd web && unzip -q "../after$egg")
    rm repository/rest/calamari_rest/settings.py
    diff -r "after$tree" repository/rest
    in_git repository show HEAD:web/calamari_web/settings.py >repository/web/calamari_web/settings.py
    diff -r --exclude='*.pyc' web repository/web

    # The same eggs by themselves.
    cp "before$egg" web.egg
    cal-pkg egg patch web.egg --patch x.diff >/dev/null 2>&1
    cmp web.egg "after$egg"
    cp -r "before$tree" calamari_rest-0.1-py2.6.egg
    cal-pkg egg patch calamari_rest-0.1-py2.6.egg --add calamari_rest/table.py=table.py --patch x.diff >/dev/null 2>log ||
        fail "$(cat log)"
    diff -r calamari_rest-0.1-py2.6.egg "after$tree"
}

test_packages_of_format_6_are_looked_into_and_not_repaired() {
    local package=$source_root/tests/data/rpmbuilds/6.0.2-format6/binary.rpm
    rpm -qp --nosignature --qf '%{VERSION}' "$package" >/dev/null 2>&1 || skip "this rpm does not read format 6"
    expect_status 0 cal-pkg egg list "$package"
    grep -q ' 87 .* calamari_web/settings.py$' stdout || fail "$(cat stdout)"
    expect_status 0 cal-pkg egg show "$package" calamari_web/settings.py
    expect_equal "$(cat stdout)" \
        'TEMPLATE_DIRS = ("/opt/calamari/venv/lib/python2.7/site-packages/graphite/templates",)'
    expect_status 1 cal-pkg egg check "$package"
    grep -q "\[python-version-in-path\]" stdout || fail "$(cat stdout stderr)"
    expect_error "is a package of rpm's format 6, whose digests cal-pkg cannot renew" "build it as format 4" -- \
        cal-pkg egg patch "$package" --fix graphite-templates --output new
    [ ! -e new ] || [ -z "$(ls -A new)" ] || fail "something was written"
}

test_a_package_is_signed_again_on_request() {
    empty_keyring
    new_key site rsa2048 sign
    new_key elliptic ed25519 sign
    make_rpm
    # shellcheck disable=SC2317 # expect_error calls it
    repair() { cal-pkg egg patch "$1" --fix graphite-templates --output out "${@:2}"; }
    expect_error "is of the kind ed25519, and the rpm of el6" -- repair old.rpm --sign elliptic@example.invalid
    [ ! -e out ] || fail "something was written"
    expect_status 0 repair old.rpm --sign site@example.invalid
    ! grep -q 'signature is gone' stderr || fail "$(cat stderr)"
    mkdir keys
    gpg --batch --armor --export site@example.invalid >KEY
    rpmkeys --dbpath "$PWD/keys" --import KEY
    rpmkeys --dbpath "$PWD/keys" --define '_pkgverify_level all' -K $new >report || fail "$(cat report)"
    cp $new first.rpm
    expect_status 0 repair old.rpm --sign site@example.invalid # the same once more
    cmp first.rpm $new
    expect_equal "$(ls -A out)" "$(basename $new)"
    expect_error "already exists, and is another package" -- repair old.rpm --sign site@example.invalid --changelog other

    # What goes wrong in a private directory is told of the package.
    mkdir bin
    printf '%s\n' '#!/bin/bash' "$(command -v gpg) \"\$@\" || exit" \
        'case "$*" in *--detach-sign*/header-and-payload) rm -r out/.signed-* ;; esac' >bin/gpg
    chmod 755 bin/gpg
    PATH=$PWD/bin:$PATH expect_error "error: old.rpm: cannot be signed: " -- repair old.rpm --sign site@example.invalid --changelog more
    ! grep -q -F .signed- stderr || fail "$(cat stderr)"

    expect_status 0 cal-pkg egg patch $new --replace calamari_web/urls.py=settings.py --output two
    grep -q 'was signed, and its signature is gone.*--sign' stderr || fail "$(cat stderr)"
    expect_equal "$(rpm -qp --nosignature --qf '%{RSAHEADER}' two/*.rpm)" "(none)"
    printf '%s\n' 'sign:' '  key: site@example.invalid' >cal-pkg.yaml
    expect_status 0 cal-pkg egg patch $new --replace calamari_web/urls.py=settings.py --output three
    rpmkeys --dbpath "$PWD/keys" --define '_pkgverify_level all' -K three/*.rpm >report || fail "$(cat report)"
    expect_status 0 cal-pkg egg patch $new --replace calamari_web/urls.py=settings.py --output four --unsigned
    cmp four/*.rpm two/*.rpm
    rm cal-pkg.yaml
    expect_error "--sign have no meaning for it" -- cal-pkg egg patch "files$egg" --fix graphite-templates \
        --sign site@example.invalid
}
