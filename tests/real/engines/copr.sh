# shellcheck shell=bash disable=SC2034
# Copr's client against a stand-in for its server, which speaks https alone: with a certificate of its own.
packages=(python3-venv openssl ca-certificates wget)
options=(--with project=ada/cal)

prepare() {
    {
        python3 -m venv /engines/venv
        # Without what its other ways to log in need of C libraries.
        /engines/venv/bin/pip install --no-deps copr copr-cli requests requests-toolbelt urllib3 idna certifi filelock \
            charset-normalizer jinja2 markupsafe simplejson humanize munch rich six setuptools packaging tabulate
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
            -keyout /engines/copr.key -out /usr/local/share/ca-certificates/copr.crt
        update-ca-certificates
    } >>"${log:?}.install.log" 2>&1
    ln -s /engines/venv/bin/copr-cli /usr/local/bin/
    mkdir -p "${HOME:?}/.config"
    printf '[copr-cli]\nlogin = ada\nusername = ada\ntoken = secret\ncopr_url = https://localhost:8443\n' >"$HOME/.config/copr"
}

server_answers() { copr-cli get-chroot ada/cal/epel-6-x86_64; }

start() {
    export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
    mkdir copr
    python3 /engines/project/tests/real/engines/copr-server.py 8443 copr /usr/local/share/ca-certificates/copr.crt \
        /engines/copr.key >"$log.server.log" 2>&1 &
    wait_until server_answers
}

more() {
    expect 2 "create it with 'copr-cli create --chroot CHROOT PROJECT'" \
        cal-pkg submit copr el6 --with project=ada/none --checkouts checkouts --only firewall --out other
    expect 2 'No mock chroot epel-9-x86_64' \
        cal-pkg submit copr el9 "${options[@]}" --checkouts checkouts --only firewall --out other
    echo 'ok an unknown project, an unknown chroot'
    touch copr/logged-out
    expect 1 "get a new token from Copr's page 'API'" submit --only firewall --out other
    rm copr/logged-out
    echo 'ok nobody is logged in'
    touch copr/unresolvable
    expect 1 'add a repository that has it to the project' submit --only firewall --out other
    rm copr/unresolvable
    echo 'ok requirements that cannot be had'
    touch copr/works
    expect 1 'copr was not done after 4 seconds' submit --only firewall --out other --time-limit 4
    copr-cli status "$(find copr -name '*.src.rpm' | wc -l)" >state || true
    rm copr/works
    echo 'ok a build that never ends has a limit'
    sed -i 's/8443/1/' "$HOME/.config/copr"
    expect 2 'correct copr_url in ~/.config/copr' submit --only firewall --out other
    echo 'ok no server'
}
