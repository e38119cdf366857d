#!/usr/bin/env python3
"""usage: measure.py time --rounds N --log FILE [--clean PATH]... [--spans FILE] NAME COMMAND [NAME COMMAND]...
       measure.py memory --log FILE [--clean PATH]... COMMAND

time runs the commands in turn, N times after one round that does not count, and prints their wall
seconds as JSON. With --spans also their processor time, as "NAME processor", and what the commands have
written into FILE, a line "NAME MICROSECONDS" each. memory runs one command and prints its processor time
and peak memory in KiB: of its own process alone, and of the largest among the programs that it started. Before each run
PATHs are renamed to
PATH.aside-<number>. COMMANDs are for /bin/sh; their output goes to FILE.
"""
import argparse
import json
import os
import resource
import shlex
import subprocess
import sys
import time


def start(command, log):
    shell = ["/bin/sh", "-c", "exec " + command]
    return subprocess.Popen(shell, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def require_success(process, command, log):
    if process.returncode != 0:
        with open(log.name, encoding="utf-8", errors="replace") as lines:
            tail = "".join(lines.readlines()[-20:])
        sys.exit("%smeasure.py: '%s' failed with %d" % (tail, command, process.returncode))


def set_aside(path):
    number = 0
    while os.path.exists("%s.aside-%d" % (path, number)):
        number += 1
    if os.path.exists(path):
        os.rename(path, "%s.aside-%d" % (path, number))


def prepare(paths, log):
    """Starts every run alike: nothing left of the last one, nothing waiting to be written to the disk.
    What is left is not removed: ext4 is slow to make files for a minute after it has removed many."""
    for path in paths:
        set_aside(path)
    log.seek(0)  # the programs share this position
    log.truncate()
    os.sync()


def seconds(command, arguments, log):
    """Of the clock, and of all processors by the command and what it has waited for."""
    prepare(arguments.clean, log)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    process = start(command, log)
    process.wait()
    end = time.monotonic()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    require_success(process, command, log)
    return end - begin, sum(after[:2]) - sum(before[:2])


def take_spans(path):
    if not os.path.exists(path):
        return
    for line in read(path).splitlines():
        name, _, microseconds = line.rpartition(" ")
        yield name, int(microseconds) / 1e6
    os.remove(path)


def measure_time(arguments, log):
    if len(arguments.words) % 2 != 0:
        sys.exit(__doc__)
    commands = dict(zip(arguments.words[::2], arguments.words[1::2]))
    taken = {name: [] for name in commands}
    for number in range(arguments.rounds + 1):
        for name, command in commands.items():
            wall, processor = seconds(command, arguments, log)
            spans = []
            if arguments.spans:
                spans = [(name + " processor", processor), *take_spans(arguments.spans)]
            if number > 0:
                for what, taken_now in [(name, wall), *spans]:
                    taken.setdefault(what, []).append(taken_now)
    return taken


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:  # the process has ended
        return ""


def look_at(pid):
    """Name, parent and peak memory in KiB, which counts from the last exec on."""
    lines = read("/proc/%s/status" % pid).splitlines()
    fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    peak = fields.get("VmHWM", "0 kB").split()[0]
    return fields.get("Name", ""), int(fields.get("PPid", "0")), int(peak)


class Peaks:
    """Peak memory of a program and, apart from it, of what it has started."""

    def __init__(self, top, name):
        self.top = top
        self.name = name
        self.own = 0
        self.child = 0
        self.child_name = ""

    def look(self):
        processes = {int(entry): look_at(entry) for entry in os.listdir("/proc") if entry.isdigit()}
        for pid, (name, _, peak) in processes.items():
            # Between fork and exec a process has its parent's name, and may share its memory.
            if pid == self.top and name == self.name:
                self.own = max(self.own, peak)
            if peak > self.child and name != self.name and self.is_below_top(pid, processes):
                self.child, self.child_name = peak, name

    def is_below_top(self, pid, processes):
        while pid in processes and pid != self.top:
            pid = processes[pid][1]
            if pid == self.top:
                return True
        return False


def measure_memory(arguments, log):
    """Looks again and again: wait4's maximum is of the process, its children and the shell it was."""
    (command,) = arguments.words
    prepare(arguments.clean, log)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = start(command, log)
    peaks = Peaks(process.pid, os.path.basename(shlex.split(command)[0]))
    while process.poll() is None:
        peaks.look()
        time.sleep(0.005)
    require_success(process, command, log)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"processor_seconds": sum(after[:2]) - sum(before[:2]),
            "own_kib": peaks.own,
            "largest_child_kib": peaks.child,
            "largest_child": peaks.child_name}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("what", choices=("time", "memory"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--log", required=True)
    parser.add_argument("--clean", action="append", default=[])
    parser.add_argument("--spans")
    parser.add_argument("words", nargs="+")
    arguments = parser.parse_args()
    with open(arguments.log, "w", encoding="utf-8") as log:
        measure = measure_time if arguments.what == "time" else measure_memory
        print(json.dumps(measure(arguments, log)))


main()
