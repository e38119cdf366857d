# The server's scriptlets, run by rpm in a root of their own: what others own is as it was after the last erase.
# shellcheck shell=bash disable=SC2016

# shellcheck source=tests/cli/private-root.sh
. "${source_root:?}/tests/cli/private-root.sh"

# What in_root's scripts use.
tools='
server() { rpm --dbpath /var/lib/rpm --nodeps --ignorearch "$@" /pkgs/calamari-server*.rpm; }
erase() { rpm --dbpath /var/lib/rpm -e --nodeps calamari-server; }
# Kind, mode, owner, time, link and content of what others own.
state() {
    (cd / && find etc/httpd etc/salt etc/supervisord.conf opt/managed ! -name calamari.conf \
        \( -type d -printf "%p %y %m %u:%g\n" -o -printf "%p %y %m %u:%g %T@ %l\n" \) -a -type f -exec cksum {} \; | sort)
}
same() { diff /tmp/before <(state) || { echo "$1"; exit 1; }; }
'

server_package() {
    samples calamari
    cal-pkg build server --checkouts checkouts --target el7 --out out --no-srpm >/dev/null 2>&1
    mkdir -p pkgs
    cp out/el7/x86_64/*.rpm pkgs/
}

others='
mkdir -p /opt/managed
printf "[supervisord]\nnodaemon=false" >/opt/managed/supervisord.conf   # no newline at its end
echo "welcome page" >/opt/managed/welcome.conf
printf "interface: 0.0.0.0\n" >/opt/managed/master
chmod 0640 /opt/managed/*
chmod 2750 /etc/salt/master.d
touch -d "2001-02-03 04:05:06.789" /opt/managed/*
'

test_plain_files_of_others_are_as_they_were() {
    server_package
    in_root "$tools $others"'
        mv /opt/managed/supervisord.conf /etc/
        mv /opt/managed/welcome.conf /etc/httpd/conf.d/
        mv /opt/managed/master /etc/salt/
        state >/tmp/before
        server -i
        grep -q "START calamari-server" /etc/supervisord.conf
        ! grep -q "welcome page" /etc/httpd/conf.d/welcome.conf
        [ "$(stat -c %a:%G /etc/salt/master)" = 640:apache ]
        [ "$(stat -c %a:%G /etc/salt/master.d)" = 2750:apache ]
        state >/tmp/installed
        server -U --force
        diff /tmp/installed <(state) || { echo "an upgrade changed something"; exit 1; }
        erase
        same "not as before"
        [ ! -e /var/lib/calamari ] || { ls /var/lib/calamari; exit 1; }'
}

test_links_of_others_survive() {
    server_package
    in_root "$tools $others"'
        ln -s /opt/managed/supervisord.conf /etc/supervisord.conf
        ln -s /opt/managed/welcome.conf /etc/httpd/conf.d/welcome.conf
        ln -s ../../opt/managed/master /etc/salt/master
        state >/tmp/before
        server -i
        grep -q "START calamari-server" /opt/managed/supervisord.conf
        [ -L /etc/supervisord.conf ] && [ -L /etc/salt/master ]
        grep -q "welcome page" /opt/managed/welcome.conf
        ! grep -q "welcome page" /etc/httpd/conf.d/welcome.conf
        [ "$(stat -L -c %a:%G /etc/salt/master)" = 640:apache ]
        erase
        same "not as before"'
}

# Not there, a link that leads nowhere, already edited: nothing to do, nothing is touched.
test_nothing_is_touched_where_nothing_is_to_be_done() {
    server_package
    in_root "$tools"'
        mkdir /opt/managed /opt/managed/salt-files
        ln -s /opt/managed/gone /etc/httpd/conf.d/welcome.conf
        ln -s /opt/managed/gone /etc/supervisord.conf
        ln -s /opt/managed/salt-files /etc/salt/master
        chgrp salt /opt/managed/salt-files; chmod 750 /opt/managed/salt-files
        state >/tmp/before
        server -i
        same "install touched something"
        server -U --force
        erase
        same "erase touched something"
        rm /etc/httpd/conf.d/welcome.conf /etc/supervisord.conf
        printf "# emptied by hand\n\n" >/etc/httpd/conf.d/welcome.conf
        { echo a; echo "### START calamari-server ###"; cat /dev/null; echo "### END calamari-server ###"; } >/etc/supervisord.conf
        server -i
        state >/tmp/before
        server -U --force
        same "upgrade touched something"
        [ "$(cat /etc/httpd/conf.d/welcome.conf)" = "# emptied by hand" ]
        [ ! -e /etc/httpd/conf.d/welcome.conf.orig ]'
}

# What somebody has changed meanwhile is not undone.
test_changes_of_others_stay() {
    server_package
    in_root "$tools $others"'
        mv /opt/managed/supervisord.conf /etc/
        mv /opt/managed/master /etc/salt/
        server -i
        echo "[program:mine]" >>/etc/supervisord.conf
        chmod 0644 /etc/salt/master
        echo "mine" >/etc/httpd/conf.d/welcome.conf
        erase
        [ "$(cat /etc/supervisord.conf)" = "$(printf "[supervisord]\nnodaemon=false\n[program:mine]")" ]
        [ "$(stat -c %a:%G /etc/salt/master)" = 644:root ]
        [ "$(cat /etc/httpd/conf.d/welcome.conf)" = mine ]'
}

# Earlier versions emptied what the link leads to, and noted salt by path, mode and group.
test_what_earlier_versions_did_is_undone() {
    server_package
    in_root "$tools $others"'
        ln -s /opt/managed/welcome.conf /etc/httpd/conf.d/welcome.conf
        ln -s /opt/managed/master /etc/salt/master
        touch /etc/supervisord.conf
        state >/tmp/before
        cp -p /opt/managed/welcome.conf /etc/httpd/conf.d/welcome.conf.orig
        echo "# Emptied by calamari-server; the original is welcome.conf.orig." >/opt/managed/welcome.conf
        mkdir -p /var/lib/calamari
        echo "/etc/salt/master 640 root" >/var/lib/calamari/salt-permissions
        chgrp apache /opt/managed/master
        server -i
        erase
        same "not as before"'
}

# A machine with SELinux, for in_root's scripts: what was done is in /tmp/calls, booleans are files in /tmp/booleans.
selinux='
mkdir /tmp/booleans
echo off >/tmp/booleans/httpd_can_network_connect
echo on >/tmp/booleans/httpd_can_network_connect_db
printf "%s\n" "#!/bin/sh" "echo semodule \$* >>/tmp/calls" >/usr/sbin/semodule
printf "%s\n" "#!/bin/sh" "echo \"\$1 --> \$(cat /tmp/booleans/\$1)\"" >/usr/sbin/getsebool
printf "%s\n" "#!/bin/sh" "echo setsebool \$* >>/tmp/calls" "shift" \
    "for one; do echo \${one#*=} >/tmp/booleans/\${one%=*}; done" >/usr/sbin/setsebool
chmod 755 /usr/sbin/semodule /usr/sbin/getsebool /usr/sbin/setsebool
called() { [ "$(cat /tmp/calls)" = "$1" ] || { cat /tmp/calls; exit 1; }; rm /tmp/calls; }
'

test_selinux_module_and_booleans_come_and_go() {
    command -v checkmodule semodule_package >/dev/null || skip "no checkmodule"
    samples calamari-1.5
    cal-pkg build server --server checkouts/calamari-1.5 --target el7 --out out --no-srpm >/dev/null 2>&1
    mkdir -p pkgs
    cp out/el7/x86_64/*.rpm pkgs/
    in_root "$tools $selinux"'
        server -i
        called "semodule -s mls -i /usr/share/selinux/mls/calamari-server.pp
semodule -s targeted -i /usr/share/selinux/targeted/calamari-server.pp
setsebool -P httpd_can_network_connect=on"
        server -U --force
        called "semodule -s mls -i /usr/share/selinux/mls/calamari-server.pp
semodule -s targeted -i /usr/share/selinux/targeted/calamari-server.pp"
        erase
        called "semodule -s mls -r calamari-server
semodule -s targeted -r calamari-server
setsebool -P httpd_can_network_connect=off"
        [ "$(cat /tmp/booleans/httpd_can_network_connect_db)" = on ]
        [ ! -e /var/lib/calamari ] && [ ! -e /usr/share/selinux/mls/calamari-server.pp ]'
    in_root "$tools"'
        rm -f /usr/sbin/semodule /usr/sbin/getsebool /usr/sbin/setsebool
        server -i 2>&1 | tee /tmp/said
        erase 2>&1 | tee -a /tmp/said
        ! grep -i -e selinux -e "not found" -e warning /tmp/said
        [ ! -e /var/lib/calamari ]'
}
