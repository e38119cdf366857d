#!/bin/sh
# usage: build.sh IN OUT
# Takes the place of venv/build.sh in a test's data directory: what that makes of an input is recorded below
# $recordings, and given again for the same input, so that a run of all suites waits for pip once for each.
# Before it answers, it runs the test's own hook, if there is one. prepare() of venv-fixture.sh writes the paths.
set -eu

in=$1
out=$2
build_script='@build_script@'
recordings='@recordings@'
hook='@hook@'
programs='@programs@' # virtualenv

# Everything that decides what is built: the script, the job, checkout, archives and the interpreter. Of that what
# it is counts, and not by which path it is called.
key_of_input() {
    python=$(sed -n 's/^interpreter //p' "$in/job")
    {
        cat "$build_script" "$in/tree.py" "$in/src.tar"
        grep -v '^interpreter ' "$in/job"
        (cd "$in" && find dists -type f -exec sha256sum {} + | LC_ALL=C sort)
        "${python:-python$(sed -n 's/^python //p' "$in/job")}" -c 'import sys; print(sys.version, sys.prefix)' ||
            echo "no such Python"
    } | sha256sum | cut -d ' ' -f 1
}

# Only what was done is recorded: whoever fails is built again.
record() {
    recordings=$recordings PATH=$programs:$PATH sh "$build_script" "$in" "$out" >"$recording.log" 2>&1 || { cat "$recording.log"; return 1; }
    mkdir "$recording.new"
    cp "$out"/* "$recording.new/"
    mv "$recording.log" "$recording.new/log"
    mv "$recording.new" "$recording"
}

if [ -e "$hook" ]; then
    # shellcheck source=/dev/null
    . "$hook"
fi
mkdir -p "$recordings"
recording=$recordings/$(key_of_input)
exec 9>"$recording.lock"
flock 9
if [ ! -d "$recording" ]; then
    record || exit $?
fi
exec 9>&-
cat "$recording/log"
for name in venv.tar installed facts "done"; do
    cp "$recording/$name" "$out/"
done
