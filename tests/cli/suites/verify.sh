# What was published is told from what was changed on the way; others judge the same.
# shellcheck shell=bash

# Publishes Diamond as out/el6.
published() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
}

# flip FILE OFFSET: one bit of it.
flip() {
    python3 - "$@" <<'P'
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    byte = file.read(1)[0]
    file.seek(-1, 1)
    file.write(bytes([byte ^ 1]))
P
}

test_packages_are_not_damaged_because_rpm_cannot_be_used() {
    published
    expect_error "librpm: cannot read its configuration in $PWD/nothing" 'install the package rpm' -- \
        env RPM_CONFIGDIR="$PWD/nothing" cal-pkg verify out
}

test_a_changed_bit_is_an_error_and_reports_tell_it() {
    published
    expect_status 0 cal-pkg verify out
    expect_equal "$(cat stdout)" "out/el6: 2 packages, sound"
    expect_status 0 cal-pkg verify out/el6 out/el6/*/*.rpm
    [ "$(grep -c ': 1 package, sound$' stdout)" -eq 2 ] || fail "$(cat stdout)"
    local package
    package=$(only_file out/el6/noarch/*.rpm)
    flip "$package" 20000
    expect_status 1 cal-pkg verify out --json --junit junit.xml --sarif report.sarif
    python3 - "$package" <<'P'
import json, sys, xml.etree.ElementTree
result = json.load(open("stdout"))
(one,) = result["verified"]
ids = [f["id"] for f in one["findings"]]
assert not result["clean"] and one["target"] == "el6" and one["packages"] == 2, result
assert "wrong-digest" in ids and "changed-file" in ids and "wrong-index" in ids, ids
suites = xml.etree.ElementTree.parse("junit.xml").getroot()
assert suites.get("failures") == str(len(ids)) == str(len(suites.findall(".//failure"))), suites.attrib
log = json.load(open("report.sarif"))
assert [r["ruleId"] for r in log["runs"][0]["results"]] == ids, log
assert {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]} == {sys.argv[1], "out/el6/provenance.json"}
P
    if command -v xmllint >/dev/null; then xmllint --noout junit.xml; else leave_out "xmllint is not installed"; fi
    ! rpmkeys --dbpath "$PWD/db" --nosignature -K "$package" >/dev/null || fail "rpm takes it"
    flip "$package" 20000
    for file in INSTALL.md logs/diamond.log manifest.json repodata/repomd.xml SRPMS/repodata/repomd.xml; do
        flip "out/el6/$file" 70
        expect_status 1 cal-pkg verify out
        flip "out/el6/$file" 70
    done
    expect_status 0 cal-pkg verify out
    for report in out/el6/manifest.json out/el6/report.xml "file"; do
        ln -sfn out/el6/INSTALL.md file
        expect_status 2 cal-pkg verify "file://$PWD/out/el6" --junit "$report"
        expect_status 2 cal-pkg verify out --sarif "$report"
    done
    expect_status 0 cal-pkg verify out
    local limit # which of them is too little for a thread differs
    for limit in 50000 55000 60000 65000 70000; do
        (ulimit -v "$limit" && cal-pkg verify out) >limited 2>&1 || true
        ! grep "internal error" limited || fail "ulimit -v $limit"
    done
    cannot_all_be_read
}

# What cannot be read is one error, and all else is verified.
cannot_all_be_read() {
    nobody_gets_here || {
        leave_out "nobody else can run the program here"
        return
    }
    local file
    (cd out/el6 && find . -type f ! -name manifest.json; echo ./logs; echo ./noarch) | cut -c 3- | sort >files
    flip out/el6/INSTALL.html 70
    while read -r file; do
        [ "$file" != INSTALL.html ] || continue
        chmod 000 "out/el6/$file"
        expect_status 1 as_nobody env cal-pkg verify out </dev/null
        [ "$(grep -c ': error: ' stdout)" -eq 2 ] || fail "$file: $(cat stdout)"
        grep -q "out/el6/$file: cannot .*Permission denied.*\[unreadable-file\]\$" stdout || fail "$file: $(cat stdout)"
        grep -q 'INSTALL.html: its SHA-256 is .*\[changed-file\]$' stdout || fail "$file: $(cat stdout)"
        chmod 755 "out/el6/$file"
    done <files
    flip out/el6/INSTALL.html 70
    echo signature >out/el6/manifest.json.asc
    chmod 000 out/el6/manifest.json.asc
    expect_status 1 as_nobody env cal-pkg verify out
    expect_equal "$(sed -n 's/.*\[/[/p' stdout)" "[unreadable-file]"
}

test_a_statement_tells_what_packages_were_made_from() {
    samples Diamond
    git -C checkouts/Diamond remote add origin https://ada:secret@git.example.org/Diamond
    cal-pkg build diamond --checkouts checkouts --target el7 --out out >/dev/null 2>&1
    cal-pkg build minion --target el7 --out out --set minion.master=salt.example.org >/dev/null 2>&1 # diamond's part stays
    mkdir -p another/place
    cp -a checkouts another/place/
    (cd another/place && umask 077 && TZ=Asia/Tokyo USER=bob cal-pkg build diamond minion --checkouts checkouts --target el7 \
        --out rpms --set minion.master=salt.example.org >/dev/null 2>&1)
    cmp out/el7/provenance.json another/place/rpms/el7/provenance.json || fail "it depends on where it was built"
    python3 - "$(git -C checkouts/Diamond rev-parse HEAD)" "$(git -C checkouts/Diamond rev-parse 'HEAD^{tree}')" <<'P'
import hashlib, json, os, re, subprocess, sys
commit, tree = sys.argv[1:]
text = open("out/el7/provenance.json").read()
assert not [word for word in (os.getcwd(), "secret", "ada", os.uname().nodename) if word in text], text
statement = json.loads(text)
assert set(statement) == {"_type", "subject", "predicateType", "predicate"}, statement
assert statement["_type"] == "https://in-toto.io/Statement/v1"
assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
predicate = statement["predicate"]
definition = predicate["buildDefinition"]
assert set(predicate) == {"buildDefinition", "runDetails"}
assert set(definition) == {"buildType", "externalParameters", "internalParameters", "resolvedDependencies"}
uri = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+")
assert uri.fullmatch(definition["buildType"]) and uri.fullmatch(predicate["runDetails"]["builder"]["id"])
for resource in statement["subject"] + definition["resolvedDependencies"]:
    assert set(resource) <= {"name", "uri", "digest", "annotations"}, resource
    assert resource["digest"] and all(re.fullmatch("[0-9a-f]{40}([0-9a-f]{24})?", d) for d in resource["digest"].values()), resource
    assert uri.fullmatch(resource.get("uri", "a:b")), resource
packages = {f"{top[8:]}/{name}" for top, _, names in os.walk("out/el7") for name in names if name.endswith(".rpm")}
assert {s["name"] for s in statement["subject"]} == packages and len(packages) == 4, statement["subject"]
for one in statement["subject"]:
    assert hashlib.sha256(open("out/el7/" + one["name"], "rb").read()).hexdigest() == one["digest"]["sha256"]
(checkout,) = [d for d in definition["resolvedDependencies"] if d["name"] == "checkout"]
assert checkout["uri"] == "git+https://git.example.org/Diamond@" + commit, checkout
assert checkout["digest"] == {"gitCommit": commit, "gitTree": tree}, checkout
query = ["rpm", "-qp", "--nosignature", "--qf", "%{VCS}"]
for one in packages:
    made_of = subprocess.run(query + ["out/el7/" + one], capture_output=True, text=True, check=True).stdout
    assert made_of == ("git+https://github.com/ceph/Diamond#" + commit if "diamond" in one else "(none)"), made_of
try:
    from google.protobuf.json_format import Parse
    from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
    from in_toto_attestation.v1.statement import Statement
    from in_toto_attestation.v1.statement_pb2 import Statement as Message
except ImportError:
    print("left out: the readers of in-toto and SLSA have not seen the statement: in-toto-attestation is not installed")
else:
    Statement.copy_from_pb(Parse(text, Message())).validate()
    Parse(json.dumps(predicate), Provenance())  # SLSA's own: no field is unknown, each of its kind
P
    expect_status 0 cal-pkg verify out
    rm another/place/rpms/el7/provenance.json
    expect_status 1 cal-pkg verify another/place/rpms
    cal-pkg index another/place/rpms/el7 >/dev/null 2>&1
    cmp out/el7/provenance.json another/place/rpms/el7/provenance.json || fail "an index did not write it again"
}

# The clients with what upstream's have: a banner in a script, and bower's files.
clients_with_components() {
    samples calamari-clients
    local app=checkouts/calamari-clients/login
    printf '/*!\n * Bootstrap v2.3.2\n */\n' | cat - "$app"/dist/styles/*.main.css >styles
    cat styles >"$(echo "$app"/dist/styles/*.main.css)"
    echo '{"name": "login", "dependencies": {"jquery": "~1.9.1"}}' >"$app/bower.json"
    mkdir "$app/app/bower_components/jquery"
    echo '{"name": "jquery", "version": "1.9.1", "license": "MIT"}' >"$app/app/bower_components/jquery/.bower.json"
    in_git checkouts/calamari-clients add -A
    in_git checkouts/calamari-clients commit -qm components
}

test_a_bill_of_materials_tells_what_packages_hold() {
    clients_with_components
    build() { cal-pkg build clients minion --checkouts "$1" --target el6 --out "$2" --set minion.master=salt.example.org >/dev/null 2>&1; }
    build checkouts out
    mkdir -p another/place
    cp -a checkouts another/place/
    (umask 077 && TZ=Asia/Tokyo USER=bob build another/place/checkouts another/rpms)
    cmp out/el6/sbom.json another/rpms/el6/sbom.json || fail "it depends on where it was built"
    sha256sum out/el6/sbom.json out/el6/manifest.json >before
    build checkouts out
    sha256sum -c --quiet before || fail "nothing was new"
    python3 - "$(git -C checkouts/calamari-clients rev-parse HEAD)" <<'P'
import hashlib, json, os, sys
text = open("out/el6/sbom.json").read()
assert not [word for word in (os.getcwd(), "bob", os.uname().nodename) if word in text], text
bill = json.loads(text)
packages = {f"{top[8:]}/{name}" for top, _, names in os.walk("out/el6") for name in names if name.endswith(".rpm")}
assert {c["bom-ref"] for c in bill["components"]} == packages and len(packages) == 4, packages
for one in bill["components"]:
    assert one["hashes"][0]["content"] == hashlib.sha256(open("out/el6/" + one["bom-ref"], "rb").read()).hexdigest(), one
(clients,) = [c for c in bill["components"] if c["name"] == "calamari-clients" and "components" in c]
assert clients["pedigree"]["commits"][0]["uid"] == sys.argv[1], clients["pedigree"]
found = [(c["name"], c["version"], c.get("purl")) for c in clients["components"]]
assert found == [("Bootstrap", "2.3.2", None), ("jquery", "1.9.1", "pkg:bower/jquery@1.9.1")], found
place = clients["components"][0]["evidence"]["occurrences"][0]["location"]
assert place.startswith("/opt/calamari/webapp/content/login/styles/"), place
try:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    validator = JsonStrictValidator(SchemaVersion.V1_5)
    fault = validator.validate_str(text)
    wrong = validator.validate_str(text.replace('"urn:uuid:', '"urn:'))
except ImportError as error:
    print(f"left out: CycloneDX's own validator has not seen the bill: cyclonedx-python-lib[json-validation] is not installed ({error})")
else:
    assert fault is None, fault
    assert wrong is not None, "the validator takes anything"
P
    flip out/el6/sbom.json 300
    expect_status 1 cal-pkg verify out
    grep -q 'sbom.json: its SHA-256 is .*changed-file' stdout || fail "$(cat stdout)"
    rm out/el6/sbom.json
    build checkouts out
    cmp out/el6/sbom.json another/rpms/el6/sbom.json || fail "a build did not write it again"
}

# dnf_takes: whether dnf installs the published package into an empty root, checking every signature.
dnf_takes() {
    rm -rf root cache
    dnf --quiet --assumeyes --setopt=reposdir=/nonexistent --setopt=cachedir="$PWD/cache" --installroot="$PWD/root" \
        --releasever=6 --forcearch=x86_64 --setopt=install_weak_deps=0 --repofrompath="ours,file://$PWD/out/el6" --repoid=ours \
        --setopt=ours.skip_if_unavailable=0 --setopt=ours.gpgcheck=1 --setopt=ours.repo_gpgcheck=1 --setopt=ours.gpgkey="file://$PWD/key" \
        install ours >dnf.log 2>&1
}

rpm_signs() { rpmsign --define "__gpg $(command -v gpg)" --define '_gpg_name Tester' "$@" >rpmsign.log 2>&1 || fail "$(cat rpmsign.log)"; }

# Signs what is in out/el6, as its owner would, and lists it anew. Packages that need nothing: dnf has no others.
signed() {
    mkdir -p pkg
    printf '%s\n' 'Name: ours' 'Version: 1' 'Release: 1' 'Summary: Ours' 'License: MIT' 'BuildArch: noarch' \
        %description 'For tests.' %files >pkg/ours.spec
    rpmbuild --define "_topdir $PWD/pkg" --define '_rpmformat 4' --define '_binary_payload w6.gzdio' -bb pkg/ours.spec >/dev/null 2>&1
    cp pkg/RPMS/noarch/*.rpm out/el6/noarch/
    export GNUPGHOME=$PWD/gpg # the agent's socket is in it: its name must not be long
    mkdir -m 700 gpg
    gpg -q --batch --passphrase '' --quick-gen-key 'Tester <tester@example.invalid>' rsa2048 default never 2>/dev/null
    gpg -q --batch --passphrase '' --quick-gen-key 'Other <other@example.invalid>' rsa2048 default never 2>/dev/null
    gpg --armor --export Tester >key
    gpg --armor --export Other >other
    rpm_signs --rpmv3 --addsign out/el6/*/*.rpm
    cal-pkg index out/el6 >/dev/null 2>&1
    local file
    for file in manifest.json repodata/repomd.xml SRPMS/repodata/repomd.xml; do
        gpg -q --batch --local-user Tester --armor --detach-sign "out/el6/$file"
    done
    gpgconf --kill all
}

test_keys_decide_and_dnf_agrees() {
    local program
    for program in gpg gpgv rpmsign; do command -v $program >/dev/null || skip "$program is not installed"; done
    published
    signed
    expect_status 0 cal-pkg verify out --key key
    expect_equal "$(cat stdout)" "out/el6: 3 packages, sound"
    expect_status 0 cal-pkg verify out
    [ "$(grep -c '\[unchecked-signature\]$' stdout)" -eq 6 ] || fail "$(cat stdout)"
    expect_status 1 cal-pkg verify out --key other
    [ "$(grep -c '\[unknown-key\]$' stdout)" -eq 9 ] || fail "$(cat stdout)"
    expect_status 0 cal-pkg verify out --key other --key key
    if command -v curl >/dev/null; then
        expect_status 0 cal-pkg verify "file://$PWD/out/el6" --key key
        expect_status 1 cal-pkg verify "file://$PWD/out/el6" --key other
        [ "$(grep -c '\[unknown-key\]$' stdout)" -eq 9 ] || fail "$(cat stdout)"
    else
        leave_out "curl is not installed"
    fi
    flip out/el6/manifest.json.asc 100
    expect_status 1 cal-pkg verify out
    grep -q 'its signature is damaged: .*\[wrong-signature\]$' stdout || fail "$(cat stdout)"
    flip out/el6/manifest.json.asc 100
    if ! command -v dnf >/dev/null; then leave_out "dnf is not installed"; return; fi
    dnf_takes || { cat dnf.log; fail "dnf refuses what verify accepts"; }
    local file
    for file in out/el6/noarch/ours-*.rpm out/el6/repodata/repomd.xml \
        "out/el6/$(grep -o 'repodata/[^"]*-primary.xml.gz' out/el6/repodata/repomd.xml)"; do
        flip "$file" 200
        expect_status 1 cal-pkg verify out --key key
        ! dnf_takes || fail "dnf takes a changed $file"
        grep -qiE 'signature|checksum|GPG check FAILED|Downloading error' dnf.log || fail "for another reason: $(cat dnf.log)"
        flip "$file" 200
    done
    dnf_takes || fail "dnf refuses what is as it was: $(cat dnf.log)"
    signed_for_another_rpm
}

# A package whose signature is of its header only, which says nothing of the files to rpm 4.8; and the way out that is told.
signed_for_another_rpm() {
    local package
    package=$(only_file out/el6/noarch/diamond-*.rpm)
    rpm_signs --delsign "$package"
    rpm_signs --addsign "$package"
    cal-pkg index out/el6 >/dev/null 2>&1
    expect_status 1 cal-pkg verify out --key key
    grep -q "^cal-pkg: error: $package: is signed over its header only, .*'rpmsign --delsign' and then 'rpmsign --rpmv3 --addsign'.*\[signature-not-accepted\]\$" stdout ||
        fail "$(cat stdout)"
    rpm_signs --delsign "$package"
    rpm_signs --rpmv3 --addsign "$package"
    cal-pkg index out/el6 >/dev/null 2>&1
    expect_status 1 cal-pkg verify out --key key # the new index is not signed
    grep -q "repomd.xml: is not signed; run 'cal-pkg index out/el6 --sign KEY' \[not-signed\]" stdout || fail "$(cat stdout)"
    ! grep -q signature-not-accepted stdout || fail "the way out does not work: $(cat stdout)"
}

# names_impossible_files BASE: a sealed manifest that names what no directory can hold is a finding, not fetched.
names_impossible_files() {
    local path size
    cp www/el6/manifest.json sound.json
    while read -r path size; do
        python3 - "$path" "$size" <<'P' >www/el6/manifest.json
import hashlib, json, sys
manifest = json.load(open("sound.json"))
del manifest["seal"]
manifest["files"].append({"path": sys.argv[1], "size": int(sys.argv[2]), "sha256": ""})
text = json.dumps(manifest, indent=2) + "\n"
print(text[:-3] + ',\n  "seal": "' + hashlib.sha256(text.encode()).hexdigest() + '"\n}')
P
        expect_status 1 cal-pkg verify "$1/el6"
        grep -q "^cal-pkg: error: $1/el6/manifest.json: is damaged (.*\[damaged-manifest\]\$" stdout || fail "$path $size: $(cat stdout)"
    done <<<"INSTALL.md/x 1
$(printf 'n%.0s' {1..300}) 1
a 9223372036854775808
a -1"
    mv sound.json www/el6/manifest.json
}

test_what_is_published_elsewhere_is_fetched_and_verified() {
    command -v curl >/dev/null || skip "curl is not installed"
    published
    mkdir www empty
    cp -r out/el6 www/
    python3 - >port 2>server.log <<'P' &
import http.server, sys

class Page(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        targets = {"/file": "file://" + self.directory + "/el6/manifest.json", "/loop": "/loop"}
        if self.path.rsplit(".", 1)[0] in targets:
            self.send_response(302)
            self.send_header("Location", targets[self.path.rsplit(".", 1)[0]])
            self.end_headers()
        elif self.path == "/endless/manifest.json":  # says no length, and does not end by itself
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b" " * 1000000)
            except OSError:
                pass
        else:
            super().do_GET()

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Page(*a, directory=__import__("os").getcwd() + "/www"))
print(server.server_port, flush=True)
server.serve_forever()
P
    local server=$! base package
    # shellcheck disable=SC2064
    trap "kill $server" EXIT
    wait_until test -s port
    base=http://127.0.0.1:$(cat port)
    unset http_proxy all_proxy ALL_PROXY
    expect_status 0 cal-pkg verify "$base/el6/"
    expect_equal "$(cat stdout)" "$base/el6: 2 packages, sound"
    package=$(cd www && only_file el6/noarch/*.rpm)
    expect_status 0 cal-pkg verify "$base/$package" "file://$PWD/www/el6"
    flip "www/$package" 20000
    rm www/el6/logs/diamond.log
    expect_status 1 cal-pkg verify "$base/el6"
    grep -q "^cal-pkg: error: $base/$package: .*\[wrong-digest\]$" stdout || fail "$(cat stdout)"
    grep -q "$base/el6/logs/diamond.log: is in manifest.json, and not there" stdout || fail "$(cat stdout)"
    names_impossible_files "$base"
    expect_error "$base/none: has no manifest.json" -- cal-pkg verify "$base/none"
    expect_error "$base/none.rpm: is not there" -- cal-pkg verify "$base/none.rpm"
    expect_error "$base/file.rpm: cannot be fetched: " file -- cal-pkg verify "$base/file.rpm"
    expect_error "$base/loop.rpm: cannot be fetched: " redirects -- cal-pkg verify "$base/loop.rpm"
    expect_error 'is larger than 16777216 bytes' -- cal-pkg verify "$base/endless"
    expect_error 'cannot be fetched: ' -- cal-pkg verify http://127.0.0.1:1/el6
}
