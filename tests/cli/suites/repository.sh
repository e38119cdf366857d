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
    sort names | diff expected -
    dnf --quiet --setopt=reposdir=/nonexistent --setopt=cachedir="$PWD/cache" \
        --repofrompath="source,file://$PWD/out/el7/SRPMS" --repoid=source --setopt=source.gpgcheck=0 \
        repoquery --qf '%{name}-%{version}-%{release}.%{arch}.rpm %{location}' >names 2>dnf.err ||
        { cat dnf.err; fail "dnf cannot read the source repository"; }
    (cd out/el7/SRPMS && for name in *.rpm; do echo "$name $name"; done) | diff - <(sort names)
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

# Where it was to go is told, and not the temporary directory where it was made.
test_metadata_that_cannot_be_made_are_told_with_their_place() {
    samples Diamond
    mkdir bin
    # shellcheck disable=SC2016 # the script expands it
    printf '#!/bin/sh\nfor word; do case $word in --outputdir=*) mkdir "${word#*=}/repodata" ;; esac; done\n' \
        >bin/createrepo_c
    chmod +x bin/createrepo_c
    expect_status 2 env PATH="$PWD/bin:$PATH" cal-pkg build diamond --checkouts checkouts --target el6 --out out
    grep -q 'error: .*/repodata/repomd.xml: ' stderr || fail "$(cat stderr)"
    ! grep -F '.repodata-' stderr || fail "a temporary directory is told"
}

# diamond [OPTION…]: builds it into ./out, silently.
diamond() { cal-pkg build diamond --checkouts checkouts --target el6 --out out "$@" >/dev/null 2>stderr; }

next_commit() { in_git checkouts/Diamond commit -q --allow-empty -m next; }

# The whole directory with modes, times, inodes and content.
state() {
    (cd out/el6 && find . -printf '%p %y %m %i %T@\n' | sort && find . -type f -exec sha256sum {} + | sort)
}

# Whether every file that a repomd.xml names is there with its checksum, and prints types and times.
check_index() {
    python3 - "$1" <<'P'
import hashlib, os, sys, xml.etree.ElementTree as E
md = "{http://linux.duke.edu/metadata/repo}"
for data in E.parse(sys.argv[1] + "/repodata/repomd.xml").getroot().findall(md + "data"):
    path = os.path.join(sys.argv[1], data.find(md + "location").get("href"))
    checksum = data.find(md + "checksum")
    assert hashlib.new(checksum.get("type"), open(path, "rb").read()).hexdigest() == checksum.text, path
    print(data.get("type"), data.find(md + "timestamp").text)
P
}

test_what_others_add_to_the_index_stays_and_what_was_made_of_it_goes() {
    samples Diamond
    diamond
    echo '<updates/>' >updateinfo.xml
    echo '<comps/>' >comps.xml
    modifyrepo_c updateinfo.xml out/el6/repodata >/dev/null
    modifyrepo_c --mdtype=group comps.xml out/el6/repodata >/dev/null
    touch out/el6/repodata/{repomd.xml.asc,repomd.xml.key,primary.sqlite.bz2}
    local before
    before=$(state)
    diamond
    expect_equal "$(state)" "$before"

    next_commit
    diamond
    grep -q 'repomd.xml.asc: .*sign the new repomd.xml \[signature-dropped\]' stderr || fail "$(cat stderr)"
    check_index out/el6 >types
    check_index out/el6/SRPMS >/dev/null
    expect_equal "$(cut -d ' ' -f 1 types | LC_ALL=C sort | paste -sd ' ')" "filelists group other primary updateinfo"
    [ "$(sed -n 's/^updateinfo //p' types)" -lt "$(sed -n 's/^primary //p' types)" ] ||
        fail "the new index is not newer than what was added to the old one"
    expect_equal "$(cd out/el6/repodata && find . -name "repomd.xml*" -o -name "primary*" | sort)" "./repomd.xml
./repomd.xml.key"

    # No command publishes through a link, which a new directory would take the place of.
    ln -s el6 out/latest
    local name
    for name in out/latest out/latest/; do
        expect_error "out/latest: is a symbolic link" "put the directory that it leads to" -- cal-pkg index $name
    done
    expect_equal "$(cd out/latest && cal-pkg index . | sed -n 1p)" "$PWD/out/el6/repodata/repomd.xml"
    mv out/el6 real
    ln -s ../real out/el6
    expect_error "out/el6: is a symbolic link" -- cal-pkg build diamond --checkouts checkouts --target el6 --out out
    rm out/el6 && mv real out/el6
    diamond
    cal-pkg index out/el6/ >/dev/null
}

test_a_client_with_yesterday_s_index_finds_what_it_names() {
    samples Diamond
    diamond
    cp -r out/el6 yesterday
    next_commit
    diamond
    local file
    while read -r file; do
        [ -e "out/el6/$file" ] || fail "$file is gone"
    done < <(cd yesterday && find repodata noarch SRPMS -type f -not -name repomd.xml)
    next_commit
    diamond --keep 1
    expect_equal "$(find out/el6 -name '*.rpm' -o -name '*-primary.xml.gz' | wc -l)" 4
}

test_what_is_published_is_not_replaced_without_a_word() {
    samples calamari-clients
    clients() { cal-pkg build clients --checkouts checkouts --target el6 --out out "$@"; }
    clients >/dev/null 2>&1
    local before dist=checkouts/calamari-clients/admin/dist
    before=$(state)
    echo 'var fixed = 1;' >>$dist/index.html
    expect_error "is published with other content" "/admin/index.html" "--replace" -- clients
    expect_equal "$(state)" "$before"
    clients --replace >/dev/null 2>&1
    check_index out/el6 >/dev/null
    expect_error "is older than" "--allow-downgrade" -- clients --version-of clients=1.1-0
    clients --version-of clients=1.1-0 --allow-downgrade >/dev/null 2>&1
    find out/el6/x86_64 -name 'calamari-clients-1.[12]-*' | grep -c . | grep >/dev/null -x 2 || fail "the newer one is gone at once"
}

test_signed_packages_stay() {
    local program
    for program in gpg rpmsign; do command -v $program >/dev/null || skip "$program is not installed"; done
    samples Diamond
    diamond
    export GNUPGHOME=$PWD/gpg # the agent's socket is in it: its name must not be long
    mkdir -m 700 gpg
    gpg -q --batch --passphrase '' --quick-gen-key 'Tester <tester@example.invalid>' rsa2048 default never 2>/dev/null
    rpmsign --define "__gpg $(command -v gpg)" --define '_gpg_name Tester' --addsign out/el6/*/*.rpm >/dev/null 2>&1
    expect_equal "$(cal-pkg index out/el6)" "$PWD/out/el6/repodata/repomd.xml
$PWD/out/el6/SRPMS/repodata/repomd.xml"
    cal-pkg index out/el6 --json | grep >/dev/null '"changed": false' || fail "the second index changes something"
    local before
    before=$(state)
    diamond
    expect_equal "$(state)" "$before"
    gpgconf --kill all
    next_commit
    diamond
    grep -q 'is not signed, and the one before it is.*\[unsigned-package\]' stderr || fail "$(cat stderr)"
    expect_equal "$(rpm_here -qp --nosignature --qf '%{rsaheader:pgpsig}' out/el6/noarch/diamond-3.4.67-*.rpm | cut -c 1-3)" RSA
}

test_rights_stay_and_what_cannot_be_replaced_is_told_before() {
    samples Diamond
    diamond
    chmod 2750 out/el6
    chmod 711 out/el6/noarch
    local attributes=yes
    python3 -c 'import os; os.setxattr("out/el6", "user.note", b"x")' 2>/dev/null || attributes=
    next_commit
    diamond
    expect_equal "$(stat -c %a out/el6 out/el6/noarch | paste -sd ' ')" "2750 711"
    [ -z "$attributes" ] || python3 -c 'import os; os.getxattr("out/el6", "user.note")' || fail "an attribute is gone"
    next_commit
    if ! unshare -m true 2>/dev/null; then
        leave_out "a mount point: no mount name spaces here"
    else
        # shellcheck disable=SC2016 # the inner shell expands these
        expect_error "el6/SRPMS: is a mount point" -- unshare -m bash -c '
            mount --bind out/el6/SRPMS out/el6/SRPMS
            exec cal-pkg build diamond --checkouts checkouts --target el6 --out out'
        mkdir upper scratch container
        local layers="-t overlay overlay -o lowerdir=out,upperdir=upper,workdir=scratch container"
        if ! unshare -m sh -c "mount $layers" 2>/dev/null; then
            leave_out "a lower layer of a container: overlayfs cannot be mounted here"
        else
            expect_error "el6: cannot be replaced: it is of a lower layer" "cp -a" -- unshare -m sh -c "mount $layers
                exec cal-pkg build diamond --checkouts checkouts --target el6 --out container"
        fi
    fi
    if [ "$(id -u)" -ne 0 ] || ! nobody_gets_here; then
        leave_out "a directory of somebody else: only root can make one"
        return
    fi
    chmod 1777 out
    chown 0:0 out out/el6
    chmod 777 out/el6
    expect_error "el6: cannot be replaced" "sticky bit" -- setpriv --reuid 65534 --regid 65534 --clear-groups \
        cal-pkg build diamond --checkouts checkouts --target el6 --out out
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
