# shellcheck shell=bash disable=SC2034
# The Open Build Service's backend, without its web application, and osc, which talks to the source server. Builds get a
# root that is one package.
packages=(obs-server obs-worker obs-utils obs-build createrepo-c mmdebstrap curl wget)
python_packages=(osc)
options=(--with project=calamari)

prepare() {
    # shellcheck source=tests/real/engines/build-root.sh
    . /engines/project/tests/real/engines/build-root.sh
    build_root >>"${log:?}.install.log" 2>&1
}

answers() { curl -s -o /dev/null "http://127.0.0.1:$1/"; }

# put PATH FILE: at the source server, or with "build/…" at the repository server.
put() {
    local at="5352/$1?user=engines"
    [[ $1 != build/* ]] || at="5252/$1"
    curl -sS --fail-with-body -X PUT --data-binary "@$2" "http://127.0.0.1:$at" >>"$log.put.log"
}

start() {
    local server=/usr/lib/obs/server name
    # The list of addresses that the configuration brings is several lines long: it becomes another variable.
    sed -i -e "s/^\(my\|our\) \$hostname = .*/\1 \$hostname = '127.0.0.1';/" \
        -e "s/^our \$ipaccess = .*/our \$ipaccess = {'127\\\\..*' => 'rw,worker'}; my \$other = {/" $server/BSConfig.pm
    mkdir -p /srv/obs/log /run/obs /run/obs-worker/1 /var/cache/obs-worker /var/cache/build/{boot_1,root_1}
    chown -R obsrun:obsrun /srv/obs /run/obs
    for name in srcserver repserver; do (cd $server && exec ./bs_$name) >"$log.$name.log" 2>&1 & done
    wait_until answers 5352
    wait_until answers 5252
    (cd $server && exec ./bs_sched x86_64) >"$log.sched.log" 2>&1 &
    (cd $server && exec ./bs_dispatch) >"$log.dispatch.log" 2>&1 &
    (cd $server && exec ./bs_publish) >"$log.publish.log" 2>&1 &
    worker >"$log.worker.log" 2>&1 &
    project
}

worker() {
    cd /var/cache/build/boot_1 || fail "no boot_1"
    wget -q -O - http://127.0.0.1:5252/getworkercode | cpio -i --quiet
    chmod +x bs_worker
    ln -sfn . XML
    exec ./bs_worker --hardstatus --root /var/cache/build/root_1 --statedir /run/obs-worker/1 --id "$(hostname):1" \
        --reposerver http://127.0.0.1:5252 --jobs 1 --cachedir /var/cache/obs-worker --cachesize 1024
}

project() {
    cat >base.xml <<'TEXT'
<project name="base"><title/><description/><repository name="std"><arch>x86_64</arch></repository></project>
TEXT
    cat >calamari.xml <<'TEXT'
<project name="calamari"><title/><description/>
<repository name="el6"><path project="base" repository="std"/><arch>x86_64</arch></repository></project>
TEXT
    printf 'Type: spec\nRepotype: rpm-md\nPreinstall: buildroot\nRequired: buildroot\nRelease:\n' >base.conf
    printf 'Release:\n' >calamari.conf
    put source/base/_meta base.xml
    put source/calamari/_meta calamari.xml
    put source/base/_config base.conf
    put source/calamari/_config calamari.conf
    put build/base/std/x86_64/_repository/buildroot.rpm buildroot.rpm
    cat >oscrc <<'TEXT'
[general]
apiurl = http://127.0.0.1:5352
check_for_request_on_action = 0
[http://127.0.0.1:5352]
user = engines
pass = engines
allow_http = 1
TEXT
    export OSC_CONFIG=$PWD/oscrc
}

more() {
    expect 2 'name a project that there is with --with project=NAME' \
        cal-pkg submit obs el6 --with project=nosuch --checkouts checkouts --only firewall --out other
    expect 2 'calamari has no repository el7' \
        cal-pkg submit obs el7 --with project=calamari --checkouts checkouts --only firewall --out other
    echo 'ok an unknown project, an unknown target'
    # As the builder's 'find' asks: what is handed over again is the same revision, and nothing new.
    mkdir again
    local builders source
    builders=$(dirname "${program:?}")/../share/cal-pkg/layouts/builders
    source=$(ls "$PWD"/out/el6/SRPMS/calamari-firewall-*.src.rpm)
    (cd again && for time in one two; do sh "$builders/obs.sh" submit calamari calamari-firewall "$source" >$time; done)
    [[ $(grep -o 'srcmd5="[0-9a-f]*"' again/one) = $(grep -o 'srcmd5="[0-9a-f]*"' again/two) ]] ||
        fail "another revision: $(cat again/one again/two)"
    echo 'ok what is handed over again is the same revision'
    sed 's/^Required: .*/& nosuchthing/' base.conf >other.conf
    put source/base/_config other.conf
    expect 1 'add a repository that has it to the project' \
        submit --only firewall --version-of firewall=1.0-2 --out other --time-limit 120
    echo 'ok requirements that cannot be had'
}
