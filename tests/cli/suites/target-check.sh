# ELF files of the virtualenv against the target: what `build` refuses, and how to accept it.
# shellcheck shell=bash

module=venv/lib/python2.6/site-packages/fast.so

# A virtualenv whose one extension module is linked to a glibc of version GLIBC_$1, with further linker options.
virtualenv() {
    local version=$1
    shift
    mkdir -p "$(dirname "$module")" venv/bin
    printf 'binary\n' >venv/bin/python
    chmod 755 venv/bin/python
    echo 'void memcpy(void) {}' >libc.c
    echo "GLIBC_$version { memcpy; };" >libc.map
    cc -shared -fPIC -fno-builtin -nostdlib -o libc.so.6 libc.c -Wl,-soname,libc.so.6 -Wl,--version-script,libc.map
    echo 'void memcpy(void); void Py_InitModule4_64(void); void initfast(void) { memcpy(); Py_InitModule4_64(); }' >fast.c
    cc -shared -fPIC -fno-builtin -nostdlib -o "$module" fast.c "$PWD/libc.so.6" "$@"
}

refused() {
    expect_status 2 cal-pkg build server --checkouts checkouts --target el6 --venv "${venv:-venv}" --out out
    [ ! -e out ] || fail "something was published"
}

need_x86_64() {
    [ "$(uname -m)" = x86_64 ] || skip "modules are made by this machine's compiler, targets are x86_64"
}

test_a_module_that_fits_is_built_without_a_word() {
    need_x86_64
    samples calamari
    virtualenv 2.12 -Wl,-rpath,/opt/calamari/lib
    cal-pkg build server --checkouts checkouts --target el6 --venv venv --keep-venv --out out >/dev/null 2>stderr
    ! grep -q 'error\|warning' stderr || fail "$(cat stderr)"
}

test_a_module_for_a_newer_glibc_is_refused_naming_symbol_and_runner() {
    need_x86_64
    samples calamari
    virtualenv 2.14
    tar -czf venv.tar.gz venv
    for venv in venv venv.tar.gz; do
        refused
        grep -q "cal-pkg: error: calamari-server: /opt/calamari/$module: needs glibc 2.14, el6 has 2.12: memcpy@GLIBC_2.14; " stderr
        grep -q -- "--runner 'podman run --rm -v {in}:{in} -v {out}:{out} [^ ]*centos:6'" stderr
        grep -q '\[glibc-too-new\]$' stderr
    done
    # The same module is fine where glibc is newer.
    cal-pkg plan server --checkouts checkouts --target el7 --venv venv >/dev/null 2>stderr2 || true
    ! grep -q glibc-too-new stderr2 || fail "$(cat stderr2)"
}

test_the_plan_tells_it_before_anything_is_built() {
    need_x86_64
    samples calamari
    virtualenv 2.14
    expect_status 2 cal-pkg plan server --checkouts checkouts --target el6 --venv venv
    grep -q 'glibc-too-new' stderr
}

test_an_accepted_finding_is_built_and_recorded() {
    need_x86_64
    samples calamari
    virtualenv 2.14
    cal-pkg build server --checkouts checkouts --target el6 --venv venv --out out --accept glibc-too-new \
        --accept foreign-rpath >/dev/null 2>stderr
    grep -q 'warning: .*memcpy@GLIBC_2.14 (accepted) \[glibc-too-new\]' stderr
    python3 - <<'P'
import json
component = json.load(open("out/el6/manifest.json"))["components"][0]
assert component["accepted"] == ["glibc-too-new"], component["accepted"]
assert [f["severity"] for f in component["findings"] if f["id"] == "glibc-too-new"] == ["warning"]
P
    # It stays on record when another component is built into the same directory.
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    python3 -c 'import json; c = json.load(open("out/el6/manifest.json"))["components"];
assert sorted((x["component"], x["accepted"]) for x in c) == [("diamond", []), ("server", ["glibc-too-new"])], c'
}

test_the_project_file_can_accept_too() {
    need_x86_64
    samples calamari
    virtualenv 2.14 -Wl,-rpath,/home/ada/venv/lib
    printf 'accept: [glibc-too-new]\n' >cal-pkg.yaml
    refused
    ! grep -q 'error:.*glibc-too-new' stderr || fail "it was accepted"
    grep -q "error: .*looks for libraries in '/home/ada/venv/lib'.*\[foreign-rpath\]" stderr
    cal-pkg build server --checkouts checkouts --target el6 --venv venv --out out --accept foreign-rpath >/dev/null 2>&1
    python3 -c 'import json; c = json.load(open("out/el6/manifest.json"))["components"][0];
assert c["accepted"] == ["foreign-rpath", "glibc-too-new"], c["accepted"]'
}

test_an_unknown_finding_is_no_choice() {
    samples calamari
    expect_error "--accept" "'glibc-to-new'" "did you mean 'glibc-too-new'?" -- \
        cal-pkg build server --checkouts checkouts --target el6 --accept glibc-to-new --out out
    # What the finished package is checked for cannot be accepted.
    expect_error "'wrong-content'" -- \
        cal-pkg build server --checkouts checkouts --target el6 --accept wrong-content --out out
    printf 'accept: [no-such-thing]\n' >cal-pkg.yaml
    expect_error "cal-pkg.yaml: accept" "'no-such-thing'" -- \
        cal-pkg build server --checkouts checkouts --target el6 --out out
    printf 'accept: glibc-too-new\n' >cal-pkg.yaml
    expect_error "cal-pkg.yaml:1: 'accept' takes a list" -- \
        cal-pkg build server --checkouts checkouts --target el6 --out out
}

test_accepting_works_for_web_apps() {
    samples calamari-clients
    rm -r checkouts/calamari-clients/login/dist
    rm checkouts/calamari-clients/dashboard/dist/scripts/main.js
    expect_status 2 cal-pkg build clients --checkouts checkouts --target el6 --out out
    grep -q "error: .*login/dist: the built app is missing; run 'make build-real' in [^;]*calamari-clients, or take them .* --web-apps build \[missing-app\]" stderr
    cal-pkg build clients --checkouts checkouts --target el6 --out out --accept missing-reference --accept missing-app \
        >/dev/null 2>&1
    rpm -qpl out/el6/x86_64/*.rpm >list
    ! grep -q content/login list && grep -q content/manage/index.html list || fail "$(cat list)"
    grep -q '"accepted": \[' out/el6/manifest.json
}

test_modules_for_another_python_or_machine_are_refused() {
    need_x86_64
    samples calamari
    virtualenv 2.12
    echo 'void PyModule_Create2(void); void PyInit_x(void) { PyModule_Create2(); }' >three.c
    cc -shared -fPIC -nostdlib -o "$(dirname $module)/three.so" three.c
    cp $module "$(dirname $module)/arm.so"
    printf '\267\000' | dd of="$(dirname $module)/arm.so" bs=1 seek=18 conv=notrunc 2>/dev/null
    head -c 1000 $module >"$(dirname $module)/cut.so"
    refused
    grep -q 'three.so: it needs PyModule_Create2, which Python 2.6 does not have;.*\[wrong-python-abi\]' stderr
    grep -q 'arm.so: is for aarch64, el6 is x86_64;.*\[wrong-machine\]' stderr
    grep -q 'cut.so: is a damaged ELF file.*\[damaged-elf\]' stderr
    expect_equal "$(grep -c '^cal-pkg: error: calamari-server' stderr)" 3
}

test_this_machines_own_python_does_not_fit_el6() {
    need_x86_64
    command -v ldd >/dev/null || skip "no ldd"
    [ "$(printf '2.13\n%s\n' "$(ldd --version | sed -n '1s/.* //p')" | sort -V | sed -n 1p)" = 2.13 ] ||
        skip "glibc here is as old as el6's"
    samples calamari
    mkdir -p venv/bin
    cp "$(python3 -c 'import os, sys; print(os.path.realpath(sys.executable))')" venv/bin/python
    refused
    grep -q 'venv/bin/python: needs glibc [0-9.]*, el6 has 2.12: .*@GLIBC_.*\[glibc-too-new\]' stderr
}

test_one_bad_module_among_thousands_of_files_is_found() {
    need_x86_64
    samples calamari
    virtualenv 2.12
    python3 - <<'P'
import os, shutil
for i in range(3000):
    directory = "venv/lib/python2.6/site-packages/p%d" % (i // 50)
    os.makedirs(directory, exist_ok=True)
    with open("%s/m%d.py" % (directory, i), "w") as f:
        f.write("x = %d\n" % i * 100)
for i in range(100):
    shutil.copy("venv/lib/python2.6/site-packages/fast.so", "venv/lib/python2.6/site-packages/p0/e%d.so" % i)
P
    truncate -s 200 venv/lib/python2.6/site-packages/p0/e7.so
    expect_status 2 cal-pkg plan server --checkouts checkouts --target el6 --venv venv
    grep -q 'p0/e7.so: is a damaged ELF file.*\[damaged-elf\]$' stderr || fail "$(cat stderr)"
    expect_equal "$(grep -c 'error: .*site-packages' stderr)" 1
}
