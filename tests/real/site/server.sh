# shellcheck shell=bash
# The Calamari server: from an empty EL-like root to pages. Sourced by inside.

# What EL 7 brings: users, configuration of httpd, salt and supervisor, and Python packages.
step_users() {
    local directory=$SITE_PYTHON
    until [[ $directory == / ]]; do
        directory=$(dirname "$directory")
        chmod o+x "$directory" # apache runs this Python, too
    done
    chmod o+x /root # where pyenv's library may be
    groupadd -r apache
    useradd -r -g apache -d /usr/share/httpd -s /sbin/nologin apache
    # rpm's database in the root is its own, wherever this machine has one.
    mkdir -p /etc/httpd/conf /etc/httpd/conf.d /etc/httpd/modules /run/httpd /var/log/httpd /etc/salt/master.d \
        /etc/salt/minion.d /etc/supervisor/conf.d /etc/init /usr/lib/firewalld/services /usr/share/licenses \
        /usr/share/selinux/packages
    echo '; of somebody else' >/etc/supervisor/conf.d/other.conf
    echo '# of somebody else' >/etc/salt/minion.d/other.conf
    echo '# Red Hat' >/etc/httpd/conf.d/welcome.conf
    printf 'interface: 127.0.0.1\nauto_accept: True\n' >/etc/salt/master
    chmod 640 /etc/salt/master
    printf '%s\n' '[unix_http_server]' 'file=/run/supervisor.sock' '[supervisord]' 'pidfile=/run/supervisord.pid' \
        '[rpcinterface:supervisor]' \
        'supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface' \
        '[supervisorctl]' 'serverurl=unix:///run/supervisor.sock' >/etc/supervisord.conf
    # Where EL 7 has them, and where this Python does not look of its own accord.
    "$SITE_PYTHON" -m pip install --quiet --no-index --no-deps --ignore-installed --prefix /usr "$SITE_WHEELS"/*.whl
    echo /usr/lib/python2.7/site-packages >"$(purelib)/el7.pth"
    rm /usr/bin/salt-call # it knows neither this system's PostgreSQL nor its services
    ln -sf "$SITE_PYTHON" /usr/bin/python
    succeeds "Python packages that EL 7 has" "$SITE_PYTHON" -c 'import salt, cairo, configobj, M2Crypto, mod_wsgi'
    httpd_of_the_machine
}

purelib() { "$SITE_PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }

# Debian's Apache with EL's names.
httpd_of_the_machine() {
    cp /usr/lib/apache2/modules/*.so /etc/httpd/modules/
    cp /usr/lib/python2.7/site-packages/mod_wsgi/server/mod_wsgi-py27.so /etc/httpd/modules/mod_wsgi.so
    ln -s /run/httpd /etc/httpd/run
    ln -s /var/log/httpd /etc/httpd/logs
    cp "$here/httpd.conf" /etc/httpd/conf/
    "$SITE_PYTHON" -c 'import sys; print("WSGIPythonHome " + sys.prefix)' >/etc/httpd/conf.d/python.conf
}

step_install() {
    local name
    snapshot >/tmp/before
    for name in calamari-server calamari-clients calamari-selinux calamari-firewall diamond calamari-minion; do
        # Nothing that a package requires is known to rpm's database here.
        succeeds "rpm -i $name with its scriptlets" rpm -i --nodeps --force-debian "$(package "$name")"
        expect "rpm -V $name" "" "$(rpm -V --nodeps "$name" 2>&1)"
    done
    [[ $SITE_LINE == 1.5 ]] || expect "the welcome page is off" "" "$(grep -v '^#' /etc/httpd/conf.d/welcome.conf)"
}

initialize() {
    calamari-ctl initialize --admin-username admin --admin-password admin --admin-email admin@example.com
}

# Its status says nothing: see fails_with_status_0.
initializes() {
    succeeds "calamari-ctl initialize" initialize >/tmp/initialize.log 2>&1
    cat /tmp/initialize.log
    expect "errors of calamari-ctl initialize" "" "$(grep '\[ERROR\]' /tmp/initialize.log)"
}

step_initialize() {
    if [[ $SITE_LINE == 1.5 ]]; then
        stand_in systemctl "systemd is not process 1 here"
    else
        succeeds "PostgreSQL starts" pg_ctlcluster "$(pg_lsclusters --no-header | awk 'NR == 1 {print $1}')" main start
        fails_with_status_0
        stand_in salt-call "creates the database's role and the database, as upstream's postgres.sls says"
        stand_in supervisorctl-early "supervisord does not run yet"
        mv /usr/local/bin/supervisorctl-early /usr/local/bin/supervisorctl
    fi
    initializes
    rm -f /usr/local/bin/supervisorctl
}

httpd_stop() {
    [[ -e /run/httpd/httpd.pid ]] || return 0
    local pid
    pid=$(cat /run/httpd/httpd.pid)
    kill "$pid"
    until_true 20 eval "! kill -0 $pid 2>/dev/null"
    rm -f /run/httpd/httpd.pid # with mod_wsgi for Python 2.7 it ends with a fault, after all is done
}

httpd_restart() {
    httpd_stop
    apache2 -f /etc/httpd/conf/httpd.conf && until_true 20 listens 80
}

step_httpd() {
    succeeds "httpd takes the package's configuration" apache2 -t -f /etc/httpd/conf/httpd.conf
    succeeds "httpd starts" httpd_restart
    expect "anonymous, GET /" 302 "$(status /)"
    answers 403 /api/v1/ /api/v2/
    log_in
    answers 302 /
    answers 200 /login/ /manage/ /admin/ /api/v1/ /api/v1/info /api/v2/ /api/v2/event /graphite/dashboard/ \
        '/graphite/render?target=a.b&format=json'
    answers 503 /api/v2/cluster # cthulhu does not run yet
}

supervisor() { /usr/bin/supervisorctl -c /etc/supervisord.conf "$@"; }
running() { [[ $(supervisor status | grep -c RUNNING) == 2 ]]; }

step_daemons() {
    succeeds "supervisord takes what %post wrote" /usr/bin/supervisord -c /etc/supervisord.conf -l /tmp/supervisord.log
    succeeds "carbon-cache and cthulhu run" until_true 60 running
    succeeds "carbon listens on 2003" until_true 60 listens 2003
    succeeds "cthulhu listens on 5050" until_true 60 listens 5050
    SITE_PATIENCE=60
    answers 200 /api/v2/cluster /api/v2/server /api/v2/key '/graphite/metrics/find?query=*'
}

# Ceph's Python modules and command, without a cluster.
ceph_of_the_machine() {
    stand_in ceph "there is no Ceph here; its Python modules, too"
    cp "$here"/stand-ins/modules/*.py /usr/lib/python2.7/site-packages/
}

lite_starts() { in_background calamari-lite env OPENSSL_CONF="$here/openssl.cnf" /opt/calamari/venv/bin/calamari-lite; }

step_lite() {
    ceph_forgotten
    ceph_of_the_machine
    lite_starts
    succeeds "calamari-lite listens on 8002" until_true 60 listens 8002
    expect "anonymous, GET /api/v2/cluster" 403 "$(status /api/v2/cluster)"
    log_in
    answers 200 /api/v1/ /api/v1/info /api/v1/user /api/v2/ /api/v2/cluster /api/v2/server /api/v2/event
    answers 200 /login/ /manage/ /admin/
}
