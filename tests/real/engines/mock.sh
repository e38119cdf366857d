# shellcheck shell=bash disable=SC2034
# mock, from a copy of its repository: it is neither in Debian nor on PyPI. Its root is one package.
packages=(dnf dnf-plugins-core python3-rpm python3-jinja2 python3-requests python3-distro python3-pyroute2
    python3-backoff python3-venv createrepo-c mmdebstrap)

prepare() {
    local source=/engines/sources/mock
    [[ -e $source/mock/py/mock.py ]] ||
        skip "there is no copy of mock's repository in \$CALPKG_ENGINES_SOURCES/mock"
    # shellcheck source=tests/real/engines/build-root.sh
    . /engines/project/tests/real/engines/build-root.sh
    {
        python3 -m venv --system-site-packages /engines/venv
        /engines/venv/bin/pip install templated-dictionary rpmautospec-core
        build_root
        mkdir -p /engines/repository
        mv /engines/buildroot.rpm /engines/repository/
        createrepo_c /engines/repository
        groupadd --force mock
        useradd --groups mock packager
    } >>"${log:?}.install.log" 2>&1
    # What runs as root is told who it is for, as sudo and consolehelper do it.
    cat >/usr/local/bin/mock <<TEXT
#!/bin/sh
# A packager's own directory, which here is root's.
for word; do
    [ "\$last" != --resultdir ] || chown packager "\$word"
    last=\$word
done
export SUDO_UID=$(id -u packager) SUDO_GID=$(id -g packager) SUDO_USER=packager
exec /engines/venv/bin/python $source/mock/py/mock.py "\$@"
TEXT
    chmod +x /usr/local/bin/mock
    mkdir -p /engines/mock /etc/mock
    cp $source/mock/etc/mock/* /engines/mock/ 2>/dev/null || true
    cat >/engines/mock/epel-6-x86_64.cfg <<'TEXT'
config_opts['root'] = 'epel-6-x86_64'
config_opts['target_arch'] = 'x86_64'
config_opts['legal_host_arches'] = ('x86_64',)
config_opts['chroot_setup_cmd'] = 'install buildroot'
config_opts['package_manager'] = 'dnf'
config_opts['use_bootstrap'] = False
config_opts['use_nspawn'] = False
config_opts['plugin_conf']['root_cache_enable'] = False
config_opts['plugin_conf']['yum_cache_enable'] = False
config_opts['plugin_conf']['ccache_enable'] = False
config_opts['dnf.conf'] = """
[main]
reposdir=/dev/null
gpgcheck=0
assumeyes=1
[buildroot]
name=buildroot
baseurl=file:///engines/repository
"""
TEXT
    options=(--with configs=/engines/mock --jobs 1)
}

more() {
    expect 2 'name the directory that has it by --with configs=DIR' \
        cal-pkg submit mock el7 "${options[@]}" --checkouts checkouts --only firewall --out other
    echo 'ok an unknown configuration'
    cp -r /engines/mock /engines/lacking
    sed -i 's/install buildroot/install buildroot no-such-package/' /engines/lacking/epel-6-x86_64.cfg
    expect 1 'add a repository that has it to the configuration' \
        cal-pkg submit mock el6 --with configs=/engines/lacking --checkouts checkouts --only firewall --out other
    echo 'ok requirements that cannot be had'
}
