#!/bin/sh
# usage: copr.sh CHROOT BUILD WORK
# The log for copr.yaml: what the builders said. A build that failed before has none.
set -eu

copr-cli download-build --dest "$3/logs" --chroot "$1" "$2"
find "$3/logs" -name '*.log.gz' | sort | while read -r file; do
    echo "== ${file##*/}"
    zcat "$file"
done
