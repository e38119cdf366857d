# shellcheck shell=bash
# System calls that go wrong, all of them. Sourced by tools/dev.

# torture [SECONDS] [NAME...]: see tests/torture/run.
torture() {
    local time=()
    configure release
    compile release cal-pkg completions schemas failing_calls
    run cmake --install build/release --prefix "$PWD/build/torture" --component Unspecified >build/torture.log
    [[ -d build/torture/fixtures ]] || run tests/cli/prepare-fixtures "$PWD/build/torture/fixtures"
    if [[ ${1:-} =~ ^[0-9]+$ ]]; then
        time=(--seconds "$1")
        shift
    fi
    run tests/torture/run build/torture/bin/cal-pkg build/release/tests/torture/failing_calls.so build/torture/fixtures \
        --jobs "$(jobs)" "${time[@]}" "$@"
}
