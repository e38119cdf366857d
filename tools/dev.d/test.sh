# shellcheck shell=bash
# Testing, and what is said at the end of it. Sourced by tools/dev.

# test_in NAME [CTEST ARG...]: keeps what ctest said, and what the tests wrote, for the summary.
test_in() {
    local directory=build/$1 status=0
    shift
    rm -f "$directory/ctest.log" "$directory/tests.log"
    # One more than there are processors: some wait for a signal or for their turn.
    run ctest --test-dir "$directory" --parallel "$(($(jobs) + 1))" --output-on-failure --no-tests=error "$@" \
        2>&1 | tee "$directory/ctest.log" || status=$?
    # ctest begins it anew whenever it is called, also to list the tests.
    cp "$directory/Testing/Temporary/LastTest.log" "$directory/tests.log"
    return "$status"
}

# What ctest said last, without its advice.
failures_of() { sed -n '/^The following tests FAILED:/,/^$/p' "build/$1/ctest.log"; }
totals_of() { grep -E '^[0-9]+% tests passed|^No tests were found' "build/$1/ctest.log"; }

# skips_of NAME: a line for each reason why a test, or a part of one, was not run here, with the number of tests, a
# tab, and their names. tests/cli/run and tests/source-archive print "skipped " and "left out " before the test's name;
# unit tests write doctest messages such as "not run: only root may do that".
skips_of() {
    [[ -e build/$1/tests.log ]] || return 0
    awk -v build="$1" '
        function count(word, name, reason,    key) {
            key = build " " suite ": " word reason
            number[key]++
            names[key] = names[key] (names[key] == "" ? "" : ", ") name
        }
        /^[0-9]+\/[0-9]+ Test: / { suite = $3 }
        /^TEST CASE: / { name = substr($0, 13) }
        /: MESSAGE: .*(not (run|tested|judged|looked|root|installed)|no .* (here|is installed)|skipped|left out)/ {
            sub(/^.*: MESSAGE: /, "")
            count("left out: ", name, $0)
        }
        match($0, /^(skipped |left out) [^ :]+: /) {
            word = substr($0, 1, 8) == "skipped " ? "skipped: " : "left out: "
            count(word, substr($0, 10, RLENGTH - 11), substr($0, RLENGTH + 1))
        }
        END { for (key in number) print number[key] "\t" key "\t" names[key] }
    ' "build/$1/tests.log" | LC_ALL=C sort -t "$(printf '\t')" -k 2
}

# names_in NAME [CTEST ARG...]: the tests that ctest would run.
names_in() {
    local name=$1
    shift
    ctest --test-dir "build/$name" -N "$@" | sed -n 's/^ *Test *#[0-9]*: //p' | LC_ALL=C sort
}

# What one of the builds has no tests of: tests/cli/CMakeLists.txt and tests/unit/CMakeLists.txt say why.
summarise_left_out() {
    local names
    names=$(LC_ALL=C comm -23 <(names_in release "$@") <(names_in asan "$@") | tr '\n' ' ')
    [[ -z ${names// /} ]] ||
        printf 'not run under ASan and UBSan, where units and the other suites reach the same code:\n    %s\n' "$names"
    names=$(LC_ALL=C comm -13 <(names_in release "$@") <(names_in asan "$@") | tr '\n' ' ')
    [[ -z ${names// /} ]] || printf 'run under ASan and UBSan only:\n    %s\n' "$names"
}

summarise_skips() {
    local name number reason tests skipped=0 parts=0
    while IFS=$'\t' read -r number reason tests; do
        printf '%s (%s)\n' "$reason" "$tests"
        if [[ $reason == *': skipped: '* ]]; then
            skipped=$((skipped + number))
        else
            parts=$((parts + number))
        fi
    done < <(for name in "$@"; do skips_of "$name"; done)
    printf '%d tests skipped, %d in part\n' "$skipped" "$parts"
}

summarise() {
    local name
    for name in "$@"; do
        failures_of "$name"
    done
    for name in "$@"; do
        printf 'build/%s:\n' "$name"
        totals_of "$name" || echo "ctest ended without a result"
    done
}

# test_all [--fast] [CTEST ARG...]
test_all() {
    local names=(release asan) name failed=0 units=ON
    if [[ ${1:-} == --fast ]]; then
        names=(release)
        shift
    elif (($# == 0)); then
        units=OFF # of the release: they run under the sanitizers
    fi
    SECONDS=0
    for name in "${names[@]}"; do
        configure "$name" "-DCALPKG_UNITS=$units"
        units=ON
        compile "$name"
        test_in "$name" "$@" || failed=1
        export CALPKG_TEST_RECORDINGS=$PWD/build/$name/tests/fixtures/recordings # pip built them: once will do
    done
    printf '\n'
    ((${#names[@]} == 1)) || summarise_left_out "$@"
    summarise_skips "${names[@]}"
    summarise "${names[@]}"
    printf 'tools/dev test took %d min %02d s\n' $((SECONDS / 60)) $((SECONDS % 60))
    return "$failed"
}
