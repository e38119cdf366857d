# shellcheck shell=bash disable=SC2154 # run sets root, work and here
# Scenario scale of tests/bench/run, which sources it: what is far larger than Calamari.

# scaled NAME COMMAND
scaled() { measure memory "$2" >"raw/scale-$1.memory.json"; }

scenario_scale() {
    local scenario
    for scenario in files commits packages venv bytes; do
        echo "measuring: scale of $scenario" >&2
        "scale_of_$scenario"
        rm -rf checkouts published venv ./*.aside-*
    done
}

scale_of_files() {
    samples_with many
    git -C checkouts/calamari-clients add -f .
    git -C checkouts/calamari-clients -c user.name=bench -c user.email=bench@example.invalid commit -q -m dist
    scaled plan-files "$(command_of "$CAL_PKG" plan clients --checkouts checkouts --target el6)"
    scaled build-files "$(build_of build clients)"
}

# Commits without changes on top of the sample's.
scale_of_commits() {
    samples_with golden "$root/tests/data/golden/clients-dist.tsv"
    local branch
    branch=$(git -C checkouts/Diamond symbolic-ref HEAD)
    for ((i = 0; i < 50000; ++i)); do
        printf 'commit %s\ncommitter bench <bench@example.invalid> %d +0000\ndata 2\nc\n' "$branch" $((1500000000 + i))
        ((i > 0)) || printf 'from %s^0\n' "$branch"
        echo
    done | git -C checkouts/Diamond fast-import --quiet
    scaled plan-commits "$(command_of "$CAL_PKG" plan diamond --checkouts checkouts --target el6)"
}

# many_packages COUNT DIRECTORY: packages without files.
many_packages() {
    {
        printf 'Name: other\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\nBuildArch: noarch\n%%description\n'
        for ((i = 0; i < $1; ++i)); do
            printf '%%package -n other-%d\nSummary: s\n%%description -n other-%d\n%%files -n other-%d\n' "$i" "$i" "$i"
        done
    } >other.spec
    rpmbuild -bb --define "_topdir $work/top" --define '_binary_payload w1.gzdio' other.spec >"$work/log" 2>&1 ||
        fail "$(tail "$work/log")"
    mv top/RPMS/noarch/*.rpm "$2"
    rm -rf top
}

scale_of_packages() {
    samples_with golden "$root/tests/data/golden/clients-dist.tsv"
    local build
    build=$(command_of "$CAL_PKG" build clients --checkouts checkouts --target el6 --out published)
    "$CAL_PKG" build diamond --checkouts checkouts --target el6 --out published >"$work/log" 2>&1
    many_packages 5000 published/el6/noarch
    scaled index-packages "$(command_of "$CAL_PKG" index published/el6)"
    scaled build-packages "$build"
    scaled unchanged-packages "$build"
    scaled verify-packages "$(command_of "$CAL_PKG" verify published/el6)"
}

scale_of_venv() {
    samples_with golden "$root/tests/data/golden/clients-dist.tsv"
    python3 "$here/trees.py" venv venv 15000
    scaled build-venv "$(build_of build server --venv venv)"
}

scale_of_bytes() {
    local free
    free=$(df --output=avail -k . | tail -n 1)
    if ((free < 25 << 20)); then
        echo "skipped: 5 GiB need 25 GiB of disk, $((free >> 20)) GiB are free" >&2
        return
    fi
    samples_with huge 5
    scaled build-bytes "$(build_of build clients)"
}
