#!/bin/sh
# usage: obs.sh STEP PROJECT [ARGUMENT...]
# The steps of obs.yaml that take more than one call of osc.
set -eu

step=$1
project=$2
shift 2

# Without a program that waits for somebody at a terminal.
api() { osc api "$@" </dev/null; }

# reach REPOSITORY SCHEDULER
reach() {
    api "/source/$project/_meta" >meta
    if ! grep -q "<repository[^>]* name=\"$1\"" meta; then
        echo "$project has no repository $1" >&2
        exit 1
    fi
}

# submit PACKAGE SOURCE: the files of the source package, and no others, as the package's next revision.
submit() {
    rm -rf files
    mkdir files
    (cd files && rpm2cpio "$2" | cpio -idm --quiet --no-absolute-filenames)
    printf '<package name="%s" project="%s"><title/><description/></package>' "$1" "$project" >package.xml
    api "/source/$project/$1/_meta" >/dev/null 2>&1 ||
        api -X PUT -T package.xml "/source/$project/$1/_meta" >/dev/null
    {
        echo '<directory>'
        for file in files/*; do
            api -X PUT -T "$file" "/source/$project/$1/${file#files/}?rev=repository" >/dev/null
            printf '<entry name="%s" md5="%s"/>\n' "${file#files/}" "$(md5sum <"$file" | cut -c 1-32)"
        done
        echo '</directory>'
    } >list.xml
    api -X POST -T list.xml "/source/$project/$1?cmd=commitfilelist&comment=cal-pkg"
}

# poll PACKAGE REPOSITORY SCHEDULER MD5: what became of that revision. What the scheduler says of a package may be
# older; what cannot be built has no history, and is believed when it is told five times.
poll() {
    api "/build/$project/$2/$3/_jobhistory?package=$1&limit=1" >history
    code=$(sed -n "s/.* srcmd5=\"$4\".* code=\"\([a-z]*\)\".*/\1/p" history)
    if [ -n "$code" ]; then
        echo "state $code"
        return
    fi
    api "/build/$project/_result?package=$1&repository=$2&arch=$3" >result
    code=$(sed -n 's/.*<status package="[^"]*" code="\([a-z]*\)".*/\1/p' result)
    case $code in
    unresolvable | broken | disabled | excluded)
        echo >>told
        if [ "$(wc -l <told)" -lt 5 ] || grep -q 'dirty="true"' result; then code=waiting; fi
        ;;
    succeeded | failed) code=waiting ;; # of an earlier revision
    esac
    echo "state ${code:-waiting}"
}

# log PACKAGE REPOSITORY SCHEDULER
log() {
    api "/build/$project/_result?package=$1&repository=$2&arch=$3"
    api "/build/$project/$2/$3/$1/_log"
}

# cancel PACKAGE REPOSITORY SCHEDULER
cancel() {
    api -X POST "/build/$project?cmd=abortbuild&package=$1&repository=$2&arch=$3"
}

"$step" "$@"
