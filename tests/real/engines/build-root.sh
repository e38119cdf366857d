# shellcheck shell=bash
# A system with rpmbuild as one package, for engines that make roots of packages.

# build_root: makes /engines/buildroot.rpm. It has whatever the samples want before they are built: obs-build takes what
# their scripts require for that.
build_root() {
    local top=/engines/rpmbuild
    mmdebstrap --variant=essential --include=rpm,coreutils,tar,gzip,findutils,cpio bookworm /engines/tree \
        http://deb.debian.org/debian
    rm -rf /engines/tree/{proc,sys,dev,run}/* /engines/tree/var/cache/apt /engines/tree/usr/share/doc
    mkdir -p $top
    cat >$top/buildroot.spec <<'SPEC'
%global __os_install_post %{nil}
%global _binary_payload w1.gzdio
Name: buildroot
Version: 1
Release: 1
Summary: A system that builds packages
License: none
AutoReqProv: no
Provides: rpm, bash, coreutils, findutils, gawk, grep, diffutils, tar, cpio, sed, setup, chkconfig, initscripts
Provides: httpd, systemd, shadow-utils, policycoreutils, selinux-policy
%description
All of it.
%install
cp -a /engines/tree/. %{buildroot}/
mkdir -p %{buildroot}/tmp
chmod 1777 %{buildroot}/tmp
%files
/*
SPEC
    rpmbuild -bb --define "_topdir $top" --define '_build_id_links none' $top/buildroot.spec
    cp $top/RPMS/*/buildroot-1-1.*.rpm /engines/buildroot.rpm
}
