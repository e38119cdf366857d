#!/bin/sh
# Asks Slurm for a job: its controller, which forgets one some minutes after its end (MinJobAge), then its accounting.
# usage: slurm.sh find NAME RECORD   prints the number of the job of that name, nothing if there never was one. RECORD
#                                    is a file that was written just before the job may have been handed over.
#        slurm.sh poll JOB           prints JobState=STATE
set -eu

case $1 in
find)
    jobs=$(squeue --noheader --states=all --name="$2" --format=%i)
    if [ -z "$jobs" ]; then
        kept=$(scontrol show config | sed -n 's/^MinJobAge *= *\([0-9]*\).*/\1/p')
        # Nothing that was handed over since then is forgotten.
        [ $(($(date +%s) - $(stat -c %Y "$3"))) -ge "${kept:-0}" ] || exit 0
        jobs=$(sacct --noheader --parsable2 --allocations --starttime=now-52weeks --name="$2" --format=JobID) || {
            echo "squeue no longer knows jobs that ended ${kept:-some} seconds ago, and sacct does not tell of them" >&2
            exit 1
        }
    fi
    [ -z "$jobs" ] || echo "$jobs"
    ;;
poll)
    if state=$(scontrol --oneliner show job "$2"); then
        echo "$state"
        exit
    fi
    state=$(sacct --noheader --parsable2 --allocations --jobs="$2" --format=State)
    [ -z "$state" ] || echo "JobState=$state"
    ;;
esac
