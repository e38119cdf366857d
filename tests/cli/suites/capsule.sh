# Packages and all that they were made from in one file, from which they are made again.
# shellcheck shell=bash

has_namespaces() { unshare --net --map-root-user true 2>/dev/null; }

# without_network COMMAND…: in a network namespace of its own where that may be made, else where a proxy leads nowhere.
without_network() {
    if has_namespaces; then
        unshare --net --map-root-user "$@"
    else
        env https_proxy=http://127.0.0.1:9 http_proxy=http://127.0.0.1:9 "$@"
    fi
}

# again CAPSULE [OPTION…]: with nothing but the capsule: no checkouts, no network, an empty home directory.
again() {
    mkdir -p empty/home empty/work empty/tmp
    (cd empty/work && without_network env -u XDG_CACHE_HOME HOME="$PWD/../home" TMPDIR="$PWD/../tmp" cal-pkg reproduce "$@")
}

# A published directory with three packages and their sources', two of them of different commits, and its checkouts.
published() {
    has_namespaces || leave_out "network namespaces may not be made here"
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    echo '# later' >>checkouts/Diamond/setup.py
    in_git checkouts/Diamond commit -qam later
    cal-pkg build diamond minion --checkouts checkouts --target el6 --out out --set minion.master=salt.example.org >/dev/null 2>&1
}

test_packages_are_made_again_of_a_capsule_alone() {
    published
    expect_status 0 cal-pkg capsule out/el6 --checkouts checkouts
    expect_equal "$(cat stdout)" el6.capsule.tar.gz
    rm -r checkouts out
    mkdir -p empty/work
    printf 'checkouts: gone\nvenv: build\n' >empty/work/cal-pkg.yaml # of something else
    expect_status 0 again "$PWD/el6.capsule.tar.gz"
    rm empty/work/cal-pkg.yaml
    [ "$(grep -c '^[A-Za-z]*/[^/]*\.rpm: same bytes$' stdout)" -eq 6 ] && [ ! -s stderr ] || fail "$(cat stdout stderr)"
    [ -z "$(find empty -mindepth 2 ! -path '*/.cache*')" ] || fail "something is left: $(find empty)"
    expect_status 0 again "$PWD/el6.capsule.tar.gz" --packed-program
    [ "$(grep -c ': same bytes$' stdout)" -eq 6 ] || fail "$(cat stdout stderr)"

    # It says what it holds to those who have no cal-pkg, and verify takes what was published.
    tar -xzf el6.capsule.tar.gz
    grep -q 'librpm\.so' cal-pkg-capsule/README && grep -q 'noarch/diamond' cal-pkg-capsule/README ||
        fail "$(cat cal-pkg-capsule/README)"
    cal-pkg verify cal-pkg-capsule/published >/dev/null
    cal-pkg-capsule/program/bin/cal-pkg plan --help | grep >/dev/null el7 || fail "the packed program does not find its data"
    git init -q there
    git -C there unpack-objects -q <cal-pkg-capsule/checkouts/Diamond.pack
    cp cal-pkg-capsule/checkouts/Diamond.tags there/.git/packed-refs
    git -C there checkout -q "$(sed -n 's/.*"gitCommit": "\(.*\)".*/\1/p' cal-pkg-capsule/published/provenance.json | sed -n 1p)"
    tail -1 there/setup.py | grep >/dev/null -x '# later' || fail "another commit"
    git -C there describe | grep >/dev/null '^v3.4' || fail "no tag"
    expect_equal "$(git -C there status --porcelain)" ""
}

test_the_same_bytes_wherever_it_is_made() {
    published
    cal-pkg capsule out/el6 --checkouts checkouts --out one.tar.gz >/dev/null
    # Another clone, packed otherwise, with tags that do not count.
    mkdir -p else/src
    git clone -q --no-hardlinks "file://$PWD/checkouts/Diamond" else/src/Diamond
    git -C else/src/Diamond repack -qadf --depth=50
    in_git else/src/Diamond tag other
    cp -r out else/
    (cd else && umask 077 && TZ=Asia/Kathmandu LC_ALL=C cal-pkg capsule ./out/el6/ --checkouts src --out ../two.tar.gz) >/dev/null
    cmp one.tar.gz two.tar.gz
    expect_equal "$(stat -c %a two.tar.gz)" 644
    if command -v bsdtar >/dev/null; then bsdtar -tvf one.tar.gz >list; else leave_out "bsdtar is missing"; fi
    tar -tvzf one.tar.gz >>list
    ! grep -v '^-.* cal-pkg-capsule/' list || fail "other members than files below one directory"
    python3 - <<'P'
import hashlib, json, tarfile
with tarfile.open("one.tar.gz") as archive:
    content = {m.name.split("/", 1)[1]: archive.extractfile(m).read() for m in archive}
    assert len({(m.uid, m.gid, m.uname, m.mtime) for m in archive}) == 1
index = json.loads(content.pop("capsule.json"))
assert index["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
P
    mkdir -p mirror/ceph
    git clone -q --mirror checkouts/Diamond mirror/ceph/Diamond.git
    cal-pkg capsule out/el6 --from mirror --out three.tar.gz >/dev/null 2>&1
    cmp one.tar.gz three.tar.gz
    # Of one package its own build is packed.
    cal-pkg capsule "$(only_file out/el6/noarch/calamari-minion*.rpm)" --json >json
    python3 -c 'import json; j = json.load(open("json")); assert j["packages"] == 1 and j["capsule"].startswith("calamari-minion"), j'
    ! tar -tzf calamari-minion*.capsule.tar.gz | grep -E 'checkouts/|diamond.*rpm' || fail "more than one package"
    expect_status 0 again "$(only_file "$PWD"/calamari-minion*.capsule.tar.gz)"
    expect_equal "$(grep -c ': same bytes$' stdout)" 1
}

test_everything_that_cannot_be_had_is_told_at_once() {
    published
    mkdir -p empty
    sed -e '0,/"calPkg": "[^"]*"/s//"calPkg": "0.0.1"/' -e '0,/"sha256": "....../s//"sha256": "aaaaaa/' \
        out/el6/provenance.json >other.json
    expect_error '3 things are missing' 'was made by cal-pkg 0.0.1' 'empty: has no Diamond or diamond' \
        'is not the package that provenance.json tells of' -- \
        cal-pkg capsule out/el6 --provenance other.json --checkouts empty --out c.tar.gz
    [ ! -e c.tar.gz ] || fail "something was written"
    expect_error 'is a shallow clone' -- cal-pkg capsule out/el6 --out c.tar.gz \
        --checkouts "$(mkdir -p shallow && git clone -q --depth 1 "file://$PWD/checkouts/Diamond" shallow/Diamond && echo shallow)"
    git -C checkouts/Diamond tag -d v3.4 >/dev/null
    expect_status 2 cal-pkg capsule out/el6 --checkouts checkouts --out c.tar.gz
    grep -q 'tag' stderr || fail "$(cat stderr)"
    echo '# modified' >>checkouts/Diamond/setup.py
    cal-pkg build diamond --checkouts checkouts --allow-dirty --version-of diamond=3.4.70 --target el6 --out dirty >/dev/null 2>&1
    expect_error 'was made of modified files, and a capsule holds commits' -- \
        cal-pkg capsule dirty/el6 --checkouts checkouts --out c.tar.gz
    echo mine >notes
    expect_error 'notes: already exists, and is not a capsule' 'name another one' -- \
        cal-pkg capsule out/el6 --checkouts checkouts --out notes
    expect_equal "$(cat notes)" mine
    expect_error 'x: belongs to what is packed' -- \
        sh -c 'cd out/el6 && exec cal-pkg capsule . --checkouts ../../checkouts --out x'
    expect_error 'out/el6/x: belongs to what is packed' -- cal-pkg capsule out/el6 --checkouts checkouts --out out/el6/x
    local input # nothing that is read is replaced, whatever leads there
    mkdir wheels
    touch lock venv.tar.gz apps.tar.gz wheels/a-1.tar.gz
    echo 'jobs: 1' >site.yaml
    ln -s lock link
    for input in lock link venv.tar.gz apps.tar.gz site.yaml other.json wheels/a-1.tar.gz wheels/new checkouts/Diamond/setup.py; do
        expect_error "$input: belongs to what is packed" -- cal-pkg capsule out/el6 --checkouts checkouts --provenance other.json \
            --config site.yaml --venv venv.tar.gz --lock lock --wheelhouse wheels --web-apps apps.tar.gz --out "$input"
    done
    [ ! -s lock ] && [ ! -e wheels/new ] && grep -qx 'jobs: 1' site.yaml || fail "an input was replaced"
    [ -z "$(find . -name '*cal-pkg-capsule*')" ] && [ ! -e c.tar.gz ] || fail "something is left"
}

test_web_apps_of_the_checkout_are_packed() {
    samples calamari-clients
    cal-pkg build clients --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    expect_status 0 cal-pkg capsule out/el6 --checkouts checkouts
    tar -tzf el6.capsule.tar.gz | grep >/dev/null /web-apps/ || fail "they are not packed"
    rm -r checkouts
    expect_status 0 again "$PWD/el6.capsule.tar.gz"
    [ "$(grep -c ': same bytes$' stdout)" -eq 2 ] && [ ! -s stderr ] || fail "$(cat stdout stderr)"
}

# What the tags do not tell, for --version-of says the version.
test_a_repository_of_sha256_needs_no_tag() {
    samples Diamond
    rm -rf checkouts/Diamond/.git
    git init -q --object-format=sha256 checkouts/Diamond
    in_git checkouts/Diamond add -A
    in_git checkouts/Diamond commit -qm first
    cal-pkg build diamond --checkouts checkouts --version-of diamond=3.4.70 --target el6 --out out >/dev/null 2>&1
    expect_status 0 cal-pkg capsule out/el6 --checkouts checkouts
    rm -r checkouts
    expect_status 0 cal-pkg reproduce el6.capsule.tar.gz
    expect_equal "$(grep -c ': same bytes$' stdout)" 2
}

# The document with the texts of findings is packed, and verify does without where it is missing.
test_the_packed_program_explains_and_verifies() {
    cal-pkg build minion --target el6 --out out --set minion.master=salt.example.org >/dev/null 2>&1
    cal-pkg capsule out/el6 >/dev/null
    tar -xzf el6.capsule.tar.gz
    local packed=cal-pkg-capsule/program/bin/cal-pkg rule
    cmp cal-pkg-capsule/program/share/cal-pkg/findings.md "${source_root:?}/tools/docs/findings.md"
    expect_status 0 $packed explain wrong-digest
    echo damage >>"$(only_file out/el6/noarch/*.rpm)"
    for rule in True False; do
        expect_status 1 $packed verify out/el6 --sarif report.sarif
        python3 - $rule <<'P'
import json, sys
(run,) = json.load(open("report.sarif"))["runs"]
rules = run["tool"]["driver"]["rules"]
assert rules and run["results"] and all(("help" in r) == (sys.argv[1] == "True") for r in rules), rules
P
        rm -f cal-pkg-capsule/program/share/cal-pkg/findings.md
    done
}

# A site's own package is made again with the site's layouts, or those that are packed.
test_layouts_of_a_site_are_packed() {
    mkdir -p site/layouts/motd site/specs
    echo 'welcome' >site/layouts/motd/motd
    printf '%s\n' 'component: motd' 'package: example-motd' 'spec: example-motd.spec' 'arch: noarch' 'version: 1.0-1' \
        'date: 2026-11-01' 'files:' '  - {file: motd, to: /etc/motd.d/example}' >site/layouts/motd.yaml
    printf '%s\n' 'Name: example-motd' 'Summary: What our machines say' 'License: MIT' 'Group: System/Base' '%include package.inc' \
        'BuildArch: noarch' '%description' 'What our machines say.' '%include install.inc' >site/specs/example-motd.spec
    echo 'data: [site]' >site.yaml
    cal-pkg build motd --config site.yaml --target el9 --out out >/dev/null 2>&1
    expect_error "is of the component 'motd', which this cal-pkg does not know" '--config' -- cal-pkg reproduce out/el9
    expect_status 0 cal-pkg reproduce out/el9 --config site.yaml
    expect_equal "$(grep -c ': same bytes$' stdout)" 2
    expect_status 0 cal-pkg capsule out/el9 --config site.yaml
    rm -r site
    expect_error "does not know" "a capsule's with --packed-program" -- again "$PWD/el9.capsule.tar.gz"
    expect_status 0 again "$PWD/el9.capsule.tar.gz" --packed-program
    [ "$(grep -c ': same bytes$' stdout)" -eq 2 ] && [ ! -s stderr ] || fail "$(cat stdout stderr)"
}

# hostile FILE TEXT…: refused by one error, and nothing is left of it, or anywhere else.
hostile() {
    local file=$1
    shift
    mkdir -p private
    find . -path ./private -prune -o ! -name stdout ! -name stderr -print | LC_ALL=C sort >"$TMPDIR/../before"
    TMPDIR=$PWD/private expect_error "$@" -- cal-pkg reproduce "$file"
    find . -path ./private -prune -o ! -name stdout ! -name stderr -print | LC_ALL=C sort >"$TMPDIR/../after"
    [ -z "$(ls -A private)" ] && cmp "$TMPDIR/../before" "$TMPDIR/../after" || fail "something is left of $file"
}

test_damaged_and_hostile_capsules_are_refused() {
    cal-pkg build minion --target el6 --out out --set minion.master=salt.example.org >/dev/null 2>&1
    cal-pkg capsule out/el6 --out whole.tar.gz >/dev/null
    python3 - <<'P'
import gzip, hashlib, io, json, tarfile
TOP = "cal-pkg-capsule/"

# The same with a small program: most of these would take their time for that.
with tarfile.open("whole.tar.gz") as old, tarfile.open("good.tar.gz", "w:gz", compresslevel=1) as new:
    for member in old:
        content = old.extractfile(member).read()
        if member.name == TOP + "program/bin/cal-pkg":
            content = b"#!/bin/true\n"
        if member.name == TOP + "capsule.json":
            index = json.loads(content)
            index["files"]["program/bin/cal-pkg"] = hashlib.sha256(b"#!/bin/true\n").hexdigest()
            content = json.dumps(index).encode()
        member.size = len(content)
        new.addfile(member, io.BytesIO(content))

data = open("good.tar.gz", "rb").read()
plain = gzip.decompress(data)

def write(name, change):
    with tarfile.open("good.tar.gz") as old, tarfile.open(name, "w:gz", compresslevel=1) as new:
        for member in old:
            content = old.extractfile(member).read()
            for m, c in change(member, content):
                new.addfile(m, io.BytesIO(c) if m.isreg() else None)
        for m, c in change(None, b""):
            new.addfile(m, io.BytesIO(c) if m.isreg() else None)

def adding(name, kind=tarfile.REGTYPE, link=""):
    def change(member, content):
        if member is not None:
            return [(member, content)]
        extra = tarfile.TarInfo(name)
        extra.type, extra.linkname, extra.size = kind, link, 1 if kind == tarfile.REGTYPE else 0
        return [(extra, b"x")]
    return change

def replacing(name, function):
    def change(member, content):
        if member is None:
            return []
        if member.name == TOP + name:
            content = function(content)
            member.size = len(content)
        return [(member, content)]
    return change

write("up.tar.gz", adding(TOP + "../../pwned"))
write("absolute.tar.gz", adding("/tmp/pwned-by-capsule"))
write("beside.tar.gz", adding("pwned"))
write("symlink.tar.gz", adding(TOP + "site", tarfile.SYMTYPE, ".."))
write("hardlink.tar.gz", adding(TOP + "web-apps/x", tarfile.LNKTYPE, TOP + "README"))
write("device.tar.gz", adding(TOP + "x", tarfile.CHRTYPE))
write("directory.tar.gz", adding(TOP + "web-apps", tarfile.DIRTYPE))
write("extra.tar.gz", adding(TOP + "checkouts/x.pack"))
write("readme.tar.gz", replacing("README", lambda c: c + b"."))
write("json.tar.gz", replacing("capsule.json", lambda c: c[:-3]))
write("half.tar.gz", replacing("capsule.json", lambda c: c.replace(b'"format": 1', b'"format": 1.5')))
write("format.tar.gz", replacing("capsule.json", lambda c: c.replace(b'"format": 1', b'"format": 9')))
# A member that claims to be larger than any disk, of which nothing follows; and many that are.
huge = tarfile.TarInfo(TOP + "huge")
huge.size = 1 << 50
open("huge.tar.gz", "wb").write(gzip.compress(huge.tobuf(tarfile.GNU_FORMAT) + bytes(10240)))
for name, size in ("cut1", 1), ("cut100", 100), ("cuthalf", len(data) // 2), ("cutlast", len(data) - 20):
    open(name + ".tar.gz", "wb").write(data[:size])
# Between two members, with a stream that ends well.
with tarfile.open("good.tar.gz") as t:
    last = t.getmember(TOP + "capsule.json").offset
    places = [m.offset_data + m.size // 2 for m in t if m.size]
    places += [m.offset + 5 for m in t][::10]
open("without-end.tar.gz", "wb").write(gzip.compress(plain[:last], 1))
open("without-index.tar.gz", "wb").write(gzip.compress(plain[:last] + bytes(1024), 1))
# One bit in the middle of every fifth file and in some headers.
for n, at in enumerate(places[::5]):
    changed = bytearray(plain)
    changed[at] ^= 1
    open("bit%d.tar.gz" % n, "wb").write(gzip.compress(bytes(changed), 1))
P
    hostile up.tar.gz "has '..' in its name"
    hostile absolute.tar.gz 'is neither a package nor a capsule'
    hostile beside.tar.gz 'is neither a package nor a capsule'
    local name
    for name in symlink hardlink device directory; do hostile $name.tar.gz 'is no'; done
    hostile huge.tar.gz 'comes to more than 16 GiB'
    hostile extra.tar.gz 'is damaged: checkouts/x.pack is not what its index tells of'
    hostile readme.tar.gz 'is damaged: README is not what its index tells of'
    hostile json.tar.gz 'capsule.json cannot be read'
    hostile format.tar.gz 'has the format 9'
    hostile half.tar.gz "its 'format' is not a number of a format"
    hostile without-end.tar.gz 'is cut short'
    hostile without-index.tar.gz 'it lacks capsule.json'
    for name in cut1 cut100 cuthalf cutlast; do hostile $name.tar.gz $name; done
    for name in bit*.tar.gz; do hostile "$name" "$name"; done
    [ ! -e /tmp/pwned-by-capsule ] || fail "written outside"
    expect_status 0 again "$PWD/good.tar.gz"
}
