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

# The events in FILE, each as "EVENT TARGET COMPONENT PHASE".
events() {
    python3 - "$1" <<'P'
import json, sys
last = 0
for line in open(sys.argv[1]):
    event = json.loads(line)
    assert event["time"] >= last >= 0, event
    last = event["time"]
    print(*(event[key] for key in ("event", "target", "component", "phase") if key in event))
P
}

test_programs_are_told_each_change_of_state() {
    samples Diamond
    build --json-progress told.json >paths 2>log || fail "$(cat log)"
    events told.json | grep -v ^progress >told
    diff told - <<'T'
begin
phase planning
phase el7 diamond waiting
phase el7 diamond staging
phase el7 diamond building
phase el7 diamond checking
phase el7 diamond done
summary
T
    python3 - paths <<'P'
import json, os, sys
lines = [json.loads(line) for line in open("told.json")]
begin, end = lines[0], lines[-1]
assert (begin["program"], begin["targets"], begin["components"]) == ("cal-pkg", ["el7"], ["diamond"]), begin
done = [line for line in lines if line.get("phase") == "done"][0]
assert done["files"] == done["total_files"] > 0 and 0 < done["bytes"] <= done["total_bytes"], done
target, = end["targets"]
paths = open(sys.argv[1]).read().split()
assert end["ok"] and target["published"] and target["built"] == ["diamond"] and not target["reused"], end
assert target["packages"] == len(paths) and target["bytes"] == sum(map(os.path.getsize, paths)), end
assert set(target["findings"]) == {"errors", "warnings", "notes"}, end
P
    # An earlier one is replaced, a descriptor is written to, and a FIFO is.
    build --json-progress told.json >/dev/null 2>log || fail "$(cat log)"
    expect_equal "$(events told.json | paste -sd ';')" 'begin;phase planning;phase el7 diamond unchanged;summary'
    echo before >told
    build --json-progress /dev/fd/3 3>>told >/dev/null 2>log || fail "$(cat log)"
    expect_equal "$(head -n 1 told)" before
    expect_equal "$(tail -n +2 told | wc -l)" 4
    mkfifo fifo
    cat fifo >told &
    build --json-progress fifo >/dev/null 2>log || fail "$(cat log)"
    wait
    expect_equal "$(events told | tail -n 1)" summary
    # On standard error nothing else tells the progress.
    build --json-progress - >/dev/null 2>log || fail "$(cat log)"
    grep -v '^cal-pkg: ' log >told
    expect_equal "$(events told | paste -sd ';')" 'begin;phase planning;phase el7 diamond unchanged;summary'
    ! grep -E '^el7: |^diamond' log || fail "told in words, too"
}

test_a_summary_comes_after_failures_too() {
    samples Diamond
    echo >>checkouts/Diamond/bin/diamond
    expect_error 'modified tracked files' -- build --json-progress told.json
    python3 - <<'P'
import json
last = [json.loads(line) for line in open("told.json")][-1]
assert last["event"] == "summary" and not last["ok"] and "modified tracked files" in last["error"], last
P
    in_git checkouts/Diamond commit -qam newer
    mkdir data
    cp -r "$(dirname "${program:?}")/../share/cal-pkg/." data/
    printf '\n%%install\nfalse\n' >>data/specs/diamond.spec
    expect_status 2 env CALPKG_DATA="$PWD/data" cal-pkg build diamond firewall --checkouts checkouts --target el7 \
        --out out --json-progress told.json
    grep -E '^el7: 1 built, 1 failed; ' stderr
    python3 - <<'P'
import json
last = [json.loads(line) for line in open("told.json")][-1]
target, = last["targets"]
assert not last["ok"] and not target["published"], last
assert target["failed"] == ["diamond"] and target["built"] == ["firewall"], last
P
}

test_where_nobody_can_be_told_the_build_goes_on() {
    samples Diamond
    build --json-progress /dev/full >paths 2>log || fail "$(cat log)"
    grep '^cal-pkg: error: /dev/full: .*; the build went on without telling$' log
    expect_equal "$(wc -l <paths)" 2
    echo mine >notes
    echo '{"a": 1}' >mine.json
    expect_error 'notes: already exists, and is not the progress of an earlier build' 'name another file' -- \
        build --json-progress notes
    expect_equal "$(cat notes)" mine
    expect_error 'mine.json: already exists, and is not the progress of an earlier build' 'name another file' -- \
        build --json-progress mine.json
    expect_equal "$(cat mine.json)" '{"a": 1}'
    mkfifo pipe # that nobody reads
    expect_status 130 timeout --preserve-status --signal=TERM 1 cal-pkg build diamond --checkouts checkouts --target el7 --out out \
        --json-progress pipe
    ! grep 'cannot open' stderr || fail "$(cat stderr)"
    expect_error 'nowhere/file: cannot open: No such file or directory' -- build --json-progress nowhere/file
    expect_error '/dev/fd/9: is not an open descriptor' '3>FILE' -- build --json-progress /dev/fd/9
}

test_people_are_told_a_summary() {
    samples Diamond
    build >/dev/null 2>log || fail "$(cat log)"
    grep -E '^el7: 1 built; 2 packages, [0-9.]+ [kM]B(; [0-9]+ (warning|note)s?)*; [0-9.]+ s in all$' log
    build >/dev/null 2>log || fail "$(cat log)"
    grep -E '^el7: 1 unchanged; 2 packages, ' log
}

# on_terminal COLUMNS COMMAND…: with a terminal of that width as standard error, whose lines are written to ./screen as they
# were drawn, without what moves the cursor; all else fails.
on_terminal() {
    python3 - "$@" <<'P'
import fcntl, os, pty, re, struct, subprocess, sys, termios
columns, command = int(sys.argv[1]), sys.argv[2:]
ours, its = pty.openpty()
fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=its, env=dict(os.environ, TERM="xterm"))
os.close(its)
text = b""
while True:
    try:
        piece = os.read(ours, 65536)
    except OSError:  # nobody has it open any more
        break
    if not piece:
        break
    text += piece
assert process.wait() == 0, text
text = text.decode()
plain = re.sub("\x1b\\[(K|[0-9]+A)", "", text)
assert "\x1b" not in plain, repr(text)
with open("screen", "w") as screen:
    screen.write(re.sub("\r+\n?", "\n", plain))
P
}

test_lines_on_a_terminal_are_no_wider_than_it() {
    samples Diamond
    local columns
    for columns in 120 40 12; do
        rm -rf out
        on_terminal $columns env NO_COLOR=1 cal-pkg build diamond firewall --checkouts checkouts --target el7 --out out ||
            fail "on $columns columns"
        grep '^diamond' screen
        ! grep -E "^(diamond|firewall)" screen | grep -E "^.{$columns}" || fail "too wide for $columns columns"
    done
    on_terminal 60 cal-pkg build diamond --checkouts checkouts --target el7 --out out
    grep '^diamond    unchanged$' screen
}
