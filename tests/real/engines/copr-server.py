"""usage: copr-server.py PORT DIRECTORY CERTIFICATE KEY

As much of Copr as building a source package for one chroot needs, on loopback, by https. It builds by
`rpmbuild --rebuild`. A file in DIRECTORY changes what it does: logged-out (the token has expired), unresolvable, works
(a build never ends).
"""
import email
import glob
import gzip
import http.server
import itertools
import json
import os
import ssl
import subprocess
import sys
import threading
import urllib.parse

PORT, TOP = int(sys.argv[1]), os.path.abspath(sys.argv[2])
PLACE = "https://localhost:%d/results" % PORT
PROJECT, CHROOT = "cal", "epel-6-x86_64"
states = {}
numbers = itertools.count(1)


def is_told(name):
    return os.path.exists(os.path.join(TOP, name))


def results_of(build):
    return os.path.join(TOP, "results", "ada", PROJECT, CHROOT, "%08d-package" % build)


def work_on(build, source):
    if is_told("works"):
        states[build] = "running"
        return
    top = os.path.join(TOP, "build-%d" % build)
    results = results_of(build)
    os.makedirs(results)
    if is_told("unresolvable"):
        status, log = 30, b"No matching package to install: 'milk'\n"
    else:
        command = ["rpmbuild", "--rebuild", "--define", "_topdir " + top, "--define", "_rpmdir " + top, source]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        status, log = done.returncode, done.stdout
    with gzip.open(os.path.join(results, "builder-live.log.gz"), "w") as file:
        file.write(log)
    for package in glob.glob(top + "/*/*.rpm"):
        os.rename(package, os.path.join(results, os.path.basename(package)))
    states[build] = "failed" if status else "succeeded"


def told_of(build):
    return {"id": build, "state": states[build], "ownername": "ada", "projectname": PROJECT, "project_dirname": PROJECT,
            "chroots": [CHROOT], "repo_url": "%s/ada/%s" % (PLACE, PROJECT)}


class Refusal(Exception):
    """A status and what it is for."""


class Copr(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def send(self, content, kind="application/json", status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def require_project(self, fields):
        if fields["projectname"] != PROJECT:
            raise Refusal(404, "Project ada/%s does not exist." % fields["projectname"])

    def require_login(self):
        if is_told("logged-out") or not self.headers.get("Authorization"):
            raise Refusal(403, "Login invalid/expired. Please visit https://localhost/api to get another token.")

    def ask(self, path, fields):
        kind, _, rest = path.partition("/")
        if kind == "project-chroot":
            self.require_project(fields)
            if fields["chrootname"] != CHROOT:
                raise Refusal(404, "No mock chroot %s in project ada/%s" % (fields["chrootname"], PROJECT))
            return {"mock_chroot": CHROOT, "ownername": "ada", "projectname": PROJECT}
        if kind == "project":
            return {"id": 1, "name": PROJECT, "ownername": "ada", "storage": "backend", "devel_mode": False}
        if kind == "build-chroot":
            build = int(fields["build_id"])
            url = "%s/ada/%s/%s/%08d-package/" % (PLACE, PROJECT, CHROOT, build)
            return {"items": [{"name": CHROOT, "state": states[build], "result_url": url}], "meta": {"limit": None}}
        if rest.startswith("built-packages/"):
            return {CHROOT: {"packages": []}}
        return told_of(int(rest))

    def answer(self, call):
        try:
            self.send(json.dumps(call()).encode())
        except Refusal as refusal:
            status, text = refusal.args
            self.send(json.dumps({"error": text}).encode(), status=status)

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        if url.path.startswith("/api_3/"):
            fields = dict(urllib.parse.parse_qsl(url.query))
            return self.answer(lambda: self.ask(url.path[len("/api_3/"):], fields))
        file = TOP + url.path
        if os.path.isdir(file):
            links = ['<a href="%s">%s</a>' % (name, name) for name in os.listdir(file)]
            return self.send("\n".join(links).encode(), "text/html")
        if not os.path.isfile(file):
            return self.send(b"", "text/plain", 404)
        with open(file, "rb") as opened:
            self.send(opened.read(), "application/octet-stream")

    def do_PUT(self):
        self.require_login()
        build = int(self.path.rsplit("/", 1)[1])
        states[build] = "canceled"
        self.answer(lambda: told_of(build))

    def build(self, content):
        self.require_login()
        kind = self.headers["Content-Type"]
        if kind.startswith("application/json"):  # check-before-build
            self.require_project(json.loads(content))
            return {"message": "It should be safe to submit a build like this"}
        message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + content)
        for part in message.get_payload():
            name = part.get_filename()
            if name and name.endswith(".src.rpm"):
                build = next(numbers)
                states[build] = "importing"
                source = os.path.join(TOP, os.path.basename(name))
                with open(source, "wb") as file:
                    file.write(part.get_payload(decode=True))
                threading.Thread(target=work_on, args=(build, source)).start()
                return told_of(build)
        raise Refusal(400, "no source package")

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(lambda: self.build(content))


server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Copr)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[3], sys.argv[4])
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
