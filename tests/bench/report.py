#!/usr/bin/env python3
"""usage: report.py RAW RESULTS

Reads what measure.py has printed (RAW/<scenario>.<time|memory>.json), writes RESULTS (JSON) and prints
a table. A ratio is the median of the rounds' ratios: what else the machine does hits both sides.
"""
import json
import os
import platform
import statistics
import subprocess
import sys

TITLES = {
    "real": "clients, real size (99 files, 5 MB)",
    "large": "clients, 5,800 files, 100 MB",
    "peers-real": "clients, real size, against packagers",
    "peers-large": "clients, 5,800 files, 100 MB, packagers",
    "huge": "clients, 1 GiB",
    "three": "three components",
    "venv": "three components, server with virtualenv",
    "plan": "planning, and nothing new",
    "egg": "egg of 17 members, patched",
    "rpm-gzip": "egg in an RPM of 60 MB, gzip -9",
    "rpm-xz": "egg in an RPM of 60 MB, xz -2",
    "rpm-zstd": "egg in an RPM of 60 MB, zstd -3",
    "canonical": "RPM of 60 MB in canonical form, gzip -6",
    "share": "clients, real size (99 files, 5 MB)",
    "encode-clients": "encoder, gzip -6: web apps, 5 MB",
    "encode-eggs": "encoder, gzip -6: eggs, 6 MB",
    "diff": "diff of two packages of 6 MB",
    "verify": "verify of three components, published",
    "sign": "clients, real size, signed",
    "scale-plan-files": "plan, 100,000 tracked files",
    "scale-build-files": "build, 100,000 tracked files",
    "scale-plan-commits": "plan, 50,000 commits",
    "scale-index-packages": "index, 5,000 new packages",
    "scale-build-packages": "build, among 5,000 packages",
    "scale-unchanged-packages": "build, nothing new, 5,000 packages",
    "scale-verify-packages": "verify, 5,000 packages",
    "scale-build-venv": "build, virtualenv of 30,000 files",
    "scale-build-bytes": "build, 5 GiB",
}
GOALS = {"real": 2.5, "large": 3.0}
FASTER_THAN_NFPM = {"peers-real": 1.0, "peers-large": 1.3}
SHARE_OF_NFPMS_MEMORY = 1 / 3
SHARE_OF_SLOWEST = 1.33
OWN_KIB = 64 << 10
EGG_MILLISECONDS = 20
SHARE_OF_RECOMPRESSION = 1.35
MEMORY_GROWTH = 1.1
MET = {True: "yes", False: "NO", None: ""}
SHARE_OF_BUILD = 0.05
SMALL = {"rpm-gzip": "rpm-small", "canonical": "canonical-small"}


def load(raw, scenario, what):
    try:
        with open(os.path.join(raw, "%s.%s.json" % (scenario, what)), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def ratio(numerator, denominator):
    return statistics.median(a / b for a, b in zip(numerator, denominator))


def row(scenario, measure, baseline, taken, value, goal, met):
    return {"scenario": scenario, "measure": measure, "baseline": baseline, "cal_pkg": taken,
            "value": value, "goal": goal, "met": met}


def against_hand(scenario, times):
    hand = times["by hand"]
    for name in times:
        if name != "by hand":
            faster = ratio(hand, times[name])
            yield row(scenario, name, "%.2f s by hand" % statistics.median(hand),
                      "%.2f s" % statistics.median(times[name]), "%.2f times as fast" % faster,
                      ">= %.1f" % GOALS[scenario], faster >= GOALS[scenario])


def three(scenario, times):
    alone = {name: times[name] for name in times if name != "build-all"}
    slowest = max(alone, key=lambda name: statistics.median(alone[name]))
    share = ratio(times["build-all"], alone[slowest])
    yield row(scenario, "build-all against the slowest alone",
              "%.2f s %s" % (statistics.median(alone[slowest]), slowest),
              "%.2f s" % statistics.median(times["build-all"]), "%.2f of it" % share,
              "<= %.2f" % SHARE_OF_SLOWEST, share <= SHARE_OF_SLOWEST)


def plan(times):
    for name, words, goal in (("plan", "plan", 60), ("fresh", "plan, newly cloned", 150),
                              ("unchanged", "build-all, nothing has changed", 100),
                              ("server", "build server with a virtualenv, nothing has changed", 150)):
        median = statistics.median(times[name]) * 1000
        yield row("plan", words, "", "%.0f ms" % median, "", "< %d ms" % goal, median < goal)


def egg(times):
    copying = times.pop("copying")
    copied = times.pop("copying, then in place")
    times["in place"] = [both - copy for both, copy in zip(copied, copying)]
    python = statistics.median(times.pop("that Python alone")) * 1000
    for name in sorted(times, reverse=True):
        median = statistics.median(times[name]) * 1000
        baseline = "%.1f ms Python alone" % python if "Python" in name else ""
        yield row("egg", name, baseline, "%.1f ms" % median, "", "<= %d ms" % EGG_MILLISECONDS,
                  median <= EGG_MILLISECONDS)


def package(scenario, times):
    hand = times.pop("by hand")
    (name, patched), = times.items()
    share = ratio(patched, hand)
    yield row(scenario, name + ", against recompressing by hand", "%.2f s" % statistics.median(hand),
              "%.2f s" % statistics.median(patched), "%.2f of it" % share,
              "<= %.2f" % SHARE_OF_RECOMPRESSION, share <= SHARE_OF_RECOMPRESSION)


def memory_growth(scenario, large, small):
    growth = large["own_kib"] / small["own_kib"]
    yield row(scenario, "peak memory, against an RPM of 6 MB", "%.1f MiB" % (small["own_kib"] / 1024),
              "%.1f MiB" % (large["own_kib"] / 1024), "%.2f of it" % growth,
              "<= %.1f" % MEMORY_GROWTH, growth <= MEMORY_GROWTH)


def memory(scenario, peaks):
    mebibytes = "%.1f MiB" % (peaks["own_kib"] / 1024)
    child = "(%s %.0f MiB)" % (peaks["largest_child"], peaks["largest_child_kib"] / 1024)
    yield row(scenario, "peak memory (largest child)", "", mebibytes, child, "< 64 MiB",
              peaks["own_kib"] < OWN_KIB)


def scale(scenario, peaks):
    yield row(scenario, "processor time, peak memory (largest child)", "",
              "%.1f s, %.1f MiB" % (peaks["processor_seconds"], peaks["own_kib"] / 1024),
              "(%s %.0f MiB)" % (peaks["largest_child"], peaks["largest_child_kib"] / 1024), "", None)


def canonical_share(times):
    """Somebody has to encode the payloads. A build waits for what comes after rpmbuild, checks of the finished packages
    included; the processors also do what is done beside rpmbuild. The command starts the program once more."""
    waited = [after - encoding for after, encoding in zip(times["after rpmbuild"], times["encoding"])]
    worked = [canonical - start - encoding for canonical, start, encoding in
              zip(*(times[name + " processor"] for name in ("canonical", "start", "encoding")))]
    for what, beyond, build, goal in (("share of a build", waited, times["build"], SHARE_OF_BUILD),
                                      ("share of its processor time", worked, times["build processor"], None)):
        share = ratio(beyond, build)
        yield row("share", "canonical form, " + what, "%.0f ms build" % (statistics.median(build) * 1000),
                  "%.0f ms" % (statistics.median(beyond) * 1000), "%.3f of it" % share,
                  "< %.2f" % goal if goal else "", share < goal if goal else None)


def encoder(scenario, found):
    own, zlib = found["own"], found["zlib"]
    faster, size = ratio(zlib["seconds"], own["seconds"]), own["size"] / zlib["size"]
    for name, baseline, taken, value, goal, met in (
            ("processor time", "%.0f ms zlib" % (min(zlib["seconds"]) * 1000),
             "%.0f ms" % (min(own["seconds"]) * 1000), "%.2f times as fast" % faster, ">= 1.0", faster >= 1),
            ("size", "%d zlib" % zlib["size"], str(own["size"]), "%.3f of it" % size,
             "<= 1.00", size <= 1)):
        yield row(scenario, name, baseline, taken, value, goal, met)


def against_others(scenario, times):
    own = times.pop("cal-pkg")
    for name in times:
        yield row(scenario, "time, against " + name, "%.2f s" % statistics.median(times[name]),
                  "%.2f s" % statistics.median(own), "%.2f of it" % ratio(own, times[name]), "", None)


def against_peers(scenario, times):
    """All that cal-pkg does, source package, checks and publishing, against the packing alone."""
    own = times.pop("cal-pkg")
    for name in times:
        faster = ratio(times[name], own)
        goal = FASTER_THAN_NFPM[scenario] if name == "nfpm" else None
        yield row(scenario, "time, against " + name, "%.2f s" % statistics.median(times[name]),
                  "%.2f s" % statistics.median(own), "%.2f times as fast" % faster,
                  ">= %.1f" % goal if goal else "", faster >= goal if goal else None)


def memory_of_peers(raw):
    """Of the largest program that each starts, itself included."""
    for scenario in ("peers-real", "peers-large"):
        own = load(raw, scenario + "-cal-pkg", "memory")
        for name in ("nfpm", "fpm"):
            other = load(raw, "%s-%s" % (scenario, name), "memory")
            if own and other:
                a, b = (max(peaks["own_kib"], peaks["largest_child_kib"]) for peaks in (own, other))
                goal = SHARE_OF_NFPMS_MEMORY if name == "nfpm" else None
                yield row(scenario, "peak memory, against " + name, "%.1f MiB" % (b / 1024),
                          "%.1f MiB" % (a / 1024), "%.2f of it" % (a / b),
                          "<= %.2f" % goal if goal else "", a <= b * goal if goal else None)


def memory_of_diffs(raw):
    """The largest program that a shell started: diffoscope is several."""
    own = load(raw, "diff-cal-pkg", "memory")
    for name in ("diffoscope", "rpmdiff"):
        other = load(raw, "diff-" + name, "memory")
        if own and other:
            a, b = own["largest_child_kib"], other["largest_child_kib"]
            yield row("diff", "peak memory, against " + name, "%.1f MiB" % (b / 1024),
                      "%.1f MiB" % (a / 1024), "%.2f of it" % (a / b), "", None)


def rows_of_times(scenario, times):
    if scenario in ("diff", "verify", "sign"):
        return against_others(scenario, times)
    if scenario.startswith("rpm-") or scenario == "canonical":
        return package(scenario, times)
    if scenario.startswith("encode-"):
        return encoder(scenario, times)
    if scenario.startswith("peers-"):
        return against_peers(scenario, times)
    if scenario in ("three", "venv"):
        return three(scenario, times)
    special = {"plan": plan, "egg": egg, "share": canonical_share}.get(scenario)
    return special(times) if special else against_hand(scenario, times)


def rows_of(raw):
    for scenario in TITLES:
        times = load(raw, scenario, "time")
        if times:
            yield from rows_of_times(scenario, times)
        peaks = load(raw, scenario, "memory")
        small = load(raw, SMALL.get(scenario, ""), "memory")
        if small:
            yield from memory_growth(scenario, peaks, small)
        elif peaks:
            yield from (scale if scenario.startswith("scale-") else memory)(scenario, peaks)
    yield from memory_of_peers(raw)
    yield from memory_of_diffs(raw)


def version_of(program):
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def show(rows):
    table = [("scenario", "measured", "baseline", "cal-pkg", "", "goal", "met")]
    for entry in rows:
        table.append((TITLES[entry["scenario"]], entry["measure"], entry["baseline"],
                      entry["cal_pkg"], entry["value"], entry["goal"], MET[entry["met"]]))
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def main(raw, results):
    rows = list(rows_of(raw))
    files = [name.split(".") for name in sorted(os.listdir(raw))]
    found = {"program": version_of(os.environ["CAL_PKG"]), "rpmbuild": version_of("rpmbuild"),
             "processors": os.cpu_count(), "system": platform.platform(), "rows": rows,
             "raw": {scenario + "." + what: load(raw, scenario, what) for scenario, what, _ in files}}
    with open(results, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=2)
        file.write("\n")
    show(rows)


main(*sys.argv[1:])
