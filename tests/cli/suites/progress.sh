# What a build tells while it goes on, and at its end: to people, and to programs.
# shellcheck shell=bash

build() { cal-pkg build diamond --checkouts checkouts --target "${targets:-el7}" --out out "$@"; }

test_timings_name_every_phase() {
    samples Diamond
    build --timings --json >json 2>log || fail "$(cat log)"
    cat >look <<'P'
import json, sys
file, phases, components = sys.argv[1], sys.argv[2].split(","), sys.argv[3].split(",")
timings = json.load(open(file))["timings"]
def of(rows):
    assert all(type(row["milliseconds"]) is float and row["milliseconds"] >= 0 for row in rows), rows
    return {row["phase"]: row["milliseconds"] for row in rows}
whole, of_diamond = of(timings["phases"]), of(timings["components"])
assert list(whole) == phases, list(whole)
assert set(of_diamond) == set(components), of_diamond
assert all(row["component"] == "diamond" for row in timings["components"]), timings
# One after the other, each rounded to the tenth.
assert sum(whole.values()) <= timings["milliseconds"] + len(whole) / 10, timings
beside = "source package (beside)"
of_building = [time for phase, time in of_diamond.items() if phase in
               ("staging", "rpmbuild", "checking build root", "canonical form", "checking package", "delivering")]
assert sum(of_building) <= whole.get("building", 0) + 1, timings
assert of_diamond.get(beside, 0) <= whole.get("building", 0) + 1, timings
P
    python3 look json 'starting,planning,opening the output,looking up,building,instructions,comparing,merging,signing,indexes,manifest,publishing' \
        'git,planning,checking sources,looking up,staging,source package (beside),rpmbuild,checking build root,canonical form,checking package,delivering'
    python3 - <<'P'
import json, re
timings = json.load(open("json"))["timings"]
lines = open("log").read().splitlines()
begin = next(i for i, line in enumerate(lines) if line.startswith("phase "))
end = next(i for i, line in enumerate(lines) if line.startswith("total "))
assert lines[begin].split() == ["phase", "all,", "ms", "diamond"], lines[begin]
rows = {re.split(r"  +", line.strip())[0]: line.split()[-1] for line in lines[begin + 1:end + 1]}
for row in timings["phases"] + timings["components"]:
    float(rows[row["phase"]])
float(rows["total"])
P
    # With nothing to do there is less.
    build --timings --json >json 2>log || fail "$(cat log)"
    python3 look json 'starting,planning,opening the output,looking up,building,instructions,comparing' \
        'git,planning,checking sources,looking up'
    build --json >json 2>log
    ! grep -E '"timings"|^total' json log || fail "told unasked"
}

test_timings_of_a_plan_and_of_several_targets() {
    samples Diamond
    cal-pkg plan diamond --checkouts checkouts --timings --json >json 2>log || fail "$(cat log)"
    grep '^total ' log
    python3 - <<'P'
import json
timings = json.load(open("json"))["timings"]
assert [row["phase"] for row in timings["phases"]] == ["starting", "planning"], timings
assert {row["phase"] for row in timings["components"]} == {"git", "planning", "checking sources"}, timings
assert sum(row["milliseconds"] for row in timings["phases"]) <= timings["milliseconds"] + 1, timings
P
    targets=el6,el7 build --timings --json >json 2>log || fail "$(cat log)"
    expect_equal "$(awk '/all, ms/ {print $1, $4}' log | paste -sd ';')" 'phase diamond;el6 diamond;el7 diamond'
    python3 - <<'P'
import json
result = json.load(open("json"))
assert [row["phase"] for row in result["timings"]["phases"]] == ["starting", "planning"], result["timings"]
for target in result["targets"]:
    phases = [row["phase"] for row in target["timings"]["phases"]]
    assert phases[0] == "opening the output" and phases[-1] == "publishing", phases
P
}
