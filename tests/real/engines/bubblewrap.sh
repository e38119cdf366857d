# shellcheck shell=bash disable=SC2034
# bubblewrap with a root of its own: what mmdebstrap makes with rpm, nothing else of this machine. With that root the other
# ways to another rpmbuild are tried, too: a container and a remote shell.
packages=(bubblewrap mmdebstrap podman runc catatonit openssh-server openssh-client)

prepare() {
    mmdebstrap --variant=essential --include=rpm,coreutils,tar,gzip bookworm /engines/root \
        http://deb.debian.org/debian >>"${log:?}.install.log" 2>&1
    options=(--with root=/engines/root)
}

podman_here() { echo 'podman --runtime runc --storage-driver vfs --root /engines/podman --runroot /engines/podman-run'; }

# As a container engine is called where limits cannot be raised.
container() {
    echo "$(podman_here) run --rm --init --network none --ulimit nofile=1024:1024" \
        '--ulimit nproc=1024:1024 -v {topdir}:{topdir} --rootfs /engines/root'
}

remote() { echo 'ssh -p 2222 -o BatchMode=yes -o StrictHostKeyChecking=accept-new -i /engines/key root@127.0.0.1'; }

start() {
    mkdir -p /run/sshd /root/.ssh
    ssh-keygen -q -t ed25519 -N '' -f /engines/key
    cp /engines/key.pub /root/.ssh/authorized_keys
    /usr/sbin/sshd -p 2222 -o StrictModes=no -E "${log:?}.sshd.log"
    # shellcheck disable=SC2046
    wait_until $(remote) true
}

# by NAME COMMAND: the packages that its rpmbuild makes.
by() {
    local begun
    begun=$(date +%s)
    cal-pkg build-all --checkouts checkouts --target el6 --out "by-$1" --rpmbuild-runner "$2" \
        >>"${log:?}.submit.log" 2>&1 || fail "$1: $(tail -5 "$log.submit.log")"
    said "six packages by $1" "$begun"
    diff -r local "by-$1" || fail "$1's packages differ"
    echo "ok the same bytes by $1"
}

no_container() { [[ -z $($(podman_here) ps -q) ]]; }
one_container() { ! no_container; }

more() {
    local pid status
    expect 2 'name with --with root=DIR a system that has rpmbuild' \
        cal-pkg submit bubblewrap el6 --with root=/engines/checkouts --checkouts checkouts --out other
    echo 'ok a root without rpmbuild'
    by bubblewrap 'bwrap --ro-bind /engines/root / --dev /dev --proc /proc --tmpfs /tmp --unshare-all --bind {topdir} {topdir}'
    by podman "$(container)"
    by ssh "$(remote)"
    # No container goes on after an interrupt.
    cal-pkg build diamond --checkouts checkouts --target el6 --out interrupted \
        --rpmbuild-runner "$(container) sh -c 'sleep 600'" >>"${log:?}.submit.log" 2>&1 &
    pid=$!
    wait_until one_container
    kill -TERM "$pid"
    status=0
    wait "$pid" || status=$?
    [[ $status -eq 130 ]] || fail "status $status after an interrupt"
    wait_until no_container
    [[ ! -e interrupted ]] || fail "something was published"
    echo 'ok an interrupt ends the container'
}
