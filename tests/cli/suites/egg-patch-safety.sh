# `cal-pkg egg patch` and `egg restore` that are refused, disturbed or killed: nothing is lost, nothing is left.
# shellcheck shell=bash

# shellcheck source=tests/cli/egg-fixture.sh
. "${source_root:?}/tests/cli/egg-fixture.sh"

test_mistakes_are_told_in_one_line() {
    make_egg "$(any_python)" web.egg
    expect_error 'no change is given' -- cal-pkg egg patch web.egg
    expect_error "no such fix; did you mean 'graphite-templates'" -- \
        cal-pkg egg patch web.egg --fix graphite-template
    expect_error 'is not MEMBER=FILE' -- cal-pkg egg patch web.egg --replace settings.py
    expect_error "did you mean 'calamari_web/settings.py'" -- \
        cal-pkg egg patch web.egg --remove calamari_web/setings.py
    expect_error 'is not a name for a member' -- cal-pkg egg patch web.egg --add ../x=web.egg
    expect_error 'no.such: cannot open' -- cal-pkg egg patch web.egg --patch no.such
    expect_error 'is not an RPM' -- cal-pkg egg patch web.egg --fix graphite-templates --release 2
    echo text >text
    expect_error 'text: is neither a zip egg nor an RPM' 'a root such as /opt/calamari' -- \
        cal-pkg egg patch text --fix graphite-templates
}

# as_user COMMAND…: as somebody who is not root.
as_user() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
    else
        "$@"
    fi
}

test_what_may_not_be_written_stays_as_it_is() {
    command -v setpriv >/dev/null || skip "no setpriv"
    mkdir box
    make_egg "$(any_python)" box/web.egg
    chmod 755 .. .
    if ! as_user test -r box/web.egg || ! as_user test -x "$program"; then skip "an ordinary user cannot get here"; fi
    fingerprint box/web.egg >before
    chmod 444 box/web.egg
    sed -i 's/ [0-9]*$/ 444/;' before
    chmod 777 box
    as_user "$program" egg patch box/web.egg --fix graphite-templates >stdout 2>stderr && fail "a read-only egg was replaced"
    grep -q 'box/web.egg: cannot change: Permission denied' stderr
    fingerprint box/web.egg | diff before -
    if [ "$(id -u)" -eq 0 ]; then
        chmod 666 box/web.egg
        as_user "$program" egg patch box/web.egg --fix graphite-templates >stdout 2>stderr && fail "an owner was lost"
        grep -q 'cannot keep the owner' stderr
    else
        chmod 644 box/web.egg
    fi
    cp box/web.egg plain
    chmod 000 plain
    as_user "$program" egg list plain >stdout 2>stderr && fail "an unreadable egg was read"
    grep -q 'plain: cannot open: Permission denied' stderr
    chmod 555 box
    as_user "$program" egg patch box/web.egg --fix graphite-templates >stdout 2>stderr && fail "a read-only directory was written to"
    grep -q 'cannot be replaced' stderr
    chmod 755 box
    expect_equal "$(ls -A box)" web.egg
    expect_equal "$(tail -1 before)" "$(sha256sum <box/web.egg)"
}

test_without_space_the_egg_stays_as_it_is() {
    make_egg "$(any_python)" web.egg
    head -c 2000000 /dev/urandom >large
    cat >inside <<'P'
set -eu
mkdir small
mount -t tmpfs -o size=1m none small || exit 77
cp web.egg small
status=0
"$program" egg patch small/web.egg --add calamari_web/large=large >stdout 2>stderr || status=$?
[ $status -eq 2 ]
grep -q 'No space left' stderr
cmp web.egg small/web.egg
[ "$(ls -A small)" = web.egg ]
P
    local status=0
    unshare -rm env program="$program" bash inside || status=$?
    # 77: mount refused; 1 before cal-pkg was run: unshare did.
    if [ $status -eq 77 ] || { [ $status -eq 1 ] && [ ! -e stderr ]; }; then skip "no private mounts here"; fi
    [ $status -eq 0 ] || fail "$(cat stderr)"
}

test_killed_at_any_moment_the_egg_is_the_old_or_the_new_one() {
    local i pid
    make_egg "$(any_python)" web.egg
    cp web.egg old.egg
    cal-pkg egg patch web.egg --fix graphite-templates --output new.egg >/dev/null 2>&1
    for i in $(seq 1 40); do
        cp old.egg web.egg
        rm -f web.egg.orig
        "$program" egg patch web.egg --fix graphite-templates >/dev/null 2>&1 &
        pid=$!
        sleep "0.0$((RANDOM % 7))$((RANDOM % 10))"
        kill -KILL $pid 2>/dev/null || true
        wait $pid 2>/dev/null || true
        cmp -s web.egg old.egg || { cmp -s web.egg new.egg && cmp -s web.egg.orig old.egg; } ||
            fail "after kill $i the egg is neither the old nor the new one"
    done
    cp old.egg web.egg
    rm -f web.egg.orig
    cal-pkg egg patch web.egg --fix graphite-templates >/dev/null 2>&1
    expect_equal "$(find . -name '*web.egg.cal-pkg*')" ""
}

test_two_at_once_wait_for_each_other() {
    make_egg "$(any_python)" web.egg
    local i
    for i in 1 2 3 4; do
        echo "n = $i" >"n$i.py"
        cal-pkg egg patch web.egg --add "calamari_web/n$i.py=n$i.py" >/dev/null 2>&1 &
    done
    wait
    for i in 1 2 3 4; do
        expect_equal "$(cal-pkg egg show web.egg "calamari_web/n$i.py")" "n = $i"
    done
    accepted web.egg
}

test_what_is_left_of_a_destroyed_egg_is_restored_whatever_its_name() {
    local name
    for name in web.egg web; do
        make_egg "$(any_python)" good
        cp good $name
        cal-pkg egg patch $name --fix graphite-templates >/dev/null 2>&1
        echo destroyed >$name
        cal-pkg egg restore $name 2>log || fail "$(cat log)"
        cmp good $name
        [ ! -e $name.orig ]
    done
}

test_what_is_no_backup_is_not_taken_for_one() {
    local egg=calamari_web-0.1-py2.7.egg
    make_egg "$(any_python)" $egg
    cp "$egg" good
    local kind
    for kind in text empty torn link directory; do
        rm -rf "$egg.orig"
        case $kind in
            text) echo mine >"$egg.orig" ;;
            empty) : >"$egg.orig" ;;
            torn) head -c 300 good >"$egg.orig" ;;
            link) ln -s good "$egg.orig" ;;
            directory) mkdir "$egg.orig" ;;
        esac
        expect_error "$egg.orig" "--no-backup" -- cal-pkg egg patch "$egg" --fix graphite-templates
        expect_error "$egg.orig" -- cal-pkg egg restore --force "$egg"
        cmp good "$egg"
    done
}

test_the_way_back_can_be_pasted_for_any_name() {
    make_egg "$(any_python)" good
    local egg line
    for egg in 'we ird.egg' $'new\nline.egg' $'b\\ack\xe9.egg' "quo'te.egg" './-dash.egg'; do
        cp -- good "$egg"
        cal-pkg egg patch "$egg" --fix graphite-templates >/dev/null 2>log || fail "$(cat log)"
        [ "$(wc -l <log)" -eq 3 ] || fail "a name breaks lines: $(cat log)"
        line=$(sed -n "s/^cal-pkg: '\\(.*\\)' puts the old one back$/\\1/p" log)
        bash -c "$line" 2>/dev/null || fail "no command: $line"
        cmp good "$egg"
    done
    cp good ./-dash.egg
    cal-pkg egg list -- -dash.egg | grep >/dev/null settings.py
}

test_what_a_killed_run_left_beside_an_egg_goes_with_the_next() {
    local run
    make_egg "$(any_python)" web.egg
    cal-pkg egg patch web.egg --fix graphite-templates >/dev/null 2>&1
    for run in "patch web.egg --fix graphite-templates" "restore web.egg" "patch web.egg --fix graphite-templates"; do
        mkdir .web.egg.cal-pkg-killed
        touch .web.egg.cal-pkg-killed/.cal-pkg-temporary .web.egg.cal-pkg-killed/web.egg
        # shellcheck disable=SC2086 # several words
        cal-pkg egg $run >/dev/null 2>log || fail "$(cat log)"
        [ ! -e .web.egg.cal-pkg-killed ] || fail "still there after egg $run"
    done
    touch .new.egg.cal-pkg-killed
    cal-pkg egg patch web.egg --remove EGG-INFO/zip-safe --output new.egg >/dev/null 2>log || fail "$(cat log)"
    [ ! -e .new.egg.cal-pkg-killed ] || fail "half an output is still there"
}

test_a_limit_of_the_file_size_leaves_the_old_egg_and_nothing_else() {
    make_egg "$(any_python)" web.egg
    head -c 20000 /dev/urandom >noise
    cp web.egg good
    (
        ulimit -f 8
        expect_error "web.egg: cannot be replaced: cannot write: File too large" "nothing was changed" -- \
            cal-pkg egg patch web.egg --add calamari_web/noise=noise
        expect_error "new.egg: cannot write: File too large" -- \
            cal-pkg egg patch web.egg --add calamari_web/noise=noise --output new.egg
    )
    cmp good web.egg
    expect_equal "$(find . -name '*egg*')" ./web.egg
}

test_what_cannot_be_printed_is_not_done_or_told_to_be_done() {
    make_egg "$(any_python)" web.egg
    cp web.egg good
    local close
    for close in '>/dev/full' '>&-'; do
        expect_error "standard output: cannot be written; nothing was changed" -- \
            bash -c "cal-pkg egg patch web.egg --fix graphite-templates $close"
        cmp good web.egg
        expect_equal "$(find . -name '*egg*')" ./web.egg
    done
    expect_error "standard output: cannot be written" "web.egg is patched all the same" -- \
        bash -c "cal-pkg egg patch web.egg --fix graphite-templates --json >/dev/full"
    cmp -s good web.egg && fail "nothing was patched"
    expect_error "standard output: cannot be written" "web.egg is restored all the same" -- \
        bash -c "cal-pkg egg restore web.egg --json >/dev/full"
    cmp good web.egg
    bash -c 'cal-pkg egg patch web.egg --fix graphite-templates 2>&- >/dev/null' || fail "exit $?, but it is done"
    cmp -s good web.egg && fail "nothing was patched"
    cal-pkg egg restore web.egg 2>/dev/null
}

# A file system on which directories cannot be flushed: what has its name then is there all the same.
test_what_fails_behind_the_last_step_is_no_failure() {
    command -v cc >/dev/null || skip "no compiler"
    cat >shim.c <<'C'
#include <errno.h>
#include <sys/stat.h>
int fsync(int fd) {
    struct stat status;
    if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode)) return 0;
    errno = EIO;
    return -1;
}
C
    cc -shared -fPIC -o shim.so shim.c
    make_egg "$(any_python)" web.egg
    cp web.egg good
    export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
    expect_status 0 env LD_PRELOAD="$PWD/shim.so" "$program" egg patch web.egg --fix graphite-templates
    cmp -s good web.egg && fail "nothing was patched"
    expect_status 0 env LD_PRELOAD="$PWD/shim.so" "$program" egg restore web.egg
    cmp good web.egg
}

test_an_output_that_is_there_stays() {
    make_egg "$(any_python)" web.egg
    echo mine >new.egg
    expect_error "new.egg: already exists" "another --output" -- \
        cal-pkg egg patch web.egg --fix graphite-templates --output new.egg
    expect_equal "$(cat new.egg)" mine
    rm new.egg
    ln -s nowhere new.egg
    expect_error "new.egg: already exists" -- \
        cal-pkg egg patch web.egg --fix graphite-templates --output new.egg
    rm new.egg
    cal-pkg egg patch web.egg --fix graphite-templates --output new.egg >/dev/null 2>&1
    expect_status 0 cal-pkg egg patch web.egg --fix graphite-templates --output new.egg
    expect_equal "$(find . -name '*egg*' | sort | tr '\n' ' ')" './new.egg ./web.egg '
}

test_options_that_do_not_fit_say_what_does() {
    make_egg "$(any_python)" web.egg
    expect_error "is an egg itself" "omit --egg" -- cal-pkg egg patch web.egg --egg web --fix graphite-templates
    expect_error "is not an RPM" "or name an RPM" -- cal-pkg egg patch web.egg --release 2 --fix graphite-templates
}

test_a_directory_egg_is_written_neither_into_itself_nor_into_another() {
    local command output
    mkdir -p d.egg/EGG-INFO d.egg/p
    printf 'Name: d\nVersion: 1\n' >d.egg/EGG-INFO/PKG-INFO
    echo 'x = 1' >x.py
    command=(cal-pkg egg patch d.egg --add p/x.py=x.py --output)
    expect_error "d.egg: is the egg itself" -- "${command[@]}" d.egg
    expect_error "d.egg/: is the egg itself" -- "${command[@]}" d.egg/
    for output in d.egg/p d.egg/p/out.egg d.egg/new.egg p/../d.egg/new.egg; do
        expect_error "$output: is inside the egg itself" "another --output" -- "${command[@]}" "$output"
    done
    expect_error "is inside the egg itself" -- cal-pkg egg patch d.egg/ --add p/x.py=x.py --output d.egg/p
    "${command[@]}" new.egg >/dev/null 2>&1
    mkdir into
    cal-pkg egg patch d.egg/ --add p/x.py=x.py --output into >/dev/null 2>&1
    diff -r new.egg into/d.egg
    expect_error "new.egg: already exists" -- "${command[@]}" new.egg
    expect_error "nodir/new.egg: cannot be written" "make that directory" -- "${command[@]}" nodir/new.egg
    make_egg "$(any_python)" web.egg
    expect_error "new.egg: is not a regular file" -- \
        cal-pkg egg patch web.egg --add p/x.py=x.py --output new.egg
    expect_equal "$(find d.egg new.egg -type f | sort | tr '\n' ' ')" \
        "d.egg/EGG-INFO/PKG-INFO new.egg/EGG-INFO/PKG-INFO new.egg/p/x.py "
}

test_an_output_that_is_no_file_is_refused() {
    local egg=calamari_web-0.1-py2.7.egg
    make_egg "$(any_python)" $egg
    cp "$egg" good
    mkfifo pipe
    expect_error "pipe" "not a regular file" -- timeout 10 cal-pkg egg patch "$egg" --fix graphite-templates --output pipe
    expect_error "pipe" "not a regular file" -- timeout 10 cal-pkg egg check pipe
    expect_error "--output" -- cal-pkg egg patch "$egg" --fix graphite-templates --output ''
    expect_error "nodir/new.egg: cannot be written" "make that directory" -- \
        cal-pkg egg patch "$egg" --fix graphite-templates --output nodir/new.egg
    cmp good "$egg"
    [ -p pipe ] || fail "the pipe is gone"
}

test_a_patch_of_any_member_is_taken_back() {
    local egg=calamari_web-0.1-py2.7.egg
    make_egg "$(any_python)" $egg
    cp "$egg" good
    unzip -p $egg EGG-INFO/PKG-INFO | sed 's/0.1/0.2/' >info
    cal-pkg egg patch "$egg" --replace EGG-INFO/PKG-INFO=info >/dev/null 2>advice
    grep -e "egg restore .*$egg' puts the old one back" advice >/dev/null || fail "no way back: $(cat advice)"
    cal-pkg egg restore "$egg" 2>/dev/null
    cmp good "$egg"
}

test_a_patch_that_leaves_nothing_of_the_backup_says_how_to_restore() {
    mkdir -p tiny.egg/EGG-INFO
    echo 'Name: calamari-web' >tiny.egg/EGG-INFO/PKG-INFO
    sed 's/web/rest/' tiny.egg/EGG-INFO/PKG-INFO >info
    cal-pkg egg patch tiny.egg --replace EGG-INFO/PKG-INFO=info >/dev/null 2>advice
    grep -e " --force' puts the old one back" advice >/dev/null || fail "no way back: $(cat advice)"
    expect_error "another build" "--force" -- cal-pkg egg restore tiny.egg
    cal-pkg egg restore --force tiny.egg 2>/dev/null
    grep web tiny.egg/EGG-INFO/PKG-INFO >/dev/null
}

test_a_kernel_of_el6_patches_and_restores_too() {
    local old=("$source_root/tests/cli/programs/old-kernel" "$program") egg before
    "${old[@]}" --version >/dev/null || skip "no system call can be refused here"
    make_package
    mkdir zip directory
    (cd src && zip -qr ../zip/calamari_web-0.1-py2.6.egg .)
    mv src directory/calamari_web-0.1-py2.6.egg
    for egg in {zip,directory}/calamari_web-0.1-py2.6.egg; do
        before=$(find "$egg" -type f -exec sha256sum {} +)
        "${old[@]}" egg patch "$egg" --fix graphite-templates >log 2>&1 || fail "no patch of $egg: $(cat log)"
        cal-pkg egg check "$egg" >/dev/null || fail "$egg is not repaired"
        "${old[@]}" egg restore "$egg" 2>log || fail "no restore of $egg: $(cat log)"
        expect_equal "$(find "$egg" -type f -exec sha256sum {} +)" "$before"
        expect_equal "$(find "${egg%/*}" -mindepth 1 -maxdepth 1)" "$egg"
    done
}
