# `--sign`: what is published is signed, judged by gpg, rpm and dnf with the published key alone.
# shellcheck shell=bash

# shellcheck source=tests/cli/sign-fixture.sh
. "${source_root:?}/tests/cli/sign-fixture.sh"

diamond() { cal-pkg build diamond --checkouts checkouts --target "${target:-el7}" --out out "$@"; }

# The whole directory with modes, times and content.
state() {
    (cd "out/${target:-el7}" && find . -printf '%p %y %m %T@\n' | sort && find . -type f -exec sha256sum {} + | sort)
}

# verified FILE…: gpg, which knows the published key alone, finds a good signature of each.
verified() {
    local file
    rm -f keyring.gpg
    gpg --batch --dearmor <out/el7/RPM-GPG-KEY-calamari >keyring.gpg
    for file; do
        gpgv --keyring ./keyring.gpg "$file.asc" "$file" >gpgv.log 2>&1 || fail "$file: $(cat gpgv.log)"
    done
}

# rpm_verifies PACKAGE…: with the published key alone.
rpm_verifies() {
    rm -rf keys
    mkdir keys
    rpmkeys --dbpath "$PWD/keys" --import "out/${target:-el7}/RPM-GPG-KEY-calamari"
    rpmkeys --dbpath "$PWD/keys" --define '_pkgverify_level all' -K "$@" >report || fail "$(cat report)"
}

# What diamond requires, as a repository of one package.
distribution() {
    {
        printf '%s\n' 'Name: distribution' 'Version: 1' 'Release: 1' 'Summary: x' 'License: x' 'BuildArch: noarch'
        rpm -qp --nosignature --requires out/el7/noarch/*.rpm | sed -e '/^rpmlib(/d' -e 's/ >= / = /' | LC_ALL=C sort -u |
            sed 's/^/Provides: /'
        printf '%%description\nx\n%%files\n'
    } >distribution.spec
    rpmbuild -bb --quiet --define "_topdir $PWD/top" --define "_rpmdir $PWD/distribution" distribution.spec >log 2>&1 ||
        fail "no distribution: $(cat log)"
    createrepo_c --quiet distribution
}

# installed: dnf installs diamond into an empty root, by the published repository file.
installed() {
    rm -rf root cache
    mkdir root
    dnf -y --quiet --installroot="$PWD/root" --releasever=7 --forcearch=x86_64 --setopt=reposdir="$PWD/repos" \
        --setopt=cachedir="$PWD/cache" --setopt=persistdir="$PWD/cache" --setopt=tsflags=noscripts \
        --setopt=calamari.skip_if_unavailable=0 --repofrompath="distribution,file://$PWD/distribution" --setopt=distribution.gpgcheck=0 \
        install diamond >dnf.log 2>&1
}

# changed FILE: another byte in the middle of it, its time and size stay.
changed() {
    python3 - "$1" <<'P'
import os, sys
path = sys.argv[1]
time = os.stat(path).st_mtime_ns
data = bytearray(open(path, 'rb').read())
data[len(data) // 2] ^= 1
open(path, 'wb').write(data)
os.utime(path, ns=(time, time))
P
}

test_what_is_signed_is_taken_by_gpg_rpm_and_dnf_and_kept_by_the_next_build() {
    keyring
    samples Diamond
    diamond >/dev/null 2>&1
    mv out plain
    diamond --sign site@example.invalid --baseurl "file://$PWD/out/{target}" >packages 2>stderr || fail "$(cat stderr)"
    ! grep '^cal-pkg: ' stderr || fail "something is told"
    verified out/el7/repodata/repomd.xml out/el7/SRPMS/repodata/repomd.xml out/el7/manifest.json
    rpm_verifies out/el7/*/*.rpm
    grep -q 'signatures OK' report || fail "$(cat report)"
    expect_equal "$(rpm -qp --nosignature --qf '%{SHA256HEADER}' out/el7/noarch/*.rpm)" \
        "$(rpm -qp --nosignature --qf '%{SHA256HEADER}' plain/el7/noarch/*.rpm)"
    expect_equal "$(rpm -qp --nosignature --qf '%{RSAHEADER:pgpsig} %{SIGPGP:pgpsig}' out/el7/noarch/*.rpm | grep -o RSA/SHA256 |
        paste -sd ' ')" "RSA/SHA256 RSA/SHA256"
    instructions_fit calamari
    grep -qx "baseurl=file://$PWD/out/el7/SRPMS" out/el7/calamari.repo

    local before
    before=$(state)
    diamond --sign site@example.invalid >/dev/null 2>&1 # the address that was said once stays
    expect_equal "$(state)" "$before"
    diamond --rebuild --sign site@example.invalid >/dev/null 2>&1
    expect_equal "$(state)" "$before"
    diamond >/dev/null 2>&1 # nothing is new
    expect_equal "$(state)" "$before"

    command -v dnf >/dev/null || {
        leave_out "dnf is not installed"
        return
    }
    distribution
    mkdir repos
    cp out/el7/calamari.repo repos/
    dnf --quiet --setopt=reposdir="$PWD/repos" --setopt=cachedir="$PWD/cache" repolist --all >list 2>&1 || fail "$(cat list)"
    grep -q '^calamari  *calamari  *enabled$' list || fail "$(cat list)"
    grep -q '^calamari-source  *calamari-source  *disabled$' list || fail "$(cat list)"
    dnf --quiet --setopt=reposdir="$PWD/repos" --setopt=cachedir="$PWD/cache" --repo=calamari-source --assumeyes \
        repoquery --arch=src '*' >list 2>&1 || fail "$(cat list)"
    grep -q '^diamond-.*\.src$' list || fail "$(cat list)"
    installed || fail "$(cat dnf.log)"
    [ -e root/usr/share/diamond ] || [ -n "$(find root -name 'diamond*' | sed -n 1p)" ] || fail "nothing is installed"
    local file
    cp -a out sound
    for file in noarch/diamond-*.rpm repodata/repomd.xml repodata/repomd.xml.asc repodata/*-primary.xml.gz \
        repodata/*-filelists.xml.gz RPM-GPG-KEY-calamari; do
        # shellcheck disable=SC2086 # a pattern
        file=$(cd out/el7 && only_file $file)
        changed "out/el7/$file"
        ! installed || fail "dnf installs in spite of a changed byte in $file"
        grep -qiE 'signature|checksum|GPG check FAILED|Downloading error|key import failed' dnf.log || fail "for another reason: $(cat dnf.log)"
        cp -a "sound/el7/$file" "out/el7/$file"
    done
}

test_keys_that_will_not_do_are_refused_before_anything_is_built() {
    keyring
    samples Diamond
    # refused TEXT KEY [OPTION…]
    refused() {
        local text=$1 key=$2
        shift 2
        expect_error "key '$key@example.invalid': $text" -- diamond --sign "$key@example.invalid" "$@" </dev/null
        [ ! -e out ] || fail "something was made before the key $key was refused"
    }
    refused "is of the kind ed25519, and the rpm of el7 verifies only rsa2048" elliptic
    refused "is of the kind dsa2048" dsa
    refused "signs with its subkey" subkey
    grep -q "the rpm of el7 does not know signatures of subkeys" stderr
    grep -q -F -- "--sign '$(fingerprint subkey)!'" stderr || fail "no way out: $(cat stderr)"
    refused "has expired" expired
    refused "is revoked" revoked
    refused "has no secret part" public
    refused "is not in gpg's keyring" nobody
    refused "needs a passphrase, and nobody can be asked for it here" locked
    grep -q -- "--passphrase-file FILE" stderr
    echo 'open barley' >wrong
    refused "has another passphrase" locked --passphrase-file wrong
    : >empty
    expect_error "empty: holds no passphrase" -- diamond --sign locked@example.invalid --passphrase-file empty
    mkfifo pipe # nobody writes to it
    expect_error "pipe: holds no passphrase" -- diamond --sign locked@example.invalid --passphrase-file pipe
    local fd
    exec 3>&- 4>&- 7>&- # what this test was started with
    for fd in 3 4 7; do # cal-pkg's own, or nobody's
        expect_error "--passphrase-fd $fd: is not open" -- diamond --sign locked@example.invalid --passphrase-fd $fd
    done
    expect_error "--baseurl: has no meaning where nothing is signed" -- diamond --baseurl https://example.org/
    expect_error "is not the address of a directory" -- diamond --sign site@example.invalid --baseurl example.org

    # Ways out, as they are told.
    echo 'open sesame' >right
    diamond --sign locked@example.invalid --passphrase-fd 5 5<right >/dev/null 2>&1 || fail "no way out by a descriptor"
    rpm_verifies out/el7/*/*.rpm
    gpgconf --kill all
    diamond --sign "$(fingerprint subkey)!" >/dev/null 2>stderr || fail "$(cat stderr)"
    grep -q '\[other-key\]' stderr || fail "another key is not told: $(cat stderr)"
    rpm_verifies out/el7/*/*.rpm
    local target=el9
    diamond --sign elliptic@example.invalid >/dev/null 2>stderr || fail "$(cat stderr)"
    rpm_verifies out/el9/*/*.rpm
    expect_equal "$(rpm -qp --nosignature --qf '%{DSAHEADER:pgpsig} %{SIGGPG}' out/el9/noarch/*.rpm | sed 's|/.* | |')" \
        "EdDSA (none)"
}

# What the other tests' keys are not.
test_a_target_takes_the_kinds_of_keys_that_its_rpm_knows() {
    empty_keyring
    new_key three rsa3072 sign
    new_key four rsa4096 sign
    gpg -q --batch --passphrase '' --quick-add-key "$(fingerprint four)" rsa2048 encr never 2>>gpg.log # does not matter
    new_key dsa dsa3072 sign
    new_key curve nistp256 sign
    local target key
    minion() { cal-pkg build minion --target "$target" --set minion.master=example.org --out out --no-srpm --sign "$1@example.invalid"; }
    for target in el6 el9; do
        expect_error "key 'dsa@example.invalid': is of the kind dsa3072, and the rpm of $target verifies only rsa2048" -- minion dsa
        expect_error "key 'curve@example.invalid': is of the kind nistp256, and the rpm of $target verifies only rsa2048" -- minion curve
        [ ! -e "out/$target" ] || fail "something was made before the key was refused"
        for key in three four; do
            minion $key >/dev/null 2>stderr || fail "$(cat stderr)"
            rpm_verifies out/$target/noarch/*.rpm
            cal-pkg verify out/$target --key out/$target/RPM-GPG-KEY-calamari >verified || fail "$(cat verified)"
        done
    done
}

test_several_targets_are_signed_by_a_key_that_fits_all() {
    keyring
    samples Diamond
    local target
    all() { cal-pkg build-all --only diamond --checkouts checkouts --out out "$@"; }
    expect_error "key 'elliptic@example.invalid': is of the kind ed25519, and the rpm of el6 verifies only rsa2048" -- \
        all --target el6,el7,el9 --sign elliptic@example.invalid
    # Also where it fits the first one.
    expect_error "key 'elliptic@example.invalid': is of the kind ed25519, and the rpm of el7 verifies only rsa2048" -- \
        all --target el9,el7 --sign elliptic@example.invalid
    expect_error "key 'subkey@example.invalid': signs with its subkey" "the rpm of el7" -- \
        all --target el9,el7 --sign subkey@example.invalid
    expect_error "--baseurl https://example.org: would be the address of all 3 targets" -- \
        all --target el6,el7,el9 --sign site@example.invalid --baseurl https://example.org
    printf '%s\n' 'targets: [el9, el7]' 'sign: {key: elliptic@example.invalid}' >cal-pkg.yaml
    expect_error "the rpm of el7 verifies only rsa2048" -- all
    [ ! -e out ] || fail "something was made for a key that does not fit"

    printf '%s\n' 'targets: [el6, el7, el9]' 'sign: {key: site@example.invalid, baseurl: "https://example.org/{target}"}' >cal-pkg.yaml
    all >/dev/null 2>stderr || fail "$(cat stderr)"
    for target in el6 el7 el9; do
        rpm_verifies out/$target/*/*.rpm
        grep -qx "baseurl=https://example.org/$target" out/$target/calamari.repo || fail "$(cat out/$target/calamari.repo)"
        rpm -qp --nosignature --qf '%{RSAHEADER:pgpsig} %{SIGPGP:pgpsig}\n' out/$target/noarch/*.rpm >kinds
        [[ $target = el9 || $(cat kinds) != *'(none)' ]] || fail "$target: $(cat kinds)"
        [[ $target != el9 || $(cat kinds) == RSA*'(none)' ]] || fail "$target: $(cat kinds)"
    done
    cal-pkg verify out --key out/el9/RPM-GPG-KEY-calamari >verified || fail "$(cat verified)"
    for target in el6 el7 el9; do
        expect_status 0 cal-pkg reproduce out/$target --checkouts checkouts
        expect_equal "$(grep -c ': same bytes but for its signature$' stdout)" 2
    done
    local before
    before=$(for target in el6 el7 el9; do state; done)
    rm cal-pkg.yaml
    all --target el6,el7,el9 --sign site@example.invalid --rebuild >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(for target in el6 el7 el9; do state; done)" "$before"
}

test_the_project_file_names_the_key_and_the_index_signs_what_is_there() {
    keyring
    samples Diamond
    diamond >/dev/null 2>&1
    echo 'open sesame' >passphrase
    printf '%s\n' 'sign:' '  key: locked@example.invalid' '  passphrase-file: passphrase' '  name: site' \
        '  baseurl: https://example.org/{target}/' >cal-pkg.yaml
    grep -q '^These packages are not signed' out/el7/INSTALL.md
    cal-pkg index out/el7 >/dev/null 2>stderr || fail "$(cat stderr)"
    grep -q 'out/el7: signed 2 packages that had no fitting signature by this key, .*unchanged \[newly-signed\]$' stderr &&
        [ "$(wc -l <stderr)" -eq 1 ] || fail "$(cat stderr)"
    grep -qx 'baseurl=https://example.org/el7' out/el7/site.repo || fail "$(cat out/el7/site.repo)"
    local before
    instructions_fit site
    before=$(state)
    cal-pkg index out/el7 >/dev/null 2>stderr
    [ ! -s stderr ] || fail "signed again: $(cat stderr)"
    expect_equal "$(state)" "$before"
    cal-pkg index out/el7 --baseurl https://example.org/other >/dev/null 2>stderr || fail "$(cat stderr)"
    instructions_fit site
    grep -q https://example.org/other out/el7/INSTALL.html || fail "the page tells another address"
    cal-pkg verify out/el7 --key out/el7/RPM-GPG-KEY-site >verified || fail "$(cat verified)"
    mv out/el7/RPM-GPG-KEY-site key
    cp key out/el7/RPM-GPG-KEY-site
    ln -s RPM-GPG-KEY-site out/el7/RPM-GPG-KEY-calamari # for the judges
    verified out/el7/repodata/repomd.xml out/el7/manifest.json
    rpm_verifies out/el7/*/*.rpm
    rm out/el7/RPM-GPG-KEY-calamari

    rm cal-pkg.yaml
    in_git checkouts/Diamond commit -q --allow-empty -m next
    before=$(state)
    expect_error "out/el7: is signed by the key" "--unsigned" -- diamond
    expect_equal "$(state)" "$before"
    [ ! -e out/failed-el7 ] || fail "it was built first"
    diamond --unsigned >/dev/null 2>stderr || fail "$(cat stderr)"
    [ -z "$(find out -name '*.asc' -o -name '*.repo' -o -name 'RPM-GPG-KEY*')" ] || fail "signatures are left: $(find out)"
    cal-pkg index out/el7 --sign site@example.invalid >/dev/null 2>&1
    cal-pkg index out/el7 --unsigned >/dev/null 2>stderr || fail "$(cat stderr)"
    grep -q '^These packages are not signed' out/el7/INSTALL.md || fail "INSTALL.md tells of signatures"
    sed -i 1d out/el7/INSTALL.md # somebody has written it anew
    cal-pkg index out/el7 --sign site@example.invalid >/dev/null 2>stderr
    grep -q 'INSTALL.md: is not cal-pkg.s and stays as it is.*\[instructions\]' stderr || fail "$(cat stderr)"
    somebody_elses_package
}

# A package of somebody else: the way out that is told, pasted, is one, also where only its header was signed.
somebody_elses_package() {
    local package=out/el7/noarch/distribution-1-1.noarch.rpm round
    distribution
    cp distribution/noarch/*.rpm out/el7/noarch/
    for round in 1 2; do
        cal-pkg index out/el7 --sign site@example.invalid >/dev/null 2>stderr
        grep -q "$package: is somebody else's .*: rpmsign .*\[unsigned-package\]\$" stderr || fail "$round: $(cat stderr)"
        sed -n 's/.*: \(rpmsign .*\) \[unsigned-package\]$/\1/p' stderr >way-out
        [ $round -eq 2 ] || sed -i 's/ --rpmv3//' way-out
        bash -e way-out >log 2>&1 || fail "$(cat log)"
    done
    ! grep -q unsigned-package log || fail "it is no way out: $(cat log)"
    gpg --armor --export site@example.invalid >key
    cal-pkg verify out/el7 --key key >verified || fail "$(cat verified)"
}

# instructions_fit NAME: the repository file in INSTALL.md is the published one.
instructions_fit() {
    expect_equal "$(sed -n "/^\[$1\]\$/,/^gpgkey/p" out/el7/INSTALL.md)" "$(sed -n "/^\[$1\]\$/,/^gpgkey/p" "out/el7/$1.repo" |
        sed 's/^name=.*/name=Calamari/')"
}

# A gpg that does what is in ./gpg-extra before it signs an index.
meddling_gpg() {
    mkdir bin
    printf '%s\n' '#!/bin/bash' "case \"\$*\" in *--detach-sign*repomd.xml*) . '$PWD/gpg-extra' ;; esac" \
        "exec $(command -v gpg) \"\$@\"" >bin/gpg
    chmod 755 bin/gpg
    PATH=$PWD/bin:$PATH
}

test_killed_while_signing_or_on_a_full_disk_the_old_repository_stays() {
    keyring
    samples Diamond
    diamond --sign site@example.invalid >/dev/null 2>&1
    in_git checkouts/Diamond commit -q --allow-empty -m next
    meddling_gpg
    local before
    before=$(state)
    echo "touch '$PWD/signing'; sleep 600" >gpg-extra
    "${program:?}" build diamond --checkouts checkouts --target el7 --out out --sign site@example.invalid >/dev/null 2>&1 &
    wait_until test -e signing
    kill -KILL $!
    wait $! 2>/dev/null || true
    expect_equal "$(state)" "$before"

    cat >inside <<'P'
set -eu
mkdir -p small
mount -t tmpfs -o size=20m none small || exit 77
cp -a out/el7 small/
(cd small/el7 && find . -type f -exec sha256sum {} +) | sort >before
echo "head -c 30000000 /dev/zero >$PWD/small/filler || true" >gpg-extra
status=0
"$program" build diamond --checkouts checkouts --target el7 --out small --sign site@example.invalid >stdout 2>stderr || status=$?
[ $status -eq 2 ] || { echo "status $status"; exit 1; }
grep -q 'No space left' stderr
(cd small/el7 && find . -type f -exec sha256sum {} +) | sort | cmp - before
P
    local status=0
    unshare -rm env program="$program" bash inside || status=$?
    if [ $status -eq 77 ] || { [ $status -eq 1 ] && [ ! -e before ]; }; then
        leave_out "no private mounts here: a full disk"
    else
        [ $status -eq 0 ] || fail "on a full disk: $(cat stderr)"
    fi

    # createrepo_c tells of a full disk that a file cannot be closed.
    printf '%s\n' '#!/bin/bash' "[[ \$* == *--version* ]] || head -c 30000000 /dev/zero >$PWD/small/filler 2>/dev/null" \
        "exec $(command -v createrepo_c) \"\$@\"" >bin/createrepo_c
    chmod 755 bin/createrepo_c
    : >gpg-extra
    sed -i 's/^echo .*gpg-extra$/: >gpg-extra/' inside
    [ $status -ne 0 ] || unshare -rm env program="$program" bash inside || fail "while createrepo_c writes: $(cat stderr)"
    rm bin/createrepo_c

    diamond --sign site@example.invalid >/dev/null 2>stderr || fail "$(cat stderr)"
    expect_equal "$(find out -name '.*' | sed -n 1p)" ""
    verified out/el7/repodata/repomd.xml
}

# gpg-agent asks by a program of ours, which would never end without a terminal.
test_somebody_at_a_terminal_is_asked() {
    command -v script >/dev/null || skip "script is not installed"
    keyring
    samples Diamond
    cat >pinentry <<'P'
#!/bin/bash
echo "OK ready"
while read -r line; do
    case $line in
    "OPTION ttyname="*) terminal=${line#*=} ;;
    GETPIN)
        [ -c "$terminal" ] || sleep 600
        echo "D open sesame"
        ;;
    BYE) exit ;;
    esac
    echo OK
done
P
    chmod 755 pinentry
    echo "pinentry-program $PWD/pinentry" >>"$GNUPGHOME/gpg-agent.conf"
    expect_error "nobody can be asked for it here" -- diamond --sign locked@example.invalid </dev/null
    script -qec 'cal-pkg build diamond --checkouts checkouts --target el7 --out out --sign locked@example.invalid' /dev/null \
        >terminal 2>&1 </dev/null || fail "$(cat terminal)"
    verified out/el7/repodata/repomd.xml
}
