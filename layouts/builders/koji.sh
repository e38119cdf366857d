#!/bin/sh
# usage: koji.sh STEP PROFILE ARGUMENT...
# The steps of koji.yaml that take more than one call of koji.
set -eu

step=$1
profile=$2
shift 2

koji() { command koji --profile "$profile" "$@"; }

# reach TARGET: whether the hub answers, has it, and knows who asks. koji alone would ask a hub that is down for hours.
reach() {
    status=0
    timeout 20 koji --profile "$profile" list-targets --quiet --name "$1" || status=$?
    if [ "$status" -eq 124 ]; then echo "the hub of the profile $profile does not answer" >&2; fi
    [ "$status" -eq 0 ] || exit "$status"
    koji hello
}

# log TASK WORK
log() {
    koji download-logs --recurse --dir "$2/logs" "$1"
    find "$2/logs" -name '*.log' | sort | while read -r file; do
        echo "== ${file##*/}"
        cat "$file"
    done
}

# fetch TASK ARCH RESULTS
fetch() {
    cd "$3"
    koji download-task --noprogress --arch "$2" "$1"
}

"$step" "$@"
