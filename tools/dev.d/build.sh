# shellcheck shell=bash
# Building, measuring, fuzzing. Sourced by tools/dev.

jobs() { echo "${CALPKG_JOBS:-$(nproc)}"; }

# Warnings stop the build where they are known: a newer compiler warns about more.
warnings_as_errors() {
    if [[ -n ${CALPKG_DEVELOPER:-} ]]; then
        echo "$CALPKG_DEVELOPER"
    elif [[ $("$1" --version) != *clang* && $("$1" -dumpversion) == 12* ]]; then
        echo ON
    else
        echo OFF
    fi
}

# configure NAME [CMAKE ARG...]: release or asan, in build/NAME.
configure() {
    local name=$1 compiler options
    shift
    compiler=$(find_compiler)
    # Lines for backtraces and no more: a fifth of the compiler's time. A room at once: more than half. What takes time
    # when it runs says in its CMakeLists.txt that it wants more than -O1.
    options=("-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1 -DNDEBUG" -DCMAKE_UNITY_BUILD=ON)
    if [[ $name == asan ]]; then
        # Without optimisation: most of a sanitized suite's time is the compiler's and rpmbuild's.
        options=("-DCALPKG_SANITIZE=address,undefined" "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O0 -g1" -DCMAKE_UNITY_BUILD=ON)
    fi
    if [[ ! -e build/$name/build.ninja ]]; then
        options+=("-DCMAKE_CXX_COMPILER=$compiler")
    fi
    run cmake -S . -B "build/$name" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DCMAKE_INSTALL_MESSAGE=NEVER "-DCALPKG_DEVELOPER=$(warnings_as_errors "$compiler")" -DCALPKG_UNITS=ON "${options[@]}" "$@"
}

# compile NAME [NINJA ARG...]
compile() {
    local name=$1
    shift
    run cmake --build "build/$name" --parallel "$(jobs)" ${1:+--} "$@"
}

# build NAME [NINJA ARG...]
build() {
    configure "$1"
    compile "$@"
}

bench() {
    configure release
    compile release
    run cmake --install build/release --prefix build/bench/prefix
    CAL_PKG=$PWD/build/bench/prefix/bin/cal-pkg BENCH_ENCODE=$PWD/build/release/tests/bench/bench-encode \
        run tests/bench/run "$@"
}

# The names of the fuzz targets, a line each.
fuzz_targets() {
    local corpus
    for corpus in tests/fuzz/corpus/*/; do basename "$corpus"; done
}

# fuzz [SECONDS] [NAME]: each fuzz target, or the one, for that long; what it finds stays in build/fuzz/NAME, and so do
# the inputs that it has made on the way. One that takes 20 seconds or 2 GiB is a finding, too.
fuzz() {
    local seconds=${1:-600} wanted=${2:-} name names status=0
    [[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "fuzz: '$seconds' is not a number of seconds"
    mapfile -t names < <(fuzz_targets)
    if [[ -n $wanted ]]; then
        [[ " ${names[*]} " == *" $wanted "* ]] || fail "fuzz: there is no '$wanted'; there are ${names[*]}"
        names=("$wanted")
    fi
    run cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCALPKG_FUZZ=ON -DCMAKE_UNITY_BUILD=ON \
        "-DCMAKE_CXX_COMPILER=$(find_fuzzing_clang)" "-DCALPKG_SANITIZE=address,undefined" \
        "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1"
    compile fuzz "${names[@]/#/fuzz-}"
    for name in "${names[@]}"; do
        mkdir -p "build/fuzz/$name"
        run "build/fuzz/tests/fuzz/fuzz-$name" "-max_total_time=$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
            "-dict=tests/fuzz/dict/$name" "-artifact_prefix=build/fuzz/$name/finding-" "build/fuzz/$name" \
            "tests/fuzz/corpus/$name" || status=1
    done
    return "$status"
}
