# shellcheck shell=bash disable=SC2034
# Koji's client against a stand-in for its hub.
packages=(python3-venv)

prepare() {
    # Without what its other ways to log in need of C libraries.
    { python3 -m venv /engines/venv && /engines/venv/bin/pip install --no-deps koji requests python-dateutil six \
        defusedxml urllib3 idna certifi charset-normalizer; } >>"${log:?}.install.log" 2>&1
    # A password is read from the command line alone.
    printf '#!/bin/sh\nexec /engines/venv/bin/koji --user ada --password secret "$@"\n' >/usr/local/bin/koji
    chmod +x /usr/local/bin/koji
    cat >/etc/koji.conf <<'TEXT'
[koji]
server = http://127.0.0.1:8080/kojihub
topurl = http://127.0.0.1:8080/kojifiles
weburl = http://127.0.0.1:8080/koji
authtype = password
[nobody]
server = http://127.0.0.1:1/kojihub
TEXT
}

hub_answers() { koji --noauth version; }

start() {
    mkdir hub
    /engines/venv/bin/python /engines/project/tests/real/engines/koji-hub.py 8080 hub >"$log.hub.log" 2>&1 &
    wait_until hub_answers
}

more() {
    expect 2 "name one that there is in 'targets' of a builder of your own" \
        cal-pkg submit koji el9 --checkouts checkouts --only firewall --out other
    expect 2 'name one that koji'"'"'s configuration has by --with profile=NAME' submit --with profile=none --out other
    expect 2 "correct the profile's server in koji's configuration" submit --with profile=nobody --out other
    echo 'ok an unknown target, an unknown profile, no hub'
    touch hub/logged-out
    expect 2 "log in so that 'koji hello' greets you" submit --only firewall --out other
    rm hub/logged-out
    echo 'ok nobody is logged in'
    touch hub/unresolvable
    expect 1 "koji says 'failed'" submit --only firewall --out other
    grep >/dev/null "have what the log lists added to the target's build tag" "$log.out" || fail "$(cat "$log.out")"
    rm hub/unresolvable
    echo 'ok requirements that cannot be had'
    touch hub/works
    expect 1 'koji was not done after 4 seconds' submit --only firewall --out other --time-limit 4
    koji taskinfo "$(find hub/work/tasks -mindepth 2 -printf '%f\n' | sort -n | tail -1)" >task
    grep >/dev/null 'State: canceled' task || fail "it is not cancelled: $(cat task)"
    echo 'ok a build that never ends is cancelled'
}
