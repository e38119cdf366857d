"""usage: koji-hub.py PORT DIRECTORY

As much of a Koji hub as `koji build --scratch` and what reads its task need, on loopback. It builds by
`rpmbuild --rebuild`. A file in DIRECTORY changes what it does: logged-out (no password is right), unresolvable, works
(a task never ends). Of calls that it does not know the client is told.
"""
import base64
import glob
import http.server
import itertools
import os
import subprocess
import sys
import threading
import urllib.parse
import zlib

from koji import xmlrpcplus

PORT, TOP = int(sys.argv[1]), os.path.abspath(sys.argv[2])
OPEN, CLOSED, CANCELED, FAILED = 1, 2, 3, 5
TARGETS = ("el6", "el7")
tasks = {}
numbers = itertools.count(1)


def is_told(name):
    return os.path.exists(os.path.join(TOP, name))


def output_of(task):
    return os.path.join(TOP, "work", "tasks", str(task % 10000), str(task))


def work_on(task, source):
    """Builds, as a builder does it beside the hub."""
    output = output_of(task)
    os.makedirs(output)
    if is_told("works"):
        return
    top = os.path.join(TOP, "build-%d" % task)
    with open(os.path.join(output, "build.log"), "w") as log:
        if is_told("unresolvable"):
            log.write("No matching package to install: 'milk'\n")
            status = 30
        else:
            command = ["rpmbuild", "--rebuild", "--define", "_topdir " + top, "--define", "_rpmdir " + top]
            status = subprocess.call(command + [os.path.join(TOP, "work", source)], stdout=log, stderr=log)
    for package in glob.glob(top + "/*/*.rpm"):
        os.rename(package, os.path.join(output, os.path.basename(package)))
    tasks[task]["state"] = FAILED if status else CLOSED


def target(name):
    return {"id": 1, "name": name, "build_tag": 2, "build_tag_name": "build", "dest_tag": 3, "dest_tag_name": "dest"}


class Calls:
    """What the hub can be asked, by the names of its API."""

    def getAPIVersion(self):
        return 1

    def getKojiVersion(self):
        return "1.36.0"

    def login(self, *_, **__):
        if is_told("logged-out"):
            raise xmlrpcplus.Fault(1001, "koji.AuthError: invalid username or password")
        return {"session-id": 1, "session-key": "key", "callnum": 0, "header-auth": True}

    def logout(self, *_, **__):
        return None

    def getLoggedInUser(self):
        return {"id": 1, "name": "ada", "krb_principal": None}

    def getUser(self, *_, **__):
        return {"id": 1, "name": "ada"}

    def getBuildTarget(self, name, *_, **__):
        return target(name) if name in TARGETS else None

    def getBuildTargets(self, name=None, *_, **__):
        return [target(one) for one in TARGETS if name in (None, one)]

    def getTag(self, *_, **__):
        return {"id": 3, "name": "dest", "locked": False, "arches": "x86_64", "perm": None}

    def checkUpload(self, path, name, *_, **__):
        try:
            with open(os.path.join(TOP, "work", path, name), "rb") as file:
                content = file.read()
        except FileNotFoundError:
            return None
        return {"size": len(content), "sumtype": "adler32", "hexdigest": "%08x" % zlib.adler32(content)}

    def build(self, source, *_, **__):
        task = next(numbers)
        tasks[task] = {"state": OPEN}
        threading.Thread(target=work_on, args=(task, source)).start()
        return task

    def getTaskInfo(self, task, *_, **__):
        nothing = dict.fromkeys(["label", "parent", "host_id", "start_ts", "completion_ts"])
        return {"id": task, "state": tasks[task]["state"], "method": "build", "arch": "noarch", "owner": 1,
                "create_ts": 1.0, **nothing}

    def getTaskChildren(self, *_, **__):
        return []

    def getTaskResult(self, task, *_, **__):
        raise xmlrpcplus.Fault(1005, "koji.BuildError: error building package; see build.log")

    def listBuildroots(self, *_, **__):
        return []

    listBuilds = listBuildroots

    def listTaskOutput(self, task, *_, **__):
        return {name: ["DEFAULT"] for name in os.listdir(output_of(task))}

    def downloadTaskOutput(self, task, name, offset=0, size=-1, *_, **__):
        with open(os.path.join(output_of(task), name), "rb") as file:
            file.seek(offset)
            return base64.b64encode(file.read(size)).decode()

    def cancelTask(self, task, *_, **__):
        tasks[task]["state"] = CANCELED

    def multiCall(self, calls):
        return [[answer(call["methodName"], call["params"])] for call in calls]


def answer(name, arguments):
    arguments, named = list(arguments), {}
    if arguments and isinstance(arguments[-1], dict) and arguments[-1].get("__starstar"):
        named = arguments.pop()
        del named["__starstar"]
    call = getattr(Calls(), name, None)
    if call is None:
        raise xmlrpcplus.Fault(1000, "Invalid method: " + name)
    return call(*arguments, **named)


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def send(self, content, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        file = os.path.join(TOP, self.path.split("/kojifiles/", 1)[-1])
        if not os.path.isfile(file):
            return self.send(b"", 404)
        with open(file, "rb") as opened:
            self.send(opened.read())

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        content = b""
        while size := int(self.rfile.readline(), 16):
            content += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return content

    def upload(self, content):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(self.path).query))
        directory = os.path.join(TOP, "work", query["filepath"])
        os.makedirs(directory, exist_ok=True)
        with open(os.path.join(directory, query["filename"]), "r+b" if int(query["offset"]) else "wb") as file:
            file.seek(int(query["offset"]))
            file.write(content)
        return {"size": len(content), "fileverify": "adler32", "hexdigest": "%08x" % zlib.adler32(content)}

    def do_POST(self):
        content = self.body()
        try:
            if self.headers.get("Content-Type") == "application/octet-stream":
                result = self.upload(content)
            else:
                arguments, name = xmlrpcplus.loads(content)
                result = answer(name, arguments)
            told = xmlrpcplus.dumps((result,), methodresponse=1, allow_none=1)
        except Exception as error:  # as the hub does
            fault = error if isinstance(error, xmlrpcplus.Fault) else xmlrpcplus.Fault(1, repr(error))
            told = xmlrpcplus.dumps(fault)
        self.send(told.encode())


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Hub).serve_forever()
