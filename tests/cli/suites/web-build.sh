# `cal-pkg web build`, and `--web-apps build` of the commands that pack.
# shellcheck shell=bash
# shellcheck source=tests/cli/web-fixture.sh
. "${source_root:?}/tests/cli/web-fixture.sh"

test_the_apps_are_built_to_the_same_bytes_and_packed_as_their_tarball_is() {
    prepare_web
    web_build one 2>stderr >stdout || fail "$(cat stderr)"
    expect_equal "$(cat stdout)" "$(printf '%s\n' "$PWD"/one/calamari-web-apps-clients.{tar.gz,lock.yaml,log})"
    tar -tzf one/calamari-web-apps-clients.tar.gz >members
    for app in admin dashboard login manage; do
        grep -qx "$app/dist/scripts/main.js" members || fail "no main.js of $app"
    done
    tar -xzOf one/calamari-web-apps-clients.tar.gz admin/dist/scripts/main.js | grep >/dev/null 'v1.2-rc2-49-[0-9a-f]*"'
    grep -q '^  node: "6.17.1"$' one/calamari-web-apps-clients.lock.yaml
    grep -q 'name: "grunt", version: "0.4.5"' one/calamari-web-apps-clients.lock.yaml

    local lock=one/calamari-web-apps-clients.lock.yaml
    web_build two --lock $lock 2>stderr >/dev/null # from the cache
    [ ! -s stderr ] || fail "not from the cache: $(cat stderr)"
    sed 's/version: "0.4.5"/version: "0.4.4"/' $lock >other.yaml
    expect_error "other.yaml: is not what the web apps are built with: admin: node_modules/grunt is 0.4.5" "build without --lock" -- \
        web_build other --lock other.yaml
    [ ! -e other ] || fail "something was written"
    mkdir elsewhere
    (umask 077 && TMPDIR=$PWD/elsewhere TZ=Asia/Tokyo web_build three --rebuild-web-apps >/dev/null 2>&1)
    for out in two three; do
        cmp one/calamari-web-apps-clients.tar.gz $out/calamari-web-apps-clients.tar.gz
        cmp one/calamari-web-apps-clients.lock.yaml $out/calamari-web-apps-clients.lock.yaml
    done

    stage_with by-build build 2>/dev/null
    stage_with by-tarball one/calamari-web-apps-clients.tar.gz 2>/dev/null
    cmp by-build/*.tar.gz by-tarball/*.tar.gz
}

test_an_app_gets_each_of_its_components() {
    prepare_web
    sed -i '/bower: requirejs/a\  - {bower: "@types/other@1.0.0", file: require.js, to: app/bower_components/other, app: manage, seconds: 600}' \
        data/layouts/web/clients.yaml
    # What the recipe leaves out is not there; what is modified is told in the app.
    mkdir -p checkouts/calamari-clients/manage/test
    echo '// a test' >checkouts/calamari-clients/manage/test/spec.js
    in_git checkouts/calamari-clients add .
    in_git checkouts/calamari-clients commit -q -m Tests
    echo '// mine' >>checkouts/calamari-clients/manage/app/index.html
    # shellcheck disable=SC2016
    echo 'test "${PWD##*/}" != manage || { [ ! -e test ] && cat app/bower_components/*/require.js >dist/scripts/both.js; }' >grunt-extra
    web_build out --allow-dirty >/dev/null 2>stderr || fail "$(cat stderr)"
    tar -xzOf out/calamari-web-apps-clients.tar.gz manage/dist/scripts/main.js | grep >/dev/null 'v1.2-rc2-50-[0-9a-f]*-dirty"'
    tar -xzOf out/calamari-web-apps-clients.tar.gz manage/dist/scripts/both.js >both.js
    expect_equal "$(cat both.js)" \
        "$(printf 'var package = "%s";\n' '@types/other@1.0.0' requirejs@2.1.14)"
}

test_a_plan_builds_nothing_and_says_so() {
    prepare_web
    cal-pkg plan clients --checkouts checkouts --target el6 --web-apps build >stdout 2>stderr || fail "$(cat stderr)"
    grep -q 'web apps  to be built first' stdout
    [ -z "$(ls cache)" ] || fail "something was built"
    web_build out >/dev/null 2>&1
    cal-pkg plan clients --checkouts checkouts --target el6 --web-apps build >stdout 2>/dev/null
    grep -q 'web apps  taken from the cache' stdout
    grep -q 'content/admin/scripts/main.js' stdout
}

test_another_source_another_recipe_another_runner_are_built_anew() {
    prepare_web
    key() { cal-pkg plan clients --checkouts checkouts --web-apps build --json "$@" 2>/dev/null |
        sed -n 's/.*"key": "\(.*\)",$/\1/p'; }
    local first
    first=$(key)
    [ "$first" != "$(key --web-runner 'nice')" ] || fail "the runner does not count"
    sed -i 's/seconds: 600/seconds: 601/' data/layouts/web/clients.yaml
    [ "$first" != "$(key)" ] || fail "the recipe does not count"
    sed -i 's/seconds: 601/seconds: 600/' data/layouts/web/clients.yaml
    expect_equal "$(key)" "$first"
    echo '// new' >>checkouts/calamari-clients/admin/app/scripts/app.js
    in_git checkouts/calamari-clients commit -q -a -m new
    [ "$first" != "$(key)" ] || fail "the sources do not count"
}

test_an_app_that_needs_nothing_of_npm_is_built() {
    prepare_web
    echo '{"name": "manage"}' >checkouts/calamari-clients/manage/package.json
    in_git checkouts/calamari-clients commit -q -a -m packages
    # shellcheck disable=SC2016 # npm leaves nothing there then
    sed -i '2i [ "$1" != install ] || [ "${PWD##*/}" != manage ] || exit 0' bin/npm
    web_build out >/dev/null 2>stderr || fail "$(cat stderr)"
    grep -qx '  manage: \[\]' out/calamari-web-apps-clients.lock.yaml
}

test_everything_that_cannot_be_fetched_is_named_at_once() {
    prepare_web
    echo '{"devDependencies": {"grunt": "~0.4.1", "yo": "~1.0.0"}}' >checkouts/calamari-clients/login/package.json
    in_git checkouts/calamari-clients commit -q -a -m packages
    printf '%s\n' 'requirejs@2.1.14' 'grunt@~0.4.1' 'yo@~1.0.0' >gone # yo is left out
    expect_error "cannot fetch grunt@~0.4.1, requirejs@2.1.14 any more" "layouts/web" -- web_build out
    [ ! -e out ] || fail "something was written"
    # shellcheck disable=SC2016
    stub npm '[ "$1" != --version ] || { echo 10.8.2; exit 0; }; exit 1'
    expect_error "npm reaches no registry" -- web_build out
}

test_every_missing_program_is_named_at_once() {
    prepare_web
    rm bin/optipng bin/pngquant
    mkdir few
    local name
    for name in sh sed rm mkdir tar timeout git cat dirname env; do ln -s "$(command -v $name)" few/; done
    cp bin/* few/
    expect_error "there is no optipng, pngquant" "Debian" "--runner" "--web-runner" -- \
        env PATH="$PWD/few" "$(command -v cal-pkg)" web build --checkouts checkouts --out out
}

test_grunt_is_not_believed_when_it_had_warnings_or_did_not_end() {
    prepare_web
    echo 'echo "Warning: x. Used --force, continuing."; echo "Done, but with warnings."; exit 0' >grunt-extra
    expect_error "grunt build in admin had warnings" -- web_build out
    grep -q 'Used --force' stderr || fail "the log is not shown"
    echo 'echo Running; exit 0' >grunt-extra
    expect_error "grunt build in admin did not come to its end" -- web_build out
    echo 'exit 6' >grunt-extra
    expect_error "grunt build in admin failed with exit code 6" -- web_build out
    echo 'rm dist/index.html' >grunt-extra
    expect_error "the build of admin left no dist/index.html" -- web_build out
    [ ! -e out ] || fail "something was written"
}

test_a_step_that_does_not_end_is_ended() {
    prepare_web
    sed -i 's/grunt: build, seconds: [0-9]*/grunt: build, seconds: 1/' data/layouts/web/clients.yaml
    echo 'sleep 100' >grunt-extra
    expect_error "grunt build in admin did not end within 1 seconds" -- web_build out
    # The reason is what comes first: grunt waits for a step that has failed.
    echo 'echo "Done, but with warnings."; sleep 100' >grunt-extra
    expect_error "grunt build in admin had warnings" -- web_build out
}

test_a_step_that_is_killed_is_not_told_as_one_that_takes_too_long() {
    prepare_web
    # shellcheck disable=SC2016
    echo 'kill -9 $$' >grunt-extra
    expect_error "grunt build in admin was killed" "more memory" -- web_build out
}

test_an_interrupt_ends_what_runs() {
    prepare_web
    echo "echo \$\$ >$PWD/running; sleep 1000" >grunt-extra
    cal-pkg web build --checkouts checkouts --out out >/dev/null 2>&1 &
    local build=$! status=0
    wait_until test -s running
    kill "$build"
    wait "$build" || status=$?
    expect_equal "$status" 130
    wait_until bash -c '! kill -0 "$(cat running)" 2>/dev/null'
}

test_a_stylesheet_that_cannot_be_compiled_stops_the_build() {
    prepare_web
    # shellcheck disable=SC2016
    stub sass 'for last; do :; done; echo "Error: File to import not found" >"$last"; exit 1'
    expect_error "grunt build in admin failed with exit code 6" -- web_build out
}

test_an_app_that_names_its_build_directory_is_refused() {
    prepare_web
    echo 'pwd >dist/where.txt' >grunt-extra
    expect_error "name the build directory" "admin/dist/where.txt" -- web_build out
}

test_a_runner_is_told_by_its_option() {
    prepare_web
    local plan=(cal-pkg plan clients --checkouts checkouts --web-apps build)
    expect_error "--web-runner 'x {inn}': {inn} is not a placeholder" -- "${plan[@]}" --web-runner 'x {inn}'
    expect_error "--runner 'x {inn}': {inn} is not a placeholder" -- web_build out --runner 'x {inn}'
}

test_a_runner_gets_the_script() {
    prepare_web
    stub runner 'echo "$@" >'"$PWD"'/ran; exec "$@"'
    web_build out --runner 'runner' >/dev/null 2>stderr || fail "$(cat stderr)"
    grep -q '^sh .*/build.sh .*/in .*/out$' ran
}

test_a_build_that_is_done_again_shows_the_log_of_what_fails() {
    prepare_web
    cal-pkg build clients --checkouts checkouts --target el6 --web-apps build --out out >log 2>&1 || fail "$(cat log)"
    rm -rf cache/*
    echo 'echo "Warning: x. Used --force, continuing."; echo "Done, but with warnings."; exit 0' >grunt-extra
    expect_error "cannot be built again: web apps of clients: grunt build in admin had warnings" -- \
        cal-pkg reproduce out/el6 --checkouts checkouts --web-apps build
    grep -q '^Warning: x\. Used --force' stderr || fail "the log is not shown: $(cat stderr)"
    [ -s "$(sed -n 's/^whole log: //p' stderr)" ] || fail "no such log: $(cat stderr)"

    # On a terminal, too.
    { "$source_root/tests/cli/on-terminal" -- cal-pkg reproduce out/el6 --checkouts checkouts --web-apps build || true; } >terminal
    grep -q 'Used --force' terminal || fail "$(cat terminal)"

    : >grunt-extra
    # shellcheck disable=SC2016
    stub rpmbuild "case \$* in *' -ba '*) echo no room; exit 1 ;; esac; exec $(command -v rpmbuild) \"\$@\""
    expect_error "cannot be built again: calamari-clients: rpmbuild failed" -- \
        cal-pkg reproduce out/el6 --checkouts checkouts --web-apps build
    grep -qx 'no room' stderr || fail "the log is not shown: $(cat stderr)"
    ! grep '^whole log' stderr || fail "a log is named that is gone"
}
