# The commands whose calls tests/torture/run has go wrong: NAME() leaves in the current directory what the command works
# on, and its words in the array `command`. What differs from run to run anyway is matched by the array `apart`; what else can be
# compared is in `same`: bytes (all of it), files (not standard output) or names (of files).
# shellcheck shell=bash disable=SC2034

here=${source_root:?}/tests/torture
# shellcheck source=tests/cli/harness.sh
. "$source_root/tests/cli/harness.sh"

quietly() { "$@" >setup.log 2>&1 || { cat setup.log >&2; fail "$*"; }; rm -f setup.log; }

# An egg, zipped: a small package with settings.py as upstream had it, and bytecode beside.
make_tree() {
    mkdir -p "$1/calamari_web" "$1/EGG-INFO"
    : >"$1/calamari_web/__init__.py"
    cat >"$1/calamari_web/settings.py" <<'P'
import os
TEMPLATE_DIRS = (os.path.join(config.get('graphite', 'root'), "lib/python2.7/site-packages/graphite/templates"),)
P
    echo stale >"$1/calamari_web/settings.pyc"
    seq 3000 >"$1/calamari_web/data.txt"
    printf 'Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n' >"$1/EGG-INFO/PKG-INFO"
    echo calamari_web >"$1/EGG-INFO/top_level.txt"
    echo >"$1/EGG-INFO/dependency_links.txt"
    echo >"$1/EGG-INFO/zip-safe"
    echo calamari_web/__init__.py >"$1/EGG-INFO/SOURCES.txt"
    find "$1" -exec touch -d '2014-07-01T12:30:00Z' {} +
}

make_zip() {
    make_tree tree
    (cd tree && python3 -m zipfile -c "../$1" calamari_web EGG-INFO)
    rm -r tree
}

zip_egg() {
    make_zip web.egg
    command=(cal-pkg egg patch web.egg --fix graphite-templates)
}

directory_egg() {
    make_tree web.egg
    command=(cal-pkg egg patch web.egg --fix graphite-templates)
}

egg_to_output() {
    make_zip web.egg
    echo "n = 1" >n.py
    command=(cal-pkg egg patch web.egg --add calamari_web/n.py=n.py --output new.egg)
}

egg_restore() {
    zip_egg
    quietly "${command[@]}"
    command=(cal-pkg egg restore web.egg)
}

egg_check() {
    make_zip web.egg
    command=(cal-pkg egg check web.egg --json)
}

# An RPM with both kinds of eggs.
make_rpm() {
    local site=files/opt/calamari/venv/lib/python2.6/site-packages
    mkdir -p "$site" rpms
    make_zip calamari_web-0.1-py2.6.egg
    mv calamari_web-0.1-py2.6.egg "$site"
    make_tree "$site/calamari_rest-0.1-py2.6.egg"
    seq 20000 >files/opt/calamari/numbers
    cat >web.spec <<'SPEC'
Name: web
Version: 1
Release: 1
Summary: eggs
License: MIT
BuildArch: noarch
%description
eggs
%install
cp -a %{given} %{buildroot}
%files
/opt
SPEC
    quietly rpmbuild -bb --define "_topdir $PWD/top" --define "given $PWD/files/opt" --define "_rpmdir $PWD/rpms" \
        --define "__os_install_post %{nil}" --define "_binary_payload w6.gzdio" \
        --define "_build_name_fmt web.rpm" --define "_buildhost here" web.spec
    mv rpms/web.rpm .
    rm -r top files rpms web.spec
}

egg_in_rpm() {
    make_rpm
    mkdir out
    command=(cal-pkg egg patch web.rpm --fix graphite-templates --output out)
}

egg_edit() {
    make_zip web.egg
    # shellcheck disable=SC2016
    printf '#!/bin/sh\ngrep -q edited "$1" || echo "# edited" >>"$1"\n' >editor
    chmod +x editor
    export VISUAL=$PWD/editor
    apart+=('tmp/cal-pkg-edit-*') # what was written is kept when the command fails
    same=files # how the answer is echoed depends on who is quicker
    command=("$source_root/tests/cli/on-terminal" "send:a\\n" -- "${program:?}" egg edit "$PWD/web.egg")
}

build() {
    samples Diamond
    quietly cal-pkg build diamond --checkouts checkouts --target el6 --out out
    in_git checkouts/Diamond commit -q --allow-empty -m next
    command=(cal-pkg build diamond --checkouts checkouts --target el6 --out out)
}

clients() {
    mkdir out # where the log of a build that failed stays
    samples calamari-clients
    command=(cal-pkg build clients --checkouts checkouts --target el7 --out out)
}

build_all() {
    mkdir out
    samples calamari calamari-clients Diamond
    command=(cal-pkg build-all --checkouts checkouts --target el6 --out out)
}

# Without a passphrase, so that no agent is asked for one. Its signatures carry the time.
signed() {
    mkdir out
    samples Diamond
    mkdir -m 700 gnupg
    export GNUPGHOME=$PWD/gnupg
    echo 's2k-count 65536' >gnupg/gpg-agent.conf
    quietly gpg -q --batch --passphrase '' --quick-gen-key site@example.invalid rsa2048 sign never
    gpgconf --kill all
    apart+=('gnupg/*' '*/repodata/*')
    same=names # nothing else can be
    command=(cal-pkg build diamond --checkouts checkouts --target el6 --out out --sign site@example.invalid)
}

published() {
    build
    quietly "${command[@]}"
}

index() {
    published
    rm -r out/el6/SRPMS
    command=(cal-pkg index out/el6)
}

verify() {
    published
    command=(cal-pkg verify out --json)
}

diff() {
    published
    command=(cal-pkg diff out/el6/noarch/*.rpm --json)
}

plan() {
    samples calamari calamari-clients Diamond
    command=(cal-pkg plan --checkouts checkouts --target el6 --json)
}

# Of two places that hold them the one where a package installs them is meant.
given_apps() {
    local app
    samples calamari-clients
    for app in admin dashboard login manage; do
        mkdir -p given/opt/calamari/webapp/content given/old
        cp -a "checkouts/calamari-clients/$app/dist" "given/opt/calamari/webapp/content/$app"
        cp -a "checkouts/calamari-clients/$app/dist" "given/old/$app"
        echo '<!-- old -->' >>"given/old/$app/index.html"
    done
    command=(cal-pkg plan clients --checkouts checkouts --web-apps given --target el6 --json)
}

stage() {
    samples calamari-clients
    command=(cal-pkg stage clients --checkouts checkouts --target el6 --out out)
}

dist() {
    samples calamari
    command=(cal-pkg dist server --checkouts checkouts --out out)
}

canonical() {
    published
    cp out/el6/noarch/*.rpm .
    command=(cal-pkg canonical ./*.rpm --payload w6.gzdio --out canonical)
}

fetch() {
    local name component
    samples Diamond
    mkdir -p mirror/ceph data
    cp -rL "$(dirname "${program:?}")/../share/cal-pkg" .
    mv cal-pkg/* data && rmdir cal-pkg
    git clone -q --bare checkouts/Diamond mirror/ceph/Diamond.git
    git -C mirror/ceph/Diamond.git branch -f line HEAD
    printf '%s\n' 'line: here' 'summary: The samples' 'targets: [el6]' 'repositories:' \
        "  diamond: {url: https://example.org/ceph/Diamond, branch: line, commit: $(git -C checkouts/Diamond rev-parse HEAD), describe: $(git -C checkouts/Diamond describe --abbrev=7)}" \
        >data/layouts/lines/here.yaml
    rm -r checkouts
    export CALPKG_DATA=$PWD/data
    apart+=('src/Diamond/.git/*' src 'src/.Diamond.fetching*') # a begun clone is there for the next run to go on with
    command=(cal-pkg fetch src --line here --only diamond --from mirror)
}

capsule() {
    published
    command=(cal-pkg capsule out/el6 --checkouts checkouts --out all.tar.gz)
}

reproduce() {
    published
    command=(cal-pkg reproduce out/el6 --checkouts checkouts)
}

init() {
    samples Diamond
    command=(cal-pkg init)
}

# An engine that is a script: it makes the package again from its source package.
submit() {
    samples Diamond
    mkdir -p site/layouts/builders farm
    printf 'data: [site]\nout: out\ntarget: el7\ncheckouts: checkouts\n' >cal-pkg.yaml
    cat >site/layouts/builders/farm.yaml <<TEXT
builder: farm
summary: a script
variables: {place: $PWD/farm}
targets: {el7: epel-7}
reach: {run: [sh, -c, "true"]}
submit:
  run: ["{here}/farm", "{place}", "{component}", "{source}"]
  job: "^job ([a-z]+-[0-9]+)"
find: {run: [sh, -c, "! test -e {place}/{component}-1.done || echo job {component}-1"]}
poll: {run: [echo, "state DONE"], state: "^state ([A-Z]+)", succeeded: [DONE], failed: [FAILED], seconds: 0}
log: {run: [cat, "{place}/{job}.log"]}
fetch: {run: [sh, -c, "cp {place}/{job}/RPMS/*/*.rpm {place}/{job}/SRPMS/*.rpm {results}"]}
cancel: {run: [sh, -c, "true"]}
TEXT
    cat >site/layouts/builders/farm <<'TEXT'
#!/bin/sh
set -eu
cp "$3" "$1/source.rpm"
rpmbuild --rebuild --define "_topdir $1/$2-1" "$1/source.rpm" >"$1/$2-1.log" 2>&1
mkdir -p "$1/$2-1/SRPMS"
cp "$3" "$1/$2-1/SRPMS/"
: >"$1/$2-1.done"
echo "job $2-1"
TEXT
    chmod +x site/layouts/builders/farm
    mkdir out # where what has come stays, for --resume
    apart+=('farm/*' 'home/.rpmdb*' 'out/submitted-el7*' 'out/el7/logs/*' out/el7/manifest.json)
    command=(cal-pkg submit farm --only diamond --resume)
}

venv() {
    # shellcheck source=tests/cli/venv-fixture.sh
    . "$source_root/tests/cli/venv-fixture.sh"
    prepare
    only_steps 'requirements: production.txt'
    quietly build_venv first # pip's own work is done once, and told again
    rm -rf first "$XDG_CACHE_HOME"
    unset TMPDIR
    command=(cal-pkg venv build --server checkouts/calamari-1.5 --target here --python "$venv_python" --wheelhouse wheelhouse --out venvs)
}

apart=()
same=bytes
command=()
"$1"
python3 - "$same" "${#apart[@]}" "${apart[@]}" "${command[@]}" <<'P'
import json, os, sys
same, count, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
kept = {name: os.environ[name] for name in ("VISUAL", "GNUPGHOME", "CALPKG_DATA", "XDG_CACHE_HOME") if name in os.environ}
json.dump({"command": words[count:], "apart": words[:count], "environment": kept, "same": same}, open("torture.json", "w"))
P
