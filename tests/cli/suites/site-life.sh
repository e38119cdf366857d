# The life of a site: packages are installed, upgraded, taken back and erased in a small root of its own, with their
# scriptlets. After each step Python runs the right code; at the end nothing is left, and nothing of others is lost.
# shellcheck shell=bash

# shellcheck source=tests/cli/egg-fixture.sh
. "${source_root:?}/tests/cli/egg-fixture.sh"

site=opt/calamari/venv/lib/python2.7/site-packages

# What scriptlets run, with the libraries that it needs, below ./root.
put_programs() {
    local program file
    for program in sh awk cat chgrp chmod chown cmp cp find grep id mkdir mv readlink rm rmdir sed sleep stat touch; do
        file=$(readlink -f "$(command -v $program)") || skip "$program is not installed"
        install -D "$file" "root/usr/bin/$program"
        ldd "$file" 2>/dev/null | grep -o '/[^ ]*' || true
    done | sort -u | while read -r file; do
        mkdir -p "root$(dirname "$file")"
        cp -L "$file" "root$file"
    done
    ln -s usr/bin root/bin
}

# A site with files of others that the server's scriptlets change.
make_site() {
    [ "$(id -u)" -eq 0 ] || skip "scriptlets run in a root of their own, which needs root"
    # What the system's own packages have.
    mkdir -p root/{dev,opt,rpmdb,tmp,usr/{bin,share/licenses},var/{lib,log,tmp}} root/usr/lib/python2.7/site-packages \
        root/etc/{httpd/conf.d,init,init.d,logrotate.d,salt/master.d}
    put_programs
    chroot root /bin/sh -c true || skip "nothing runs in a root of its own"
    : >root/dev/null
    printf 'root:x:0:0::/root:/bin/sh\napache:x:48:48::/:/bin/false\n' >root/etc/passwd
    printf 'root:x:0:\napache:x:48:\n' >root/etc/group
    echo 'Alias /.noindex.html /usr/share/httpd/noindex/index.html' >root/etc/httpd/conf.d/welcome.conf
    printf '[supervisord]\nlogfile=/var/log/supervisor/supervisord.log\n' >root/etc/supervisord.conf
    echo 'interface: 0.0.0.0' >root/etc/salt/master
    chmod 600 root/etc/salt/master
}

# Everything in the site, but for rpm's own database.
everything() {
    (cd root && find . -path ./rpmdb -prune -o -path ./dev/null -prune -o -printf '%P %y %m %U:%G %l\n' | LC_ALL=C sort &&
        find . -path ./rpmdb -prune -o -path ./dev/null -prune -o -type f -exec sha256sum {} + | LC_ALL=C sort -k 2)
}

in_site() {
    rpm --root "$PWD/root" --dbpath /rpmdb --nodeps "$@"
}

# A virtualenv as upstream's 1.2 line leaves it, in ./venv: eggs that are files, and one that is a directory.
old_virtualenv() {
    mkdir -p venv/bin "venv/${site#opt/calamari/venv/}/calamari_cthulhu-0.1-py2.7.egg" venv/storage \
        "venv/${site#opt/calamari/venv/}/twisted/plugins"
    printf 'an interpreter\n' >venv/bin/python2.7
    chmod 755 venv/bin/python2.7
    ln -s python2.7 venv/bin/python
    printf 'storage\n' >venv/storage/README
    : >"venv/${site#opt/calamari/venv/}/twisted/plugins/carbon.py"
    python3 - "venv/${site#opt/calamari/venv/}" <<'P'
import os, sys, zipfile
os.chdir(sys.argv[1])
for project, package in (("calamari_common", "calamari_common"), ("calamari_rest_api", "calamari_rest"),
                         ("calamari_web", "calamari_web"), ("calamari_cthulhu", "cthulhu")):
    egg = project + "-0.1-py2.7.egg"
    files = {"EGG-INFO/PKG-INFO": "Metadata-Version: 1.0\nName: %s\nVersion: 0.1\n" % project,
             "EGG-INFO/SOURCES.txt": package + "/__init__.py\n", package + "/__init__.py": "LIFE = 'old'\n"}
    if os.path.isdir(egg):
        for name, text in files.items():
            os.makedirs(os.path.dirname(egg + "/" + name), exist_ok=True)
            open(egg + "/" + name, "w").write(text)
    else:
        with zipfile.ZipFile(egg, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
    open("easy-install.pth", "a").write("./%s\n" % egg)
P
}

# set_life WORD: what calamari's packages in the checkout say of themselves.
set_life() {
    local module
    for module in calamari-common/calamari_common calamari-web/calamari_web cthulhu/cthulhu rest-api/calamari_rest; do
        echo "LIFE = '$1'" >"checkouts/calamari/$module/__init__.py"
    done
}

# build OUT [COMPONENT|OPTION…]
build() {
    local out=$1
    shift
    cal-pkg build --checkouts checkouts --target el7 --out "$out" --no-srpm "$@" >/dev/null 2>log || fail "$(cat log)"
}

# runs PYTHON WORD: every package of calamari's that PYTHON finds in the site says so, and Diamond is there.
runs() {
    "$1" -S - "$PWD/root/$site" "$PWD/root/usr/lib/python2.7/site-packages" "$2" <<'P'
import os, site, sys
for directory in sys.argv[1:3]:
    site.addsitedir(directory)
import calamari_common, calamari_rest, calamari_web, cthulhu, diamond
for module in (calamari_common, calamari_rest, calamari_web, cthulhu):
    assert module.LIFE == sys.argv[3], (module.__file__, module.LIFE)
    assert module.__file__.startswith(sys.argv[1]), module.__file__
P
}

# step WORD PACKAGES…: installs them over what is there; the site is then as they say.
step() {
    local word=$1 python
    shift
    in_site -U --oldpackage --ignorearch "$@" >log 2>&1 || fail "$(cat log)"
    ! grep -q -e 'scriptlet failed' -e 'error:' log || fail "$(cat log)"
    in_site -V calamari-server calamari-clients diamond || fail "the packages do not verify after '$word'"
    while read -r _ python; do
        runs "$python" "$word" || fail "$python does not run '$word'"
    done < <(sed -n '1p;$p' found)
    grep -q '^# Emptied by calamari-server' root/etc/httpd/conf.d/welcome.conf
    grep -q '^### START calamari-server' root/etc/supervisord.conf
    expect_equal "$(stat -c %a:%G root/etc/salt/master | sed 's/:.*//')" 640
}

test_from_the_first_installation_to_the_last_erase() {
    make_site
    find_pythons
    everything >before
    samples calamari calamari-clients Diamond
    old_virtualenv
    build old server clients diamond --venv venv --keep-venv
    set_life new
    in_git checkouts/calamari commit -qam new
    build new server --venv venv
    set_life mod
    build modified server --venv venv --allow-dirty

    step old old/el7/*/*.rpm # all three
    local next
    for next in "new new" "mod modified" "new new" "old old" "new new"; do
        step "${next% *}" "${next#* }"/el7/x86_64/calamari-server-*.rpm
    done

    # What programs leave: bytecode, Twisted's list of plugins, carbon's process id.
    local python
    python=$(sed -n '1s/[^ ]* //p' found)
    runs "$python" new
    echo plugins >"root/$site/twisted/plugins/dropin.cache"
    echo 4711 >root/opt/calamari/venv/storage/carbon-cache-a.pid
    in_site -e calamari-clients calamari-server diamond >log 2>&1 || fail "$(cat log)"
    everything | diff before - || fail "the site is not what it was"
}

test_data_configuration_and_what_others_put_there_outlive_the_packages() {
    make_site
    samples calamari
    old_virtualenv
    build new server --venv venv
    in_site -U --ignorearch new/el7/x86_64/*.rpm >log 2>&1 || fail "$(cat log)"
    echo '# mine' >>root/etc/calamari/calamari.conf
    local file
    for file in var/lib/graphite/whisper/data.wsp var/log/calamari/calamari.log "$site/theirs/module.py" \
        "$site/calamari_web-0.1-py2.7.egg/calamari_web/local.conf"; do
        mkdir -p "root/${file%/*}"
        echo theirs >"root/$file"
    done
    in_site -e calamari-server >log 2>&1 || fail "$(cat log)"
    (cd root && find etc/calamari opt var -type f | LC_ALL=C sort) >left
    diff - left <<END
etc/calamari/calamari.conf.rpmsave
$site/calamari_web-0.1-py2.7.egg/calamari_web/local.conf
$site/theirs/module.py
var/lib/graphite/whisper/data.wsp
var/log/calamari/calamari.log
END
}
