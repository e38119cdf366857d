# shellcheck shell=bash disable=SC2034
# Slurm with two nodes, and accounting.
packages=(slurmctld slurmd slurm-client slurmdbd mariadb-server munge)

start() {
    local host
    host=$(hostname)
    # An address that is not 127.0.0.1: else its resolver takes the network for down.
    ip addr add 192.0.2.1/32 dev lo
    echo "127.0.0.1 localhost $host" >/etc/hosts
    mkdir -p /etc/slurm /var/spool/slurmctld /var/spool/slurmd.n1 /var/spool/slurmd.n2 /run/munge /sys/fs/cgroup
    mount -t tmpfs none /sys/fs/cgroup
    cat >/etc/slurm/slurm.conf <<TEXT
ClusterName=engines
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
MinJobAge=300
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
ReturnToService=2
SlurmdParameters=config_overrides
SlurmdSpoolDir=/var/spool/slurmd.%n
SlurmdPidFile=/run/slurmd.%n.pid
StateSaveLocation=/var/spool/slurmctld
SchedulerParameters=sched_interval=1
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=6821 CPUs=2
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=6822 CPUs=2
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP OverSubscribe=YES
TEXT
    echo CgroupPlugin=cgroup/v1 >/etc/slurm/cgroup.conf
    [[ -e /etc/munge/munge.key ]] || /usr/sbin/mungekey --create
    chown -R munge: /etc/munge /run/munge /var/lib/munge /var/log/munge
    chmod 755 /run/munge
    setpriv --reuid munge --regid munge --clear-groups /usr/sbin/munged --foreground >"${log:?}.munged.log" 2>&1 &
    wait_until munge -n
    start_accounting
    slurmctld -D >"$log.slurmctld.log" 2>&1 &
    slurmd -D -N n1 >"$log.n1.log" 2>&1 &
    slurmd -D -N n2 >"$log.n2.log" 2>&1 &
    wait_until both_idle
}

start_accounting() {
    install -d -o mysql /run/mysqld
    setpriv --reuid mysql --regid mysql --clear-groups mariadbd --skip-networking >"$log.mariadb.log" 2>&1 &
    wait_until mariadb-admin --silent ping
    mariadb -e "CREATE USER IF NOT EXISTS root@localhost; GRANT ALL ON *.* TO root@localhost; CREATE DATABASE slurm"
    cat >/etc/slurm/slurmdbd.conf <<TEXT
DbdHost=localhost
DbdAddr=127.0.0.1
SlurmUser=root
AuthType=auth/munge
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=root
StorageLoc=slurm
TEXT
    chmod 600 /etc/slurm/slurmdbd.conf
    slurmdbd -D >"$log.slurmdbd.log" 2>&1 &
    wait_until sacctmgr --noheader show cluster
    sacctmgr --immediate add cluster engines
}

both_idle() { [[ $(sinfo --noheader --Node --format %T | grep -c idle) -eq 2 ]]; }
both_submitted() {
    [[ $(squeue --noheader | wc -l) -eq 2 && $(find other/submitted-el6 -name job.json | wc -l) -eq 2 ]]
}
one_submitted() { grep -qs '"handed over"' "$1/submitted-el6/firewall/job.json"; }
all_forgotten() { [[ -z $(squeue --noheader --states=all) ]]; }
no_jobs() { [[ -z $(squeue --noheader) ]]; }

more() {
    expect 1 'name one that there is with --with options=--partition=NAME' \
        cal-pkg submit slurm el6 --with options=--partition=nosuch --checkouts checkouts --only firewall --out other
    echo 'ok an unknown partition'
    expect 1 'slurm was not done after 3 seconds' \
        cal-pkg submit slurm el6 --with options=--hold --checkouts checkouts --only firewall --out other \
        --time-limit 3
    wait_until no_jobs
    echo 'ok a job that never begins is cancelled'
    # Killed while two jobs wait; taken up again when they have run.
    cal-pkg submit slurm el6 --with options=--hold --checkouts checkouts --only firewall,minion --out other \
        >>"$log.submit.log" 2>&1 &
    local pid=$!
    wait_until both_submitted
    kill -KILL $pid
    wait $pid 2>/dev/null || true
    squeue --noheader --format %i | xargs -n 1 scontrol release
    expect 0 calamari-minion \
        cal-pkg submit slurm el6 --checkouts checkouts --only firewall,minion --out other --resume
    [[ $(scontrol show job --oneliner | grep -c JobState=COMPLETED) -eq 8 ]] || fail "more jobs than packages"
    echo 'ok what a killed one has submitted is taken up again'
    # Killed before Slurm has answered; taken up again by squeue, then by sacct, when the controller knows nothing.
    local ended seconds
    for seconds in 300 2; do
        sed -i "s/^MinJobAge=.*/MinJobAge=$seconds/" /etc/slurm/slurm.conf
        scontrol reconfigure
        rm -rf "later$seconds"
        cal-pkg submit slurm el6 --with options=--hold --checkouts checkouts --only firewall --out "later$seconds" \
            >>"$log.submit.log" 2>&1 &
        pid=$!
        wait_until one_submitted "later$seconds"
        kill -KILL $pid
        wait $pid 2>/dev/null || true
        sed -i 's/"handed over"/"handing over"/; s/"job": ".*"/"job": ""/' "later$seconds/submitted-el6/firewall/job.json"
        squeue --noheader --format %i | xargs -n 1 scontrol release
        wait_until no_jobs
        [[ $seconds -eq 300 ]] || wait_until all_forgotten
        ended=$(sacct --noheader --allocations --format=JobID | wc -l)
        expect 0 calamari-firewall \
            cal-pkg submit slurm el6 --checkouts checkouts --only firewall --out "later$seconds" --resume
        [[ $(sacct --noheader --allocations --format=JobID | wc -l) -eq $ended ]] || fail "it was submitted twice"
        echo "ok a job is found again that the controller keeps for $seconds s"
    done
    kill "$(cat /run/slurmd.n1.pid)" "$(cat /run/slurmd.n2.pid)"
    expect 1 'slurm was not done after 3 seconds' \
        cal-pkg submit slurm el6 --checkouts checkouts --only selinux --out third --time-limit 3
    kill "$(cat /run/slurmctld.pid)"
    expect 2 'start slurmctld, or correct slurm.conf' cal-pkg submit slurm el6 --checkouts checkouts --out third
    echo 'ok nodes and controller that are gone'
}
