# shellcheck shell=bash
# A private root: this machine's files, copied on write, in namespaces of their own. Sourced by run.

# start_root LINE: makes the root, with what `inside` needs below /site.
start_root() {
    root=$(mktemp -d)
    # The shell that becomes the root's first process; what runs in the root dies with it.
    unshare --mount --net --pid --fork --kill-child --propagation private bash -euc '
        mount -t tmpfs -o size=6g tmpfs "$1"
        mkdir "$1/upper" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
        mount -t proc proc "$1/root/proc"
        mount --rbind /dev "$1/root/dev"
        mkdir -p "$1/root/site" "$1/root/keep"
        mount --bind "$2" "$1/root/site"
        mount --bind "$3" "$1/root/keep"
        ip link set lo up
        touch "$3/root-is-there"
        # The first process of a namespace inherits the orphans of all others: a shell takes note when they end.
        exec chroot "$1/root" bash -c "sleep infinity & wait"
    ' root "$root" "$here" "$keep" >"$keep/root-$1.log" 2>&1 &
    unshared=$!
    trap stop_root EXIT
    local tries=0
    until [[ -e $keep/root-is-there ]]; do
        ((++tries < 100)) || fail "no private root: $(cat "$keep/root-$1.log")"
        sleep 0.1
    done
    rm "$keep/root-is-there"
    first=$(pgrep -P "$unshared")
}

# inside LINE STEP: runs a step of inside.sh in the root; its log is $keep/LINE-STEP.log.
inside() {
    local log=$keep/$1-$2.log begin=$SECONDS
    nsenter -t "$first" -m -n -p -r -w -- env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
        PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin \
        SITE_LINE="$1" SITE_PYTHON="$python" SITE_WHEELS="$wheels" SITE_PROGRAM="$program" SITE_CHECKOUTS="$checkouts" \
        bash /site/inside "$2" >"$log" 2>&1 || echo "FAILED $2 ended with status $?" >>"$log"
    printf -- '-- %s %s: %d s\n' "$1" "$2" $((SECONDS - begin))
    grep -E '^(ok|FAILED|stand-in|skipped) ' "$log" || true
    ! grep -q '^FAILED ' "$log"
}

stop_root() {
    [[ -n ${unshared:-} ]] || return 0
    kill -KILL "$unshared" 2>/dev/null || true
    wait "$unshared" 2>/dev/null || true
    rmdir "$root" 2>/dev/null || true
    unshared=
}
