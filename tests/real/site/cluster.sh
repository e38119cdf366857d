# shellcheck shell=bash
# Ceph servers, simulated by upstream's minion-sim, and what one sees of them. Sourced by inside.

sim=$SITE_CHECKOUTS/calamari/minion-sim
# Diamond's and the simulator's modules lie where EL 7's Python looks, and not this one.
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
    setsid "$(dirname "$SITE_PYTHON")/salt-master" -l info >"$keep/salt-master.log" 2>&1 &
    succeeds "salt-master listens on 4505 and 4506" until_true 120 eval 'listens 4505 && listens 4506'
    # The simulator keeps its state below the current directory, in directories that it does not make whole.
    mkdir -p /tmp/sim/figment00{0,1,2}/{var/run,var/log/salt,etc/salt}
    (
        cd /tmp/sim || exit
        PYTHONPATH=$modules PATH=/opt/calamari/venv/bin:$PATH setsid /opt/calamari/venv/bin/python -c '
import sys
from minion_sim.sim import main
sys.argv = ["minion-sim", "--count", "3"]
main()' >"$keep/minion-sim.log" 2>&1 &
    )
    printf 'stand-in minion-sim: three Ceph servers with twelve OSDs, by upstream\n'
    succeeds "three keys are accepted" until_true 300 eval '[[ $(keys 2>/dev/null) == 3 ]]'
    /usr/bin/supervisorctl -c /etc/supervisord.conf restart cthulhu
    succeeds "the cluster is seen" until_true 300 knows_a_cluster
}

step_api() {
    log_in
    local id url
    id=$(clusters)
    answers 200 /dashboard/ /api/v2/event "/api/v2/server/figment000.imagination.com/grains"
    for url in "" /osd /pool /mon /server /crush_rule /config /log; do
        answers 200 "/api/v2/cluster/$id$url"
    done
    for url in health space health_counters osd; do
        answers 200 "/api/v1/cluster/$id/$url"
    done
    expect "a pool is asked for" 202 "$(post "/api/v2/cluster/$id/pool" '{"name": "probe", "pg_num": 64}')"
    succeeds "the pool is there" until_true 120 eval "status /api/v2/cluster/$id/pool >/dev/null; grep -q probe /tmp/body"
}

step_diamond() {
    ln -sf "$SITE_PYTHON" /usr/bin/python
    sed 's/^host = graphite/host = 127.0.0.1/; s/# interval = 300/interval = 2/' /etc/diamond/diamond.conf.example \
        >/etc/diamond/diamond.conf
    PYTHONPATH=$modules setsid /usr/bin/diamond -f -l --skip-pidfile -c /etc/diamond/diamond.conf \
        >"$keep/diamond.log" 2>&1 &
    log_in
    local query='/graphite/render?target=servers.*.loadavg.01&format=json&from=-5min'
    succeeds "Diamond's metrics are rendered" until_true 240 eval "
        [[ \$(status '$query') == 200 ]] && grep -q '\[[0-9.]*, [0-9]*\]' /tmp/body"
    pkill -f /usr/bin/diamond
    expect "metrics of several collectors" yes \
        "$( (($(cut -d. -f3 /var/log/diamond/archive.log | sort -u | wc -l) >= 5)) && echo yes)"
}

step_screens() {
    setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/tmp python3 "$here/screens.py" "$base" /tmp/screens
    local status=$?
    cp /tmp/screens/*.png "$keep/" 2>/dev/null
    expect "the web apps in Chromium: exit status" 0 "$status"
}
