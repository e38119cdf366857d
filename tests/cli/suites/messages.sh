# What users are told when something is wrong: tests/data/golden/messages.txt has command lines ("$ …")
# and what each prints. A change of a message is a change of that file, to be read as a user would.
# shellcheck shell=bash

# Whatever the command lines need, in the current directory.
prepare() {
    samples
    mkdir empty foreign
    echo text >file
    echo data >foreign/data
    git init -q untagged
    in_git untagged commit -q --allow-empty -m first
    cp -r checkouts/Diamond dirty
    echo changed >>dirty/setup.py
    printf 'checkouts: checkouts\ntaget: el6\n' >taget.yaml
    printf 'target: el6\ntarget: el7\n' >twice.yaml
    printf 'target: el66\n' >el66.yaml
    printf 'target: [el6\n' >broken.yaml
    printf 'lock: 1\npython: "2.6"\ndistributions:\n  - {name: "x"}\n' >short.lock
    mkdir -p tree/calamari_web tree/EGG-INFO venv/bin
    echo 'a = 1' >tree/calamari_web/settings.py
    printf 'Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n' >tree/EGG-INFO/PKG-INFO
    (cd tree && zip -qr ../web-0.1-py2.6.egg .)
    head -c 100 web-0.1-py2.6.egg >cut-0.1-py2.6.egg
    cal-pkg build diamond --checkouts checkouts --target el6 --out rpms >/dev/null 2>&1
    cp "$(only_file rpms/el6/noarch/*.rpm)" diamond.rpm
    head -c 2000 diamond.rpm >cut.rpm
    prepare_sites
}

# A Calamari server and a Ceph server on which much is wrong.
prepare_sites() {
    mkdir -p server/etc/{httpd/conf.d,calamari,salt,selinux,sysconfig,rc.d/rc3.d} server/opt/calamari/webapp \
        server/opt/calamari/venv/lib/python2.7/site-packages/graphite \
        server/usr/lib/python2.7/site-packages/supervisor-2.1-py2.7.egg-info ceph/etc/salt \
        ceph/usr/lib/python2.7/site-packages/diamond
    : >server/etc/httpd/conf.d/calamari.conf
    echo 'Alias /.noindex.html /usr/share/httpd/noindex/index.html' >server/etc/httpd/conf.d/welcome.conf
    printf '[calamari_web]\ndb_engine = django.db.backends.postgresql_psycopg2\nusername = apache\n%s\n' \
        'secret_key_path = /opt/calamari/webapp/secret.key' >server/etc/calamari/calamari.conf
    echo x >server/opt/calamari/webapp/secret.key
    echo 'apache:x:48:48::/:/bin/false' >server/etc/passwd
    (umask 077 && echo 'interface: 0.0.0.0' >server/etc/salt/master)
    echo 'SELINUX=enforcing' >server/etc/selinux/config
    printf '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 80 -j ACCEPT\nCOMMIT\n' >server/etc/sysconfig/iptables
    : >server/etc/rc.d/rc3.d/S08iptables
    : >'server/etc/calamari/calamari.conf;5f3a41c7'
    : >ceph/etc/salt/minion
}

# What git says differs from version to version.
normalised() {
    sed -e "s|$PWD/|./|g" -e "s|$PWD|.|g" -e 's/(git: .*)/(git: …)/'
}

test_messages_are_those_of_the_golden_file() {
    local golden=$source_root/tests/data/golden/messages.txt line status
    mkdir here
    cd here || fail "no directory"
    prepare
    while IFS= read -r line; do
        case $line in
        '#'* | '') echo "$line" ;;
        '$ '*)
            echo "$line"
            status=0
            bash -c "${line#'$ '}" >output 2>&1 </dev/null || status=$?
            normalised <output
            [ $status -eq 2 ] || echo "(exit status $status)"
            ;;
        esac
    done <"$golden" >../messages.txt
    diff "$golden" ../messages.txt ||
        fail "messages have changed: when they are meant to, take over $(dirname "$PWD")/messages.txt"
}

# Nothing of a name from outside reaches the terminal as it is.
test_control_characters_are_escaped() {
    samples Diamond
    local name=$'D\e[31m'
    mv checkouts/Diamond "checkouts/$name"
    cal-pkg plan diamond --diamond "checkouts/$name" >plan
    grep -qF 'D\x1b[31m' plan || fail "the checkout is not shown"
    cal-pkg stage diamond --diamond "checkouts/$name" --out "$name" >stage
    [ -f "$(cat stage)" ] || fail "a script cannot use the path: $(cat stage)"
    cal-pkg egg list "$name" 2>listed || true
    mkdir -p "x.egg/EGG-INFO" "y.egg/EGG-INFO"
    echo x >"x.egg/$name.py"
    printf 'a\0' >"x.egg/$name.dat"
    cal-pkg egg diff x.egg y.egg >differences || true
    grep -qF 'D\x1b[31m.dat' differences || fail "the member is not shown"
    if grep -l $'\e' plan listed differences; then fail "a control character was printed"; fi
}
