# For the suites that run scriptlets: a root of a test's own.
# shellcheck shell=bash disable=SC2016,SC2034

# What in_root's scripts use. Programs that are stand-ins note their calls in /tmp/calls.
tools='
install() { rpm --dbpath /var/lib/rpm -i --nodeps --ignorearch /pkgs/$1-*.rpm; }
upgrade() { rpm --dbpath /var/lib/rpm -U --force --nodeps --ignorearch /pkgs/$1-*.rpm; }
erase() { rpm --dbpath /var/lib/rpm -e --nodeps $1; }
stand_in() { printf "%s\n" "#!/bin/sh" "echo ${1##*/} \$* >>/tmp/calls" "$2" >/usr/$1; chmod 755 /usr/$1; }
called() { [ "$(cat /tmp/calls 2>/dev/null)" = "$1" ] || { echo "called:"; cat /tmp/calls; exit 1; }; rm -f /tmp/calls; }
# What is different from this machine, in /usr or elsewhere.
everything() {
    find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /usr -o -path /work -o -path /pkgs -o \
        -path /var/lib/rpm \) -prune -o -type f -exec cksum {} + -o ! -path "/upper/*" -printf "%p %y %m\n" | sort
}
mkdir -p /usr/share/selinux/packages /usr/lib/firewalld/services /etc/sysconfig
'

# iptables with a chain in /tmp/chain, which it lists as 1.4 does.
iptables='
stand_in sbin/service "[ -e /tmp/chain ]"
stand_in sbin/iptables "
    case \$1 in
    -S) cat /tmp/chain ;;
    -I) shift 3; { head -n 1 /tmp/chain; echo \"-A INPUT \$*\" | sed s/calamari-firewall/\\\"calamari-firewall\\\"/
        tail -n +2 /tmp/chain; } >/tmp/next; mv /tmp/next /tmp/chain ;;
    -D) shift; tr -d \\\" </tmp/chain | grep -vxF -e \"-A \$*\" >/tmp/next; mv /tmp/next /tmp/chain ;;
    esac"
printf "%s\n" "-P INPUT ACCEPT" "-A INPUT -j REJECT" >/tmp/chain
cat >/etc/sysconfig/iptables <<R
*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp -j ACCEPT
COMMIT
*filter
:INPUT ACCEPT [0:0]
-A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
COMMIT
R
chmod 600 /etc/sysconfig/iptables
'

# in_root SCRIPT: bash runs it where packages can be installed with their scriptlets: this machine's programs, the
# rest empty. ./pkgs is /pkgs there. Nothing outlives the call.
in_root() {
    [ "$(id -u)" -eq 0 ] || skip "rpm's scriptlets need root"
    mkdir -p new pkgs
    printf '%s\n' "$1" >script
    unshare -m true 2>/dev/null || skip "no mount namespace"
    # shellcheck disable=SC2016
    unshare -m bash -c '
        set -e
        mount --make-rprivate /
        mount -t tmpfs tmpfs new
        cd new
        mkdir -p upper work usr etc/{httpd/conf.d,salt/master.d} var/{lib/rpm,log,tmp} opt dev proc tmp pkgs
        for link in bin sbin lib lib64; do ln -s usr/$link $link; done
        mount -t overlay -o lowerdir=/usr,upperdir=upper,workdir=work overlay usr
        mount --bind ../pkgs pkgs
        mount --rbind /dev dev
        mount -t proc proc proc
        rm -f usr/bin/systemctl usr/bin/service usr/sbin/service
        cp -a /etc/ld.so.cache /etc/alternatives etc/
        printf "root:x:0:0::/root:/bin/sh\napache:x:48:48::/:/bin/false\n" >etc/passwd
        printf "root:x:0:\napache:x:48:\nsalt:x:49:\n" >etc/group
        cp ../script tmp/
        exec chroot . env -i PATH=/usr/sbin:/usr/bin LC_ALL=C bash -e /tmp/script' || fail "in the private root"
}
