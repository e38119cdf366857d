# shellcheck shell=bash
# Ceph servers, simulated by upstream's minion-sim, and what one sees of them. Sourced by inside.

sim=$SITE_CHECKOUTS/calamari/minion-sim
modules=$sim:/usr/lib/python2.7/site-packages

clusters() { status /api/v2/cluster >/dev/null && python3 -c 'import json; print(json.load(open("/tmp/body"))[0]["id"])'; }
knows_a_cluster() { [[ $(clusters 2>/dev/null) == ????????-* ]]; }
keys() { status /api/v2/key >/dev/null && python3 -c '
import json
print(sum(key["status"] == "accepted" for key in json.load(open("/tmp/body"))))'; }

step_cluster() {
    log_in
    printf '#!/opt/calamari/venv/bin/python\nimport sys\nsys.path[:0] = "%s".split(":")\n%s\n' "$modules" \
        'from minion_sim.child import main; main()' >/usr/local/bin/minion-child
    chmod 755 /usr/local/bin/minion-child
    in_background salt-master /usr/bin/salt-master -l info
    succeeds "salt-master listens on 4505 and 4506" until_true 120 eval 'listens 4505 && listens 4506'
    # The simulator keeps its state below the current directory, in directories that it does not make whole.
    mkdir -p /tmp/sim/figment00{0,1,2}/{var/run,var/log/salt,etc/salt}
    (
        cd /tmp/sim || exit
        export PYTHONPATH=$modules PATH=/opt/calamari/venv/bin:$PATH
        # Salt takes all that is below the directory of its sockets, and what links there lead to, for its own.
        mkdir -p /tmp/sim/sockets
        in_background minion-sim /opt/calamari/venv/bin/python -c '
import sys
from minion_sim import minion_launcher
minion_launcher.MINION_CONFIG_TEMPLATE = minion_launcher.MINION_CONFIG_TEMPLATE.replace(
    "sock_dir: /tmp", "sock_dir: /tmp/sim/sockets")
from minion_sim.sim import main
sys.argv = ["minion-sim", "--count", "3"]
main()'
    )
    printf 'stand-in minion-sim: three Ceph servers with twelve OSDs, by upstream\n'
    succeeds "three keys are accepted" until_true 300 eval '[[ $(keys 2>/dev/null) == 3 ]]'
    supervisor restart cthulhu
    succeeds "the cluster is seen" until_true 300 knows_a_cluster
}

# What cthulhu knows of a cluster comes from its servers piece by piece.
knows_all_of() {
    local url
    for url in v2/cluster/$1/mon v2/cluster/$1/crush_rule v2/cluster/$1/osd v1/cluster/$1/health; do
        [[ $(status "/api/$url") == 200 ]] || return 1
    done
}

step_api() {
    log_in
    local id url
    SITE_PATIENCE=60
    id=$(clusters)
    succeeds "cthulhu knows all of the cluster" until_true 300 knows_all_of "$id"
    answers 200 /dashboard/ /api/v2/event "/api/v2/server/figment000.imagination.com/grains"
    for url in "" /osd /pool /mon /server /crush_rule /config; do
        answers 200 "/api/v2/cluster/$id$url"
    done
    for url in health space health_counters osd; do
        answers 200 "/api/v1/cluster/$id/$url"
    done
    pool_of "$id"
    log_of "$id"
}

# asks_for_pool ID NAME: until a server has told cthulhu its state, "cluster is currently unavailable for commands".
asks_for_pool() { [[ $(post "/api/v2/cluster/$1/pool" "{\"name\": \"$2\", \"pg_num\": 64}") == 202 ]]; }
has_pool() { [[ $(status "/api/v2/cluster/$1/pool") == 200 ]] && grep -q '"probe' /tmp/body; }

# cthulhu gives up a request whose server does not answer in time; then another is made.
pool_of() {
    local try
    for try in 1 2 3; do
        succeeds "a pool is asked for (202)" until_true 120 asks_for_pool "$1" "probe$try"
        ! until_true 90 has_pool "$1" || break
    done
    succeeds "the pool is there, asked for $try times" has_pool "$1"
}

# While cthulhu waits for a log it does nothing else; after ten seconds of that it never answers again (upstream).
log_of() {
    local try got
    for try in 1 2; do
        got=$(status "/api/v2/cluster/$1/log")
        [[ $got != 200 ]] || break
        printf 'try %s: %s\n' "$try" "$got"
        supervisor restart cthulhu
        until_true 120 knows_all_of "$1"
    done
    if [[ $got != 200 ]] && ! /usr/bin/salt --timeout 4 'figment000*' test.ping | grep >/dev/null True; then
        printf 'skipped the log of the cluster: this machine is too busy, no server answers salt within 4 s\n'
    else
        expect "GET /api/v2/cluster/$1/log" 200 "$got"
    fi
}

step_diamond() {
    sed 's/^host = graphite/host = 127.0.0.1/; s/# interval = 300/interval = 2/' /etc/diamond/diamond.conf.example \
        >/etc/diamond/diamond.conf
    in_background diamond /usr/bin/diamond -f -l --skip-pidfile -c /etc/diamond/diamond.conf
    log_in
    local query='/graphite/render?target=servers.*.loadavg.01&format=json&from=-5min'
    succeeds "Diamond's metrics are rendered" until_true 240 eval "
        [[ \$(status '$query') == 200 ]] && grep -q '\[[0-9.]*, [0-9]*\]' /tmp/body"
    stop diamond
    expect "metrics of several collectors" yes \
        "$( (($(cut -d. -f3 /var/log/diamond/archive.log | sort -u | wc -l) >= 5)) && echo yes)"
}

step_screens() {
    setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/tmp python3 "$here/screens.py" "$base" /tmp/screens
    local status=$?
    cp /tmp/screens/*.png "$keep/" 2>/dev/null
    expect "the web apps in Chromium: exit status" 0 "$status"
}
