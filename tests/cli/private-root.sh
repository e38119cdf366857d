# For the suites that run scriptlets: a root of a test's own.
# shellcheck shell=bash disable=SC2016

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
