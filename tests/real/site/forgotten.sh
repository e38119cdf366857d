# shellcheck shell=bash
# What upstream forgets, as INSTALL and `cal-pkg doctor` tell it: the symptom, that doctor sees it, and that its remedy
# helps. Sourced by inside.

# doctor: what it says of the site now, for told, untold and remedy; it reads every file of the packages.
doctor() { "$SITE_PROGRAM" doctor >/tmp/findings 2>&1; }

# told ID TEXT / untold ID TEXT: whether there was a finding of this kind that says this.
told() { expect "doctor tells of $1, $2" yes "$(grep -F "[$1]" /tmp/findings | grep >/dev/null -F -- "$2" && echo yes)"; }
untold() { expect "doctor tells of no $1, $2" "" "$(grep -F "[$1]" /tmp/findings | grep -F -- "$2")"; }

# remedy ID TEXT: runs the command between quotes that the finding names.
remedy() {
    local command
    command=$(grep -F "[$1]" /tmp/findings | grep -F -- "$2" | sed -n "s/.*run '\(.*\)' \[$1\]\$/\1/p")
    succeeds "the remedy: $command" bash -c "${command:-false}"
}

# Without salt-call there is no database, and nobody is told.
fails_with_status_0() {
    succeeds "calamari-ctl initialize that fails (upstream)" initialize
    expect "the error that it tells" yes "$(initialize 2>&1 | grep >/dev/null '\[ERROR\]' && echo yes)"
}

# readable WHAT PATH: everybody can read it; doctor's remedy is taken.
readable() {
    expect "mode of $1 (upstream)" 644 "$(stat -c %a "$2")"
    told readable-secret "$2"
    remedy readable-secret "$2"
}

step_forgotten() {
    local cairo=/usr/lib/python2.7/site-packages/cairo key
    key=$(setting calamari_web secret_key_path)
    log_in
    doctor
    untold missing-module pycairo
    readable "the key of sessions" "$key"
    httpd_restart
    answers 200 /graphite/dashboard/
    mv "$cairo" /tmp/cairo
    httpd_restart
    answers 500 /graphite/dashboard/ /
    doctor
    untold readable-secret "$key"
    told missing-module pycairo
    mv /tmp/cairo "$cairo"
    httpd_restart
    answers 200 /graphite/dashboard/
}

# calamari-lite waits for modules that no package requires.
ceph_forgotten() {
    doctor
    told missing-module calamari-lite
    lite_starts
    succeeds "calamari-lite says that ceph is missing" \
        until_true 60 grep -q 'please install ceph' /var/log/calamari/cthulhu.log
    expect "and does not listen" "" "$(listens 8002 && echo yes)"
    stop calamari-lite
    readable "the key of sessions" "$(setting calamari_web secret_key_path)"
    readable "the database" "$(setting calamari_web db_name)"
}

# From 1.2 to 1.5 an edited calamari.conf keeps PostgreSQL.
step_successor() {
    succeeds "rpm -i of line 1.2" rpm -i --nodeps --force-debian "$(package calamari-server 1.2)"
    sed -i 's/^log_level = WARN/log_level = INFO/' /etc/calamari/calamari.conf
    succeeds "rpm -U to line 1.5" rpm -U --nodeps --force-debian "$(package calamari-server)"
    expect "an edited configuration keeps PostgreSQL" django.db.backends.postgresql_psycopg2 \
        "$(setting calamari_web db_engine)"
    expect "supervisor's block is gone" "" "$(grep -i calamari /etc/supervisord.conf)"
    doctor
    told missing-module PostgreSQL
    cp /etc/calamari/calamari.conf.rpmnew /etc/calamari/calamari.conf
    initializes
    lite_starts
    succeeds "calamari-lite listens on 8002" until_true 60 listens 8002
    log_in
    answers 200 /api/v2/cluster
    stop calamari-lite
}
