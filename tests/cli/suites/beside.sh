# Components that need no checkout: those of cal-pkg, with their scriptlets in a root of their own, and a site's.
# shellcheck shell=bash disable=SC2016

# shellcheck source=tests/cli/private-root.sh
. "${source_root:?}/tests/cli/private-root.sh"

# built COMPONENT [TARGET [OPTION…]]: its package, in ./pkgs alone.
built() {
    local component=$1 target=${2:-el7}
    shift $(($# > 2 ? 2 : $#))
    rm -rf pkgs
    cal-pkg build "$component" --target "$target" --out "out$*" --no-srpm "$@" >built 2>stderr || { cat stderr; return 1; }
    mkdir pkgs
    cp "$(cat built)" pkgs/
}

test_selinux_modules_come_and_go() {
    command -v checkmodule semodule_package >/dev/null || skip "no checkmodule"
    built selinux
    in_root "$tools"'
        stand_in sbin/semodule
        mkdir /etc/selinux
        printf "SELINUX=disabled\n# SELINUXTYPE=none\nSELINUXTYPE=targeted \n" >/etc/selinux/config
        everything >/tmp/before
        where=/usr/share/selinux/packages/calamari
        load="semodule -s targeted -i $where/calamari-pages.pp -i $where/calamari-sockets.pp -i $where/calamari-ports.pp"
        install calamari-selinux
        called "$load"
        upgrade calamari-selinux
        called "$load"
        erase calamari-selinux
        called "semodule -s targeted -r calamari-pages
semodule -s targeted -r calamari-sockets
semodule -s targeted -r calamari-ports"
        diff /tmp/before <(everything)

        # A policy that lacks a type of one.
        stand_in sbin/semodule "case \"\$*\" in *ports.pp*) exit 1 ;; esac"
        install calamari-selinux 2>&1 | grep "does not take $where/calamari-ports.pp"
        grep -x "semodule -s targeted -i $where/calamari-pages.pp" /tmp/calls
        erase calamari-selinux
        rm /tmp/calls

        # No policy, then no SELinux at all.
        rm /etc/selinux/config
        install calamari-selinux >/tmp/said 2>&1
        rm /usr/sbin/semodule
        upgrade calamari-selinux >>/tmp/said 2>&1
        erase calamari-selinux >>/tmp/said 2>&1
        ! grep -v "^rpm: " /tmp/said
        [ ! -e /tmp/calls ]'
}

# Debian's own policy takes the modules, in the formats of all targets, and its rules are then exactly these more.
test_selinux_modules_allow_what_they_should() {
    local policy=/usr/share/selinux/default program target module rule
    local rules=(
        'allow httpd_t anon_inodefs_t:file { append getattr ioctl lock open read write };'
        'allow httpd_t initrc_t:unix_stream_socket connectto;'
        'allow httpd_t mmcc_port_t:tcp_socket name_connect;'
        'allow httpd_t postgresql_port_t:tcp_socket name_connect;'
        'allow httpd_t var_log_t:file open;'
        'allow httpd_t var_run_t:sock_file { getattr write };'
        'allow httpd_t var_t:file { getattr ioctl lock open read };')
    for program in checkmodule semodule_link semodule_expand sesearch; do
        command -v $program >/dev/null || skip "$program is not installed"
    done
    [ -e $policy/base.pp.bz2 ] || skip "no policy of Debian (selinux-policy-default)"
    mkdir policy
    for module in base apache; do bzip2 -dc $policy/$module.pp.bz2 >policy/$module.pp; done
    semodule_link -o policy/before.pp policy/base.pp policy/apache.pp
    semodule_expand policy/before.pp policy/before >/dev/null
    sesearch --allow policy/before | LC_ALL=C sort >before
    for target in el6 el9; do
        built selinux $target
        rm -rf unpacked && mkdir unpacked
        rpm2cpio pkgs/*.rpm | (cd unpacked && cpio --quiet -id)
        semodule_link -o policy/after.pp policy/base.pp policy/apache.pp unpacked/usr/share/selinux/packages/calamari/*.pp
        semodule_expand policy/after.pp policy/after >/dev/null
        sesearch --allow policy/after | LC_ALL=C sort >after
        for rule in "${rules[@]}"; do grep -qxF "$rule" after || fail "$target does not allow: $rule"; done
        [ -n "$(sesearch --allow -s httpd_t -t var_t -c dir -p search policy/after)" ] || fail "$target: httpd does not get into /var"
        comm -13 before after | grep -vxF "$(printf '%s\n' "${rules[@]}")" >extra || true
        [ ! -s extra ] || fail "$target allows more: $(cat extra)"
    done
}

test_a_ceph_server_obeys_the_master_that_it_is_told() {
    built minion
    in_root "$tools"'
        stand_in bin/systemctl
        conf=/etc/salt/minion.d/calamari.conf
        mkdir /etc/salt/minion.d
        everything >/tmp/before
        install calamari-minion | grep -x "Now run .calamari-minion-setup FQDN. as root, with the Calamari server.s full name."
        called ""
        ! grep -v "^#" $conf
        setup() { calamari-minion-setup "$@" >/tmp/said 2>&1; }
        for wrong in "" calamari "a b.c" 1.2.3 10.0.0.256 "a.b: c" -a.b "$(printf "a.b\nc")" "*" "a.b.."; do
            status=0; setup "$wrong" || status=$?
            [ $status = 2 ] || { echo "status $status for: $wrong"; exit 1; }
            grep -q "^calamari-minion-setup: error: .$wrong. is neither" /tmp/said || [ "${wrong#*
}" != "$wrong" ] || { cat /tmp/said; exit 1; }
        done
        for wrong in "" "a.b c.d"; do status=0; setup $wrong || status=$?; [ $status = 2 ]; done
        called ""
        setup calamari.example.org
        [ "$(grep -v "^#" $conf)" = "master: calamari.example.org" ]
        called "systemctl enable salt-minion.service
systemctl restart salt-minion.service"
        cksum $conf >/tmp/one
        setup calamari.example.org
        cksum $conf | diff /tmp/one -
        called "systemctl enable salt-minion.service
systemctl start salt-minion.service"
        upgrade calamari-minion
        called "systemctl try-restart salt-minion.service"
        cksum $conf | diff /tmp/one -
        setup 10.0.0.1
        [ "$(grep -v "^#" $conf)" = "master: 10.0.0.1" ]
        stand_in bin/systemctl "exit 1"
        status=0; setup 10.0.0.2 || status=$?
        [ $status = 2 ] && grep "salt-minion does not start" /tmp/said
        stand_in bin/systemctl
        rm /tmp/calls
        erase calamari-minion 2>&1 | grep "saved as $conf.rpmsave"
        called "systemctl try-restart salt-minion.service"
        rm $conf.rpmsave
        stand_in bin/systemctl
        diff /tmp/before <(everything)'

    # Told while it was built, for a system without systemd.
    built minion el6 --set minion.master=calamari.example.org
    in_root "$tools"'
        stand_in sbin/service
        sleep() { :; }
        mkdir /etc/salt/minion.d
        everything >/tmp/before
        install calamari-minion
        [ "$(grep -v "^#" /etc/salt/minion.d/calamari.conf)" = "master: calamari.example.org" ]
        called "service salt-minion status
service salt-minion stop
service salt-minion start"
        calamari-minion-setup calamari.example.org
        rm /tmp/calls
        rpm --dbpath /var/lib/rpm -q --configfiles calamari-minion | grep -x /etc/salt/minion.d/calamari.conf
        rpm --dbpath /var/lib/rpm -e --nodeps calamari-minion 2>/dev/null
        rm -f /etc/salt/minion.d/*.rpmsave
        diff /tmp/before <(everything)'
}

test_the_ports_are_open_while_the_firewall_package_is_there() {
    built firewall
    in_root "$tools"'
        # Which knows services from when it was loaded.
        stand_in bin/firewall-cmd "case \"\$*\" in
            --reload) rm -rf /tmp/known; cp -r /usr/lib/firewalld/services /tmp/known ;;
            *add-service*) [ -e /tmp/known/calamari.xml ] && [ ! -e /tmp/deaf ] ;;
            *get-zones) echo internal public ;;
            *zone=internal*query*) exit 1 ;;
            esac"
        everything >/tmp/before
        install calamari-firewall >/tmp/said 2>&1
        [ -z "$(grep -v "^rpm: " /tmp/said)" ] || { cat /tmp/said; exit 1; }
        called "firewall-cmd --state
firewall-cmd --reload
firewall-cmd --state
firewall-cmd --permanent --add-service=calamari
firewall-cmd --state
firewall-cmd --reload"
        grep -o "port=\"[0-9]*\"" /usr/lib/firewalld/services/calamari.xml | tr -dc "0-9\n" | sort -n | paste -sd, >/tmp/ports
        [ "$(cat /tmp/ports)" = 80,443,2003,2004,4505,4506 ]
        upgrade calamari-firewall
        called "firewall-cmd --state
firewall-cmd --reload"
        erase calamari-firewall
        grep -vx "firewall-cmd --state" /tmp/calls >/tmp/some
        mv /tmp/some /tmp/calls
        called "firewall-cmd --permanent --get-zones
firewall-cmd --permanent --zone=internal --query-service=calamari
firewall-cmd --permanent --zone=public --query-service=calamari
firewall-cmd --permanent --zone=public --remove-service=calamari
firewall-cmd --reload"
        diff /tmp/before <(everything)
        # firewalld does not do it: the command that is named is one to paste.
        touch /tmp/deaf
        install calamari-firewall 2>/tmp/said
        rm /tmp/deaf /tmp/calls
        sh -c "$(sed -n "s/^calamari-firewall: the ports are closed: run .\(.*\).$/\1/p" /tmp/said)"
        called "firewall-cmd --permanent --add-service=calamari
firewall-cmd --reload"
        erase calamari-firewall
        # firewalld does not run, then is not there.
        stand_in bin/firewall-cmd "exit 1"
        stand_in bin/firewall-offline-cmd
        install calamari-firewall
        grep -x "firewall-offline-cmd --add-service=calamari" /tmp/calls
        erase calamari-firewall
        rm /usr/bin/firewall-cmd /usr/bin/firewall-offline-cmd
        install calamari-firewall && erase calamari-firewall'
    # With one more port for browsers.
    mkdir one && cd one || return
    built firewall el7 --set firewall.web-port=8002
    rpm2cpio pkgs/*.rpm | cpio --quiet -i --to-stdout ./usr/lib/firewalld/services/calamari.xml >calamari.xml
    expect_equal "$(python3 -c 'import sys, xml.dom.minidom as x
print(",".join(p.getAttribute("port") for p in x.parse(sys.argv[1]).getElementsByTagName("port")))' calamari.xml)" 80,443,8002,2003,2004,4505,4506
    built firewall el6 --set firewall.web-port=8002
    rpm2cpio pkgs/*.rpm | cpio --quiet -i --to-stdout ./usr/sbin/calamari-firewall | sed -n '/^web_port=/p;/^rule=/p' >rule
    expect_equal "$(sh -c '. ./rule && echo "${rule%% -m comment*}"')" "-A INPUT -p tcp -m multiport --dports 80,443,8002,2003,2004,4505,4506"
}

test_rules_of_iptables_are_kept_where_there_is_no_firewalld() {
    built firewall el6
    in_root "$tools $iptables"'
        everything >/tmp/before
        cp /tmp/chain /tmp/chain.before
        rule="-A INPUT -p tcp -m multiport --dports 80,443,2003,2004,4505,4506 -m comment --comment calamari-firewall -j ACCEPT"
        install calamari-firewall
        [ "$(sed -n 2p /tmp/chain | tr -d \")" = "$rule" ]
        [ "$(sed -n 7p /etc/sysconfig/iptables)" = "$rule" ]
        [ "$(stat -c %a /etc/sysconfig/iptables)" = 600 ]
        for again in open refresh; do
            calamari-firewall $again
            [ "$(grep -c calamari-firewall /etc/sysconfig/iptables)" = 1 ]
            [ "$(grep -c calamari-firewall /tmp/chain)" = 1 ]
        done
        upgrade calamari-firewall
        [ "$(grep -c calamari-firewall /etc/sysconfig/iptables)" = 1 ]
        # As iptables-save writes it, with other ports: of an earlier version.
        sed -i "s/^-A INPUT.*calamari-firewall.*/-A INPUT -p tcp -m multiport --dports 80 -m comment --comment \"calamari-firewall\" -j ACCEPT/" \
            /etc/sysconfig/iptables
        upgrade calamari-firewall
        [ "$(sed -n 7p /etc/sysconfig/iptables)" = "$rule" ]
        # What the administrator has closed stays closed.
        calamari-firewall close
        diff /tmp/chain /tmp/chain.before
        upgrade calamari-firewall
        diff /tmp/chain /tmp/chain.before
        ! grep calamari-firewall /etc/sysconfig/iptables
        calamari-firewall open
        erase calamari-firewall
        diff /tmp/chain /tmp/chain.before
        diff /tmp/before <(everything)
        # No firewall runs, and none is started.
        rm /tmp/chain /etc/sysconfig/iptables /tmp/calls
        install calamari-firewall && erase calamari-firewall
        ! grep iptables /tmp/calls | grep -v "^service iptables status"'
}

# Their program is made by `tools/dev portable`, which tests it; another one is in its place here.
test_the_tools_for_the_sites_are_built_when_their_program_is_there() {
    local version
    version=$(cal-pkg --version | cut -d ' ' -f 2)
    cp -R "$(dirname "$program")/../share/cal-pkg" data
    mkdir data/layouts/tools
    # That of an older version is not packed as this one's.
    touch data/layouts/tools/cal-pkg-0.0.1
    CALPKG_DATA=$PWD/data expect_error "layouts/tools: " "missing: cal-pkg-$version (" \
        "make it with 'tools/dev portable'" -- cal-pkg build tools --target el6 --out out
    printf '#!/bin/sh\necho "of the sites"\n' >"data/layouts/tools/cal-pkg-$version"
    echo licences >data/layouts/tools/LICENSES
    local -x CALPKG_DATA=$PWD/data
    built tools el6
    rpm_here -qp --requires pkgs/*.rpm | grep -v '^rpmlib(' && fail "it needs something"
    grep 'calamari-tools-0.*any of them' out/el6/INSTALL.md
    grep -x 'cal-pkg doctor  # no test' out/el6/INSTALL.md
    in_root "$tools"'
        everything >/tmp/before
        install calamari-tools
        [ "$(/usr/bin/cal-pkg)" = "of the sites" ]
        rpm --dbpath /var/lib/rpm -V --nodeps calamari-tools
        upgrade calamari-tools
        erase calamari-tools
        [ ! -e /usr/bin/cal-pkg ]
        diff /tmp/before <(everything)'
    # What is published stays when a machine without it builds everything.
    rm -r data/layouts/tools
    samples calamari calamari-clients Diamond
    cal-pkg build-all --checkouts checkouts --target el6 --out out --no-srpm >/dev/null 2>&1
    only_file out/el6/x86_64/calamari-tools-0.*.rpm
    grep 'calamari-server-1.*the Calamari server' out/el6/INSTALL.md
    grep 'calamari-tools-0.*any of them' out/el6/INSTALL.md
}

# A site's own component: a directory that cal-pkg.yaml names, twenty lines of layout and spec.
test_a_site_has_components_and_targets_of_its_own() {
    mkdir -p site/layouts/{motd,targets} site/specs work
    cat >site/layouts/motd.yaml <<'YAML'
component: motd
package: example-motd
spec: example-motd.spec
arch: noarch
version: 1.0-1
date: 2026-11-01
settings: {contact: word}
files:
  - {file: motd, to: /etc/motd.d/example, replace: {"@contact@": "{contact}"}}
YAML
    echo 'Calamari of Example, Inc.; ask @contact@' >site/layouts/motd/motd
    cat >site/specs/example-motd.spec <<'SPEC'
Name:           example-motd
Summary:        What our machines say
License:        MIT
Group:          System/Base
%include package.inc
BuildArch:      noarch
AutoReqProv:    no
%description
What our machines say.
%include install.inc
SPEC
    sed -e 's/^target: el9/target: lab/' -e 's/^dist: el9/dist: lab/' "$source_root/layouts/targets/el9.yaml" >site/layouts/targets/lab.yaml
    printf '%s\n' 'data: [../site]' 'target: lab' 'set: {motd.contact: ada}' >work/cal-pkg.yaml
    cd work || return
    cal-pkg build motd >built
    expect_equal "$(sed 's|.*/dist-rpm/||' built)" "$(printf '%s\n' lab/SRPMS/example-motd-1.0-1.lab.src.rpm lab/noarch/example-motd-1.0-1.lab.noarch.rpm)"
    rpm2cpio "$(tail -n 1 built)" | cpio --quiet -i --to-stdout ./etc/motd.d/example | grep -x 'Calamari of Example, Inc.; ask ada'
    # Its source package needs nothing of cal-pkg's.
    rpmbuild --rebuild --nodeps --define "_topdir $PWD/top" "$(head -n 1 built)" >log 2>&1 || { cat log; fail "the source package"; }
    cmp <(rpm2cpio top/RPMS/noarch/*.rpm) <(rpm2cpio "$(tail -n 1 built)")

    # Other content under the same version is not published, whatever made the difference.
    expect_error "is published with other content: 1 file differs" "raise the version" -- \
        cal-pkg build motd --set motd.contact=grace
    cal-pkg build motd --set motd.contact=grace --version-of motd=1.0-2 >/dev/null
    echo >>../site/layouts/motd/motd
    expect_error "is published with other content" -- cal-pkg build motd --set motd.contact=grace --version-of motd=1.0-2

    expect_error "--set motd.contct: motd has no setting 'contct'" "did you mean 'motd.contact'?" -- \
        cal-pkg build motd --set motd.contct=ada
    expect_error "is not NAME.KEY=VALUE" -- cal-pkg build motd --set contact=ada
    expect_error "no such component 'mtd'" "did you mean 'motd'?" -- cal-pkg build motd --set mtd.contact=ada
    expect_error "has no source tarball" -- cal-pkg dist motd
    cp "$source_root/layouts/diamond.yaml" ../site/layouts/
    expect_error "the component 'diamond' is in" "give it another name" -- cal-pkg plan motd
    rm -r ../site
    expect_error "site: is not a directory" -- cal-pkg plan motd
}
