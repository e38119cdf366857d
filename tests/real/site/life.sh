# shellcheck shell=bash
# What happens to a site in the course of years: the settings bug, upgrades, erasing; and upstream's tests. Sourced by
# inside.

settings=$eggs/calamari_web-0.1-py2.7.egg/calamari_web/settings.py

step_bug() {
    log_in
    answers 200 /graphite/dashboard/
    succeeds "egg check finds nothing" "$SITE_PROGRAM" egg check /opt/calamari
    cp -p "$settings" /tmp/settings.good
    sed -i 's|^TEMPLATE_DIRS = .*|TEMPLATE_DIRS = (os.path.join(config.get("graphite", "root"), "lib/python2.6/site-packages/graphite/templates"),)|' \
        "$settings"
    httpd_restart
    answers 500 /graphite/dashboard/
    "$SITE_PROGRAM" egg check /opt/calamari
    expect "egg check finds the bug: exit status" 1 "$?"
    succeeds "egg patch" "$SITE_PROGRAM" egg patch / --fix graphite-templates
    httpd_restart
    answers 200 /graphite/dashboard/
    succeeds "egg restore" "$SITE_PROGRAM" egg restore /opt/calamari
    httpd_restart
    answers 500 /graphite/dashboard/
    cp -p /tmp/settings.good "$settings"
    httpd_restart
    answers 200 /graphite/dashboard/
    expect "rpm -V calamari-server" "" "$(rpm -V --nodeps calamari-server | grep -v ' c ')"
}

# tests_of DIRECTORY WANTED: runs upstream's tests against the installed modules; WANTED is "passed of all".
tests_of() {
    local directory=/tmp/tests-$1 log=$keep/$SITE_LINE-tests-$1.log checkout=calamari all failures
    [[ $SITE_LINE != 1.5 ]] || checkout=calamari-1.5
    mkdir -p "$directory"
    cp -r "$SITE_CHECKOUTS/$checkout/$1/tests" "$directory/"
    (cd "$directory" && timeout 300 /opt/calamari/venv/bin/python -c '
import gevent.monkey
gevent.monkey.patch_all()
import nose
nose.main(argv=["nosetests", "-v", "tests"])' >"$log" 2>&1)
    all=$(sed -n 's/^Ran \([0-9]*\) tests* in .*/\1/p' "$log")
    failures=$(grep -cE '^(ERROR|FAIL): ' "$log")
    expect "upstream's tests of $1" "$2" "$((all - failures)) of $all"
}

step_unit_tests() {
    mkdir -p /tmp/upstream
    sed -e 's|^db_path = .*|db_path = sqlite:////tmp/upstream/db|; s|^db_engine = .*|db_engine = django.db.backends.sqlite3|
            s|^db_name = .*|db_name = /tmp/upstream/db|; s|^log_path = /var/log/calamari|log_path = /tmp/upstream|' \
        /etc/calamari/calamari.conf >/tmp/upstream/calamari.conf
    export CALAMARI_CONFIG=/tmp/upstream/calamari.conf DJANGO_SETTINGS_MODULE=calamari_web.settings
    export PYTHONPATH=$modules
    /opt/calamari/venv/bin/python -c '
from django.core.management import execute_from_command_line
execute_from_command_line(["", "syncdb", "--noinput"])'
    if [[ $SITE_LINE == 1.5 ]]; then
        # The rest fail with the checkout's own modules, too: they are older than the code.
        tests_of cthulhu "34 of 37"
        tests_of rest-api "27 of 36"
    else
        tests_of cthulhu "34 of 34"
        tests_of rest-api "27 of 27"
    fi
}

step_upgrade() {
    log_in
    echo '# of this site' >>/etc/graphite/carbon.conf
    sed -i 's/^log_level = WARN/log_level = INFO/' /etc/calamari/calamari.conf
    succeeds "egg patch of the package" "$SITE_PROGRAM" egg patch "$(package calamari-server)" --fix graphite-templates \
        --output /tmp/patched
    succeeds "rpm -U to the mended package" rpm -U --nodeps --force-debian /tmp/patched/*.rpm
    httpd_restart
    answers 200 /graphite/dashboard/ /api/v2/cluster
    expect "an edited configuration stays" "log_level = INFO" "$(grep -m 1 '^log_level' /etc/calamari/calamari.conf)"
    expect "rpm -V, but for configuration" "" "$(rpm -V --nodeps calamari-server | grep -v ' c ')"
    succeeds "egg check after the upgrade" "$SITE_PROGRAM" egg check /opt/calamari
}

# snapshot: everything of the machine, a line each: path, type, mode, owner, and what tells a change.
snapshot() {
    find /etc /opt /usr /var -xdev \( -path /usr/local -o -path /var/lib/postgresql -o -path /var/lib/rpm -o -path /root \
        -o -path /var/cache -o -path /var/tmp -o -path /var/log \) -prune -o \( -type f -printf '%p %y %m %u:%g %s\n' \) -o \
        -printf '%p %y %m %u:%g %l\n' | LC_ALL=C sort
    find /etc/httpd /etc/salt /etc/supervisord.conf -maxdepth 1 -type f -exec sha256sum {} + | LC_ALL=C sort
}

# What stays, or comes while a site runs: data, logs, edited configuration, and what other programs keep.
stays='^(/var/lib/(calamari|graphite|cthulhu)(/| )|/opt/calamari(/webapp(/content|/secret.key)?)?[/ ]'
stays+='|/etc/(calamari|graphite|diamond)(/[^ ]*\.rpmsave| )|/etc/diamond/diamond.conf |/etc/salt/pki|/var/lib/(dpkg|selinux)'
stays+='|/etc/(calamari/ssl|postgresql|ld.so.cache)[/ ]|/usr/lib/python2.7/site-packages/(ceph_argparse|rados|rbd).py |[^ ]*\.pyc |[^ ]*/__pycache__)'

step_erase() {
    if [[ $SITE_LINE == 1.5 ]]; then
        stop calamari-lite
    else
        stop minion-sim
        stop salt-master
        supervisor shutdown
        httpd_stop
    fi
    # shellcheck disable=SC2046 # names of packages
    succeeds "rpm -e" rpm -e --nodeps $(rpm -qa 'calamari*' diamond)
    snapshot >/tmp/after
    expect "nothing of others is lost or changed" "" "$(LC_ALL=C comm -23 /tmp/before /tmp/after)"
    expect "nothing is left but data, logs and edited configuration" "" \
        "$(LC_ALL=C comm -13 /tmp/before /tmp/after | grep -vE "$stays")"
    [[ $SITE_LINE == 1.5 ]] || expect "the welcome page is back" '# Red Hat' "$(cat /etc/httpd/conf.d/welcome.conf)"
}
