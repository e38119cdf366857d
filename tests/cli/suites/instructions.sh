# INSTALL.md and its page: what they say is run, and they are about what is published.
# shellcheck shell=bash disable=SC2016

# shellcheck source=tests/cli/private-root.sh
. "${source_root:?}/tests/cli/private-root.sh"

# commands_of TARGET: what its INSTALL.md says in ./pkgs/commands, all that it does not mark as run by no test; packages in
# ./pkgs, and in ./pkgs/distribution one that provides what they require of others.
commands_of() {
    mkdir -p pkgs/distribution top
    cp -a "out/$1" pkgs/out
    cp pkgs/out/*/*.rpm pkgs/
    sed -n '/^```sh/,/^```/p' "out/$1/INSTALL.md" | grep -v -e '^```' -e '# no test$' |
        sed 's|^REPO$|&\ngrep -x "baseurl=http://www.example.org/calamari/'"$1"'" /etc/yum.repos.d/calamari.repo\nsed -i s,http:.*,file:///pkgs/out, /etc/yum.repos.d/calamari.repo|' \
            >pkgs/commands
    {
        printf '%s\n' 'Name: distribution' 'Version: 1' 'Release: 1' 'Summary: x' 'License: x' 'BuildArch: noarch'
        rpm -qp --requires pkgs/*.rpm 2>/dev/null | sed -e '/^rpmlib(/d' -e 's/ >= / = /' | LC_ALL=C sort -u |
            grep -vxF "$(rpm -qp --qf '%{NAME}\n' pkgs/*.rpm 2>/dev/null)" | sed 's/^/Provides: /'
        printf '%%description\nx\n%%files\n'
    } >distribution.spec
    rpmbuild -bb --quiet --define "_topdir $PWD/top" --define "_rpmdir $PWD/pkgs/distribution" distribution.spec >log 2>&1 ||
        { cat log; fail "no distribution"; }
    createrepo_c --quiet pkgs/distribution
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -days 2 -subj /CN=localhost 2>/dev/null
    cat key certificate >pkgs/key.pem
}

# The distribution's part of it. yum is dnf, which takes the published packages; where there is none, rpm installs them.
site='
mkdir /etc/rpm
printf "%s\n" "%_dbpath /var/lib/rpm" >/etc/rpm/macros
stand_in sbin/semodule "case \$1 in -l) printf \"%s\n\" calamari-pages calamari-ports calamari-sockets ;; esac"
for name in sbin/initctl bin/salt-key bin/salt bin/systemctl; do stand_in $name; done
stand_in bin/firewall-cmd "[ \$1 != --list-services ] || echo calamari"
mkdir -p /etc/salt/minion.d /etc/yum.repos.d
printf "[distribution]\nname=x\nbaseurl=file:///pkgs/distribution\ngpgcheck=0\n" >/etc/yum.repos.d/distribution.repo
if command -v dnf >/dev/null; then
    [ -e /usr/bin/yum ] || printf "%s\n" "#!/bin/sh" "exec dnf --quiet --releasever=7 \"\$@\"" >/usr/bin/yum
else
    rpm -i --nodeps /pkgs/distribution/*/*.rpm
    printf "%s\n" "#!/bin/sh" "exec rpm -i --nodeps --ignorearch /pkgs/\$3.rpm" >/usr/bin/yum
fi
chmod 755 /usr/bin/yum
# Pages that answer, on a machine whose network is its own.
cat >/tmp/pages <<P
import fcntl, http.server, os, socket, ssl, struct, sys
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0x41)) # up
class Page(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self): self.send_response(200 if self.path == "/login/" else 404); self.end_headers()
    def log_message(self, *what): pass
servers = [http.server.HTTPServer(("localhost", port), Page) for port in (80, 8002)]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/pkgs/key.pem")
servers[1].socket = context.wrap_socket(servers[1].socket, server_side=True)
for server in servers:
    if os.fork() == 0: server.serve_forever()
P
echo "127.0.0.1 localhost" >/etc/hosts
run_commands() {
    unshare -n --pid --fork --kill-child bash -e -o pipefail -c "python3 /tmp/pages; . /pkgs/commands" </dev/null >/tmp/said 2>&1 || { cat /tmp/said; exit 1; }
}
'

# What a server and a Ceph server of line 1.2 are told, on a system with iptables and upstart.
test_the_commands_of_the_instructions_run() {
    samples calamari Diamond
    cal-pkg build server diamond minion firewall selinux --checkouts checkouts --target el6 --out out --no-srpm >built 2>/dev/null
    sed 's|.*/||; s|\.rpm$||' built | while read -r name; do grep -qF "\`$name\`" out/el6/INSTALL.md || fail "no $name"; done
    commands_of el6
    grep -qx 'calamari-minion-setup calamari.example.org' pkgs/commands
    grep -qx 'calamari-firewall open' pkgs/commands
    python3 - out/el6/INSTALL.html <<'P'
import html.parser, sys
class Page(html.parser.HTMLParser):
    open, text = [], ""
    def handle_starttag(self, tag, attrs):
        if tag != "meta": self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
    def handle_data(self, data): self.text += data
page = Page()
page.feed(open(sys.argv[1]).read())
assert not page.open, page.open
assert "calamari-minion-setup calamari.example.org" in page.text
P
    in_root "$tools $iptables $site"'
        rm /usr/sbin/service; stand_in sbin/service
        run_commands
        grep -x "master: calamari.example.org" /etc/salt/minion.d/calamari.conf
        [ -f /etc/diamond/diamond.conf ]
        grep calamari-firewall /etc/sysconfig/iptables
        grep -x "HTTP/1.0 200 OK." /tmp/said
        [ "$(grep -c "^calamari-[pqs]" /tmp/said)" = 3 ]
        grep -x "initctl start diamond" /tmp/calls
        grep -x "salt-key -A" /tmp/calls'
}

# The same with systemd and firewalld, and calamari-lite.
test_the_commands_of_another_line_run() {
    mkdir checkouts
    samples calamari-1.5 Diamond
    mv checkouts/calamari-1.5 checkouts/calamari
    cal-pkg build server diamond minion firewall --checkouts checkouts --target el7 --out out --no-srpm --set firewall.web-port=8002 \
        >/dev/null 2>&1
    grep -q 'opens one more port for browsers' out/el7/INSTALL.md
    commands_of el7
    in_root "$tools $site"'
        stand_in sbin/service
        run_commands
        grep -x "firewall-cmd --permanent --add-port=8002/tcp" /tmp/calls
        grep -x "service diamond start" /tmp/calls
        grep -x "systemctl status calamari" /tmp/calls
        grep -x "HTTP/1.0 200 OK." /tmp/said'
}

# A component that joins them is in the next ones; what is published already leaves them as they are.
test_they_are_about_what_is_published() {
    samples calamari-clients
    local options=(--checkouts checkouts --target el6 --out out --no-srpm)
    cal-pkg build minion firewall "${options[@]}" >/dev/null 2>&1
    cp -a out/el6 before
    cal-pkg build minion firewall "${options[@]}" >/dev/null 2>&1
    diff -r before out/el6
    [ before/INSTALL.md -ot out/el6/INSTALL.md ] || [ before/INSTALL.md -nt out/el6/INSTALL.md ] && fail "another time"
    cal-pkg build clients "${options[@]}" >/dev/null 2>&1
    grep 'calamari-clients-1.2-.*the Calamari server' out/el6/INSTALL.md
    grep 'calamari-minion-1.0-1.el6.noarch.*each Ceph server' out/el6/INSTALL.md
    [ out/el6/INSTALL.md -nt before/INSTALL.md ]
    cal-pkg index out/el6 >/dev/null
    grep -q calamari-clients-1.2 out/el6/INSTALL.md
}

# Somebody has put it there, whatever it is: neither waited for nor replaced.
test_what_is_no_file_in_their_place_stays() {
    local build=(build minion --rebuild --target el6 --out out --no-srpm --set minion.master=salt.example.org) kind
    cal-pkg "${build[@]}" >/dev/null 2>&1
    for kind in prw lrw; do
        rm out/el6/INSTALL.html
        case $kind in prw) mkfifo out/el6/INSTALL.html ;; *) ln -s nowhere out/el6/INSTALL.html ;; esac
        timeout 60 cal-pkg "${build[@]}" >/dev/null 2>stderr || fail "$(cat stderr)"
        grep -q "note: $PWD/out/el6/INSTALL.html: is not cal-pkg's and stays as it is; remove it .*\[instructions\]" stderr ||
            fail "$(cat stderr)"
        [[ $(stat -c %A out/el6/INSTALL.html) == $kind* ]] || fail "it is replaced"
    done
}

# As of whatever else cal-pkg has written there.
test_what_was_changed_is_made_anew_and_told() {
    local options=(minion --target el6 --out out --no-srpm --set minion.master=salt.example.org) file
    cal-pkg build "${options[@]}" >/dev/null 2>&1
    cp -a out sound
    for file in INSTALL.md INSTALL.html sbom.json provenance.json repodata/*-primary.xml.gz; do
        # shellcheck disable=SC2086 # a pattern
        file=$(cd out/el6 && only_file $file)
        echo '<!-- ours -->' >>"out/el6/$file"
        expect_status 0 cal-pkg build "${options[@]}"
        grep "^cal-pkg: warning: $PWD/out/el6/$file: was changed since it was published (.*), and is made anew; .* \[mended-file\]$" stderr ||
            fail "$(cat stderr)"
        expect_equal "$(grep -c '^cal-pkg: ' stderr)" 1
        cmp "sound/el6/$file" "out/el6/$file" || fail "$file is not as it was"
        cal-pkg verify out >verified || fail "$(cat verified)"
    done
    expect_status 0 cal-pkg build "${options[@]}"
    ! grep mended-file stderr || fail "nothing was changed"
}
