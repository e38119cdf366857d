"""A command whose calls go wrong, in a place of its own: a part of tests/torture/run."""
import collections
import ctypes
import errno
import fnmatch
import hashlib
import json
import os
import re
import signal
import stat
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
LIMIT = 60  # seconds for a command
# Who cannot remove, cannot clean up: the next run does. A lock that could not be had stays, too: it may be another's.
REMOVING = {"unlink", "unlinkat", "rmdir", "opendir", "fdopendir", "readdir", "openat", "openat64", "chmod", "fchmodat",
            "flock"}
NOT_FOR_PEOPLE = re.compile(
    r"\[json\.exception|\(\)|Success|internal error|boost::|std::|basic_\w+|filesystem error|Unknown error")
REASONS = re.compile("|".join([os.strerror(number) for number in (  # of failing_calls.cpp
    errno.EIO, errno.EMFILE, errno.ENOSPC, errno.EPERM, errno.ENOLCK, errno.EAGAIN, errno.EMLINK, errno.ENOMEM)] +
    ["BAD, read returned -1", "BAD, read -1 bytes"]))  # librpm's words for the first
LEFTOVER = re.compile(r"(^|/)\.[^/]*\.cal-pkg-\w{6}(/|$)")
CLONE_NEWNS, CLONE_NEWUSER, MS_REC, MS_PRIVATE = 0x00020000, 0x10000000, 0x4000, 1 << 18

Call = collections.namedtuple("Call", "number function modes place what")
Outcome = collections.namedtuple("Outcome", "status out err tree")


def mount_privately(*directories):
    """Mounts a file system in memory on each, and where gpg-agent's sockets are named after the directory of the keys,
    for this process and its children alone; OSError if that may not be."""
    sockets = f"/run/user/{os.geteuid()}"
    if os.path.isdir(sockets):
        directories += (sockets,)
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWNS | (CLONE_NEWUSER if user else 0)) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    if user:
        for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{file}", "w") as out:
                out.write(text)
    libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    for directory in directories:
        mode = b"mode=700" if directory == sockets else b"mode=1777"
        if libc.mount(b"none", directory.encode(), b"tmpfs", 0, mode) != 0:
            raise OSError(ctypes.get_errno(), "mount")


def tree_of(top, apart):
    """What is there, by name: type, mode and content. What matches `apart` is left out."""
    found = {}
    for directory, directories, files in os.walk(top):
        for name in directories + files:
            path = os.path.join(directory, name)
            shown = os.path.relpath(path, top)
            if any(fnmatch.fnmatch(shown, pattern) for pattern in apart):
                continue
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                what = os.readlink(path)
            elif stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    what = hashlib.sha256(file.read()).hexdigest()
            else:
                what = ""
            found[shown] = (stat.S_IFMT(status.st_mode), stat.S_IMODE(status.st_mode), what)
    return found


def differences(one, other):
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


class Command:
    """One of commands.sh, in a directory that is as at the beginning before each run."""

    def __init__(self, name, options, top):
        self.name, self.options = name, options
        self.work, self.begin, self.log = top + "/work", top + "/begin", top + "/log"
        self.memory = "/dev/shm" if os.path.ismount("/dev/shm") and options.private else None
        os.makedirs(self.work + "/home")
        os.makedirs(self.work + "/tmp")
        self.environment = {
            "PATH": os.path.dirname(options.program) + ":" + options.path, "HOME": self.work + "/home",
            "TMPDIR": self.work + "/tmp", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb",
            "GIT_CONFIG_NOSYSTEM": "1", "source_root": SOURCE, "program": options.program,
            "fixtures": options.fixtures}
        for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if variable in os.environ:
                self.environment[variable] = os.environ[variable]
        done = subprocess.run(["bash", "-euo", "pipefail", HERE + "/commands.sh", name], cwd=self.work,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode == 77:
            raise Skipped(done.stdout.strip())
        if done.returncode != 0:
            raise SystemExit(f"{name} cannot be prepared:\n{done.stdout}{done.stderr}")
        with open(self.work + "/torture.json") as file:
            told = json.load(file)
        os.remove(self.work + "/torture.json")
        self.words, self.same = told["command"], told["same"]
        self.environment.update(told["environment"])
        # What git remembers of files is its own affair, and so is what a cache holds.
        self.apart = told["apart"] + ["*/.git/index", "out/failed-*", "home/.cache*", "home/.gnupg*", "cache*"]
        os.rename(self.work, self.begin)
        self.before = None

    def end_agent(self):
        """Ends the gpg-agent of the directory that goes: it would know no key, and take the next one's socket along."""
        home = self.environment.get("GNUPGHOME")
        if home is None or not os.path.isdir(home):
            return
        gpgconf = ["gpgconf", "--homedir", home]
        socket = subprocess.run(gpgconf + ["--list-dirs", "agent-socket"], check=True, capture_output=True, text=True)
        subprocess.run(gpgconf + ["--kill", "all"], check=False, stderr=subprocess.DEVNULL)
        tries = 200
        while tries > 0 and os.path.exists(socket.stdout.rstrip("\n")):
            time.sleep(0.01)
            tries -= 1

    def restore(self):
        self.end_agent()
        subprocess.run(["rm", "-rf", self.work], check=True)
        subprocess.run(["cp", "-a", self.begin, self.work], check=True)

    def restore_inside(self):
        """The same where the directory is a file system of its own."""
        self.end_agent()
        subprocess.run(["find", self.work, "-mindepth", "1", "-delete"], check=True)
        subprocess.run(["cp", "-a", self.begin + "/.", self.work], check=True)

    def run(self, mode="error", number=0):
        """Runs the command where it now stands. Call 0 never comes."""
        environment = dict(self.environment)
        environment.update(LD_PRELOAD=self.options.library, FAILING_CALLS_MODE=mode, FAILING_CALLS_LOG=self.log,
                           FAILING_CALLS_NUMBER=str(number),
                           ASAN_OPTIONS=environment.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        if os.path.exists(self.log):
            os.remove(self.log)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(self.words, cwd=self.work, env=environment, stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=err, start_new_session=True)
            try:
                status = process.wait(LIMIT)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                status = None
            out.seek(0)
            err.seek(0)
            return Outcome(status, out.read().decode(errors="replace"), err.read().decode(errors="replace"),
                           self.tree())

    def tree(self):
        tree = tree_of(self.work, self.apart)
        if self.same == "names":
            tree = {path: kind for path, (kind, _, _) in tree.items()}
        if self.memory:
            for name in os.listdir(self.memory):
                if name.startswith("cal-pkg"):
                    tree["/dev/shm/" + name] = "left"
        return tree

    def learn(self):
        """Runs it undisturbed, and gives its calls."""
        self.restore()
        self.before = self.tree()
        self.after = self.run("count")
        if self.after.status not in (0, 1):
            raise SystemExit(f"{self.name} fails undisturbed:\n{self.after.err}")
        with open(self.log) as file:
            calls = [Call(int(number), function, modes, place, what) for number, function, modes, place, what in
                     (line.rstrip("\n").split("\t", 4) for line in file)]
        if not calls:
            raise SystemExit(f"{self.name}: no call was counted: is {self.options.library} loaded?")
        return calls

    def disturbed(self, mode, number):
        """What is wrong after a run in which that call went wrong: nothing, or a text; and the call."""
        self.restore()
        outcome = self.run(mode, number)
        told = ""
        if os.path.exists(self.log):
            with open(self.log, errors="replace") as file:
                told = file.read().rstrip("\n")
        function = told.split("\t")[1] if told else "none"
        fault = self.judged(mode, function, outcome)
        if fault and outcome.err and mode != "kill":
            fault += "\n    " + outcome.err.rstrip("\n").replace("\n", "\n    ")
        return fault, function, told.split("\t")[-1]

    def is_state(self, tree):
        return tree == self.before or tree == self.after.tree

    def unlike(self, tree):
        """The differences to that of the two states which is nearer."""
        return min((differences(tree, state) for state in (self.before, self.after.tree)), key=len)

    def judged(self, mode, function, outcome):
        if outcome.status is None:
            return f"has not ended after {LIMIT} s"
        if mode == "kill" and function != "none":
            return self.after_kill(outcome)
        if outcome.status < 0:
            return f"ended by signal {-outcome.status}"
        if outcome.status == self.after.status:
            if self.same == "bytes" and outcome.out != self.after.out and not REASONS.search(outcome.out):
                return "another output: " + "\n    ".join(outcome.out.splitlines()[:20])
            if outcome.tree == self.after.tree:
                return None
            return self.left(function, outcome, differences(outcome.tree, self.after.tree))
        if mode in ("again", "short"):
            return f"exit {outcome.status}"
        if outcome.status == 1 and self.after.status == 0 and REASONS.search(outcome.out + outcome.err):
            return None if self.is_state(outcome.tree) else self.left(function, outcome, self.unlike(outcome.tree))
        errors = [line for line in outcome.err.splitlines() if line.startswith("cal-pkg: error: ") and
                  not re.search(r"\d errors? in the sources; nothing was built", line)]
        if self.words[0] != "cal-pkg":
            errors = re.findall("cal-pkg: error: .*", outcome.out)
        several = len(errors) > 1 and all(REASONS.search(error) for error in errors)  # of components, each of its own
        if len(set(errors)) != 1 and not several:
            return f"exit {outcome.status} with {len(errors)} errors"
        if outcome.status != 2:
            return f"exit {outcome.status}: " + "\n    ".join(outcome.out.splitlines()[:30])
        if NOT_FOR_PEOPLE.search(errors[0]):
            return "not for people"
        return None if self.is_state(outcome.tree) else self.left(function, outcome, self.unlike(outcome.tree))

    def left(self, function, outcome, unlike):
        """Something is neither as before nor as after."""
        if function in REMOVING:
            return self.next_run()
        return f"exit {outcome.status}, but neither as before nor as after: " + ", ".join(unlike[:8])

    def after_kill(self, outcome):
        """Whoever is killed leaves what was as it was, or as it should be; more may lie beside it."""
        unlike = [path for path in self.before.keys() | self.after.tree.keys()
                  if outcome.tree.get(path) not in (self.before.get(path), self.after.tree.get(path))]
        if unlike:
            return "torn: " + ", ".join(sorted(unlike)[:8])
        return self.next_run()

    def next_run(self):
        """What the next one, undisturbed, makes of what is there now."""
        again = self.run()
        if again.status == self.after.status:
            unlike = differences(again.tree, self.after.tree)
            return "left behind also by the next run: " + ", ".join(unlike[:8]) if unlike else None
        if again.status == 2 and all(LEFTOVER.search(path) for path in differences(again.tree, self.after.tree)):
            return None  # it had been done, nothing is to do: what else is there goes with the next that does something
        return f"the next run gives {again.status}: {again.err}"


class Skipped(Exception):
    pass
