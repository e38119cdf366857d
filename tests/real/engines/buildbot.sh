# shellcheck shell=bash disable=SC2034
# Buildbot with two workers, whose builders are called as the targets.
packages=(python3-venv curl)
python_packages=(buildbot buildbot-www buildbot-worker setuptools)

two_workers() {
    curl -s http://127.0.0.1:8010/api/v2/workers >workers.json
    [[ $(grep -c '"masterid": ' workers.json) -ge 2 ]]
}

start() {
    buildbot create-master master >"${log:?}.master.log"
    cp /engines/project/tests/real/engines/master.cfg master/
    local name
    for name in one two; do buildbot-worker create-worker $name 127.0.0.1 $name secret >>"$log.master.log"; done
    (cd master && exec twistd --nodaemon --no_save -y buildbot.tac) >>"$log.master.log" 2>&1 &
    for name in one two; do
        (cd $name && exec twistd --nodaemon --no_save -y buildbot.tac) >"$log.$name.log" 2>&1 &
    done
    wait_until two_workers
}

nothing_runs() {
    curl -s 'http://127.0.0.1:8010/api/v2/buildrequests?complete=0' >open.json
    grep >/dev/null '"buildrequests": \[\]' open.json
}

more() {
    expect 2 'there is no builder el9; add it to the master' \
        cal-pkg submit buildbot el9 --checkouts checkouts --only firewall --out other
    expect 2 'name another one with --with scheduler=NAME' submit --with scheduler=none --only firewall --out other
    echo 'ok an unknown builder, an unknown scheduler'
    expect 1 'buildbot was not done after 4 seconds' \
        cal-pkg submit buildbot el7 --checkouts checkouts --only firewall --out other --time-limit 4
    wait_until nothing_runs
    echo 'ok a build that never ends is cancelled'
    expect 2 'start the master, or tell where it is with --with url=URL' \
        submit --with url=http://127.0.0.1:1 --only firewall --out other
    echo 'ok no master'
}
