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

# fuzz [SECONDS]: each fuzz target for that long; what it finds stays in build/fuzz/<target>.
fuzz() {
    local seconds=${1:-600} name
    [[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "fuzz: '$seconds' is not a number of seconds"
    run cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCALPKG_FUZZ=ON \
        "-DCMAKE_CXX_COMPILER=$(find_fuzzing_clang)" "-DCALPKG_SANITIZE=address,undefined" \
        "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1"
    for name in egg_reader rpm_reader encoder; do
        compile fuzz "fuzz-$name"
        mkdir -p "build/fuzz/$name"
        run "build/fuzz/tests/fuzz/fuzz-$name" "-max_total_time=$seconds" -max_len=16384 -timeout=20 \
            "-artifact_prefix=build/fuzz/$name/finding-" "build/fuzz/$name" "tests/fuzz/corpus/$name"
    done
}
