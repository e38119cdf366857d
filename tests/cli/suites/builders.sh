# The builders of mock, Koji, Copr and Slurm by stand-ins for their clients, which answer as the clients themselves have
# answered (mock 6.7, koji 1.36, copr-cli 2.6, Slurm 22.05; tests/real/engines runs them). What they answer is told by a file in ./is.
# shellcheck shell=bash

# stand_in NAME: the program NAME, whose text is on standard input. Each call is a line of ./calls.
stand_in() {
    mkdir -p bin is jobs
    {
        # shellcheck disable=SC2016
        printf '#!/bin/bash\nset -eu\ncd %q\nname=%q\n' "$PWD" "$1"
        cat <<'TEXT'
echo "$name $*" >>calls
is() { [ -e "is/$1" ]; }
die() { echo "${*:2}" >&2; exit "$1"; }
# Its number: two may be submitted at the same time.
new_job() {
    local job=1
    until mkdir "jobs/$job" 2>/dev/null; do job=$((job + 1)); done
    echo "$job"
}
# build JOB SOURCE
build() {
    local status=0
    if is unresolvable; then
        echo "No matching package to install: 'milk'" >"jobs/$1.log"
        return 30
    fi
    rpmbuild --rebuild --define "_topdir $PWD/jobs/$1" "$2" >"jobs/$1.log" 2>&1 || status=$?
    return $status
}
TEXT
        cat
    } >"bin/$1"
    chmod +x "bin/$1"
    PATH=$PWD/bin:$PATH
    samples Diamond
    printf 'out: out\ntarget: el6\ncheckouts: checkouts\n' >cal-pkg.yaml
}

mock_of() {
    stand_in mock <<'TEXT'
[ "$1 $3" = "--configdir --root" ]
! is no-target || die 4 "ERROR: Could not find required config file: $2/$4.cfg"
[ "$5" != --print-root-path ] || { echo "/var/lib/mock/$4/root"; exit; }
[ "$5 $7 $9" = "--uniqueext --resultdir --rebuild" ]
status=0
build "$6" "${10}" || status=$?
cp "jobs/$6.log" "$8/build.log"
[ $status -eq 0 ] || die $status "ERROR: Command failed: see $8/build.log"
cp jobs/"$6"/RPMS/*/*.rpm "$8"
TEXT
}

koji_of() {
    stand_in koji <<'TEXT'
[ "$1" = --profile ]
[ "$2" = koji ] || die 2 "Usage: koji [global-options] command [command-options-and-arguments]

koji: error: no configuration for profile name: $2"
shift 2
case $1 in
list-targets)
    ! is down || exec sleep 1000
    ! is no-target || die 2 "koji: error: No such build target: $4"
    echo "$4  build  dest"
    ;;
hello)
    ! is logged-out || die 1 "[ERROR] koji: AuthError: unable to obtain a session"
    echo "hello, ada!"
    ;;
build)
    [ "$2 $3 $4" = "--scratch --nowait --noprogress" ]
    job=$(new_job)
    cp "$6" jobs/$job.src.rpm
    printf 'Uploading srpm: %s\n\nCreated task: %s\nTask info: http://hub.example.org/taskinfo?taskID=%s\n' "$6" $job $job
    ;;
taskinfo)
    state=closed
    if is works; then state=open; elif [ ! -e "jobs/$2.log" ]; then build "$2" "jobs/$2.src.rpm" || touch "jobs/$2.failed"; fi
    [ ! -e "jobs/$2.failed" ] || state=failed
    printf 'Task: %s\nType: build\nOwner: ada\nState: %s\nCreated: Sun Nov 30 19:00:00 2025\n' "$2" $state
    ;;
download-logs)
    mkdir -p "$4/noarch-$5"
    cp "jobs/$5.log" "$4/noarch-$5/build.log"
    echo "Downloading: $4/noarch-$5/build.log"
    ;;
download-task)
    [ "$2 $3" = "--noprogress --arch" ]
    cd "$OLDPWD"
    cp "${0%/bin/koji}/jobs/$5/RPMS/$4"/*.rpm .
    ;;
cancel) ;;
esac
TEXT
}

copr_of() {
    stand_in copr-cli <<'TEXT'
problem() { die "$1" "
Something went wrong:
Error: $2"; }
case $1 in
get-chroot)
    ! is down || problem 1 "Unable to connect to https://copr.example.org/api_3/. Connection refused"
    ! is no-target || problem 1 "Project ada/cal does not exist."
    echo '{"mock_chroot": "epel-6-x86_64"}'
    ;;
build)
    [ "$2 $3 $5" = "--nowait --chroot ada/cal" ]
    ! is logged-out || die 7 "
Error: Operation requires API authentication. See the 'AUTHENTICATION' section in man copr-cli(1).

Error: Login invalid/expired."
    job=$(new_job)
    cp "$6" jobs/$job.src.rpm
    printf 'Uploading package %s\nBuild was added to cal:\n  https://copr.example.org/coprs/build/%s\nCreated builds: %s\n' "$6" $job $job
    ;;
status)
    if is works; then echo running; exit; fi
    if is skipped; then echo skipped; exit; fi
    [ -e "jobs/$2.log" ] || build "$2" "jobs/$2.src.rpm" || touch "jobs/$2.failed"
    if [ -e "jobs/$2.failed" ]; then echo failed; else echo succeeded; fi
    ;;
download-build)
    [ "$2 $4 $5" = "--dest --chroot epel-6-x86_64" ]
    mkdir -p "$3/$5"
    if [ -e "jobs/$6.log" ]; then gzip <"jobs/$6.log" >"$3/$5/builder-live.log.gz"; fi
    find "jobs/$6" -name '*.rpm' -exec cp {} "$3/$5" \; 2>/dev/null || :
    ;;
cancel) ;;
esac
TEXT
}

# Its controller forgets (forgetful: at once), its accounting (accounting) does not.
slurm_of() {
    stand_in slurm <<'TEXT'
known() { grep -lxs -- "$1" jobs/*.name || :; }
case ${0##*/} in
sbatch)
    job=$(new_job)
    echo "${3#--job-name=}" >jobs/$job.name
    bash "${@:6}" >>"${5#--output=}" 2>&1
    touch jobs/$job.done
    while is slow; do sleep 0.02; done
    echo $job
    ;;
squeue)
    ! is down || die 1 "slurm_load_jobs error: Unable to contact slurm controller (connect failure)"
    is forgetful || known "${3#--name=}" | sed 's|jobs/||; s|.name||'
    ;;
scontrol)
    [ "$*" != "show config" ] || { echo "MinJobAge               = $(is forgetful && echo 0 || echo 300) sec"; exit; }
    ! is forgetful || die 1 "slurm_load_jobs error: Invalid job id specified"
    echo "JobId=$4 JobName=cal-pkg JobState=COMPLETED Reason=None"
    ;;
sacct)
    is accounting || die 1 "Slurm accounting storage is disabled"
    case $4 in
    --jobs=*) [ ! -e "jobs/${4#--jobs=}.done" ] || echo COMPLETED ;;
    *) known "${5#--name=}" | sed 's|jobs/||; s|.name||' ;;
    esac
    ;;
esac
TEXT
    local program
    for program in sinfo sbatch squeue scontrol sacct; do ln -s slurm bin/$program; done
}

# The same packages as without an engine. Arguments: those of submit.
same_packages() {
    cal-pkg build-all --only diamond,firewall --out local >/dev/null 2>&1
    cal-pkg submit "$@" --only diamond,firewall >/dev/null 2>stderr || fail "$(cat stderr)"
    (cd local/el6 && find . -name '*.rpm' -exec cmp {} ../../out/el6/{} \;) >differences
    expect_equal "$(cat differences)" ''
    grep -q 'Wrote: ' out/el6/logs/firewall.log
}

# unusable ENGINE…: each line of standard input is a file of ./is and a text of the error.
unusable() {
    local file text
    while IFS='|' read -r file text; do
        touch "is/$file"
        expect_error "$1: cannot be used" "$text" -- cal-pkg submit "$@" --only firewall --rebuild
        rm "is/$file"
    done
}

unresolvable() {
    touch is/unresolvable
    expect_status 1 cal-pkg submit "${@:2}" --only firewall --rebuild
    grep -qF "$1" stderr || fail "$(cat stderr)"
    grep -q "No matching package to install: 'milk'" out/failed-el6/logs/firewall.log
}

test_mock() {
    mock_of
    same_packages mock
    unusable mock <<'TEXT'
no-target|name the directory that has it by --with configs=DIR
TEXT
    unresolvable 'add a repository that has it to the configuration' mock
    grep -q "^mock --configdir /etc/mock --root epel-6-x86_64 --uniqueext firewall " calls
}

test_koji() {
    koji_of
    same_packages koji
    unusable koji <<'TEXT'
no-target|koji: error: No such build target: el6; name one that there is in 'targets'
logged-out|log in so that 'koji hello' greets you
TEXT
    expect_error "name one that koji's configuration has by --with profile=NAME" -- \
        cal-pkg submit koji --with profile=other --only firewall --rebuild
    unresolvable "have what the log lists added to the target's build tag" koji
    rm is/unresolvable
    touch is/works
    expect_status 1 cal-pkg submit koji --only firewall --rebuild --time-limit 1
    grep -q '^koji --profile koji cancel [0-9]' calls
}

# Without a limit koji itself asks a hub that is down for ten minutes.
test_a_koji_hub_that_does_not_answer() {
    koji_of
    touch is/down
    printf '#!/bin/sh\nexit 124\n' >bin/timeout
    chmod +x bin/timeout
    expect_error "the hub of the profile koji does not answer; correct the profile's server" -- \
        cal-pkg submit koji --only firewall
    rm bin/koji bin/timeout
    expect_error "failed to run command" "install koji's client" -- cal-pkg submit koji --only firewall
}

kill_while_slurm_takes_it() {
    touch is/slow
    cal-pkg submit slurm --only firewall >/dev/null 2>&1 &
    wait_until test -e jobs/1.done
    kill -KILL $!
    wait $! 2>/dev/null || true
    rm is/slow
}

resume_with_slurm() {
    cal-pkg submit slurm --only firewall --resume >/dev/null 2>stderr || fail "$(cat stderr)"
    ls out/el6/noarch/calamari-firewall*.rpm >/dev/null
}

# A controller that is down has not said that it has no such job.
test_slurm_is_asked_for_what_it_may_have_got() {
    slurm_of
    kill_while_slurm_takes_it
    touch is/down
    expect_status 1 cal-pkg submit slurm --only firewall --resume
    grep -q 'slurm does not tell whether it has it (.*Unable to contact' stderr || fail "$(cat stderr)"
    rm is/down
    resume_with_slurm
    expect_equal "$(ls jobs)" "$(printf '%s\n' 1 1.done 1.name)"
}

test_slurm_has_not_got_it() {
    slurm_of
    kill_while_slurm_takes_it
    rm -r jobs/*
    resume_with_slurm
    ! grep parsable2 calls || fail "the accounting was asked" # what was handed over just now is in squeue
    # Nor does the accounting know of it.
    rm -r out jobs/*
    kill_while_slurm_takes_it
    rm -r jobs/*
    touch is/forgetful is/accounting
    resume_with_slurm
    expect_equal "$(ls jobs) $(grep -c 'parsable2.*--name' calls)" "$(printf '%s\n' 1 1.done 1.name) 1"
}

test_what_slurms_controller_has_forgotten_its_accounting_tells() {
    slurm_of
    kill_while_slurm_takes_it
    touch is/forgetful
    expect_status 1 cal-pkg submit slurm --only firewall --resume
    grep -qF 'slurm does not tell whether it has it (exit code 1): squeue no longer knows jobs that ended 0 seconds ago' \
        stderr || fail "$(cat stderr)"
    grep -qF "try again with --resume; or look there; then remove $PWD/out/submitted-el6/firewall to" stderr
    touch is/accounting
    resume_with_slurm
    expect_equal "$(ls jobs)" "$(printf '%s\n' 1 1.done 1.name)"
}

test_copr() {
    copr_of
    same_packages copr --with project=ada/cal
    unusable copr --with project=ada/cal <<'TEXT'
down|correct copr_url in ~/.config/copr
no-target|create it with 'copr-cli create --chroot CHROOT PROJECT'
TEXT
    touch is/logged-out
    expect_status 1 cal-pkg submit copr --with project=ada/cal --only firewall --rebuild
    grep -qF "get a new token from Copr's page 'API'" stderr
    rm is/logged-out
    unresolvable 'add a repository that has it to the project' copr --with project=ada/cal
    rm is/unresolvable
    touch is/skipped
    expect_status 1 cal-pkg submit copr --with project=ada/cal --only firewall --rebuild
    grep -qF "copr says 'skipped'" stderr
    rm is/skipped
    touch is/works
    expect_status 1 cal-pkg submit copr --with project=ada/cal --only firewall --rebuild --time-limit 1
    grep -q '^copr-cli cancel [0-9]' calls
    expect_error "copr: has to be told 'project'" -- cal-pkg submit copr --only firewall --rebuild
}
