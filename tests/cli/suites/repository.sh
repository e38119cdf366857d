# The output directory is a repository that yum and dnf read.
# shellcheck shell=bash

test_dnf_sees_the_packages() {
    command -v dnf >/dev/null || skip "dnf is not installed"
    samples
    cal-pkg build-all --checkouts checkouts --target el7 --out out >/dev/null 2>&1
    dnf --quiet --setopt=reposdir=/nonexistent --setopt=cachedir="$PWD/cache" \
        --repofrompath="calamari,file://$PWD/out/el7" --repoid=calamari --forcearch=x86_64 \
        --setopt=calamari.gpgcheck=0 repoquery --qf '%{name}-%{version}-%{release}.%{arch}' \
        >names 2>dnf.err || { cat dnf.err; fail "dnf cannot read the repository"; }
    (cd out/el7 && find x86_64 noarch -name '*.rpm' -exec basename {} .rpm \;) | sort >expected
    sort names | grep -v '\.src$' | diff expected -
}

test_metadata_tells_size_and_digest_of_every_package() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    python3 - <<'P'
import glob, gzip, hashlib, os, xml.etree.ElementTree as E
md = "{http://linux.duke.edu/metadata/repo}"
c = "{http://linux.duke.edu/metadata/common}"
repomd = E.parse("out/el6/repodata/repomd.xml").getroot()
primary = None
for data in repomd.findall(md + "data"):
    path = "out/el6/" + data.find(md + "location").get("href")
    raw = open(path, "rb").read()
    assert data.find(md + "checksum").text == hashlib.sha256(raw).hexdigest()
    assert path.endswith(".gz"), path
    if data.get("type") == "primary":
        primary = E.fromstring(gzip.decompress(raw))
seen = set()
for package in primary.findall(c + "package"):
    path = package.find(c + "location").get("href")
    raw = open("out/el6/" + path, "rb").read()
    assert package.find(c + "checksum").text == hashlib.sha256(raw).hexdigest(), path
    assert int(package.find(c + "size").get("package")) == len(raw)
    seen.add(path)
real = {os.path.relpath(p, "out/el6") for d in ("x86_64", "noarch") for p in glob.glob("out/el6/%s/*.rpm" % d)}
assert seen == real, (seen, real)
P
}

test_a_missing_program_is_told_before_anything_is_built() {
    local program
    samples Diamond
    mkdir bin
    for program in rpmbuild git cal-pkg; do ln -s "$(command -v "$program")" bin/; done
    expect_error "createrepo_c: program not found" "install createrepo_c" -- \
        env PATH="$PWD/bin" bin/cal-pkg build diamond --checkouts checkouts --target el6 --out out
    [ ! -e out ] || fail "something was built"
}

test_a_directory_that_becomes_a_file_is_refused_before_anything_is_built() {
    samples calamari
    cal-pkg build server --checkouts checkouts --target el6 --out out --no-srpm >/dev/null 2>&1
    in_git checkouts/calamari rm -qr salt/srv/reactor
    echo state >checkouts/calamari/salt/srv/reactor
    in_git checkouts/calamari add -A
    in_git checkouts/calamari commit -qm 'A file in the place of a directory'
    expect_status 2 cal-pkg build server --checkouts checkouts --target el6 --out out --no-srpm
    grep -q 'error: calamari-server: /opt/calamari/salt/reactor: is a directory in calamari-server-1.2-12_g.* and would be a file.*kind-changed' \
        stderr || fail "$(cat stderr)"
    cal-pkg build server --checkouts checkouts --target el6 --out elsewhere --no-srpm >/dev/null 2>&1
    cal-pkg build server --checkouts checkouts --target el6 --out out --no-srpm --accept kind-changed >/dev/null 2>&1
    grep -q kind-changed out/el6/manifest.json
}
