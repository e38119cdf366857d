# shellcheck shell=bash
# Packages of cal-pkg itself, for the kind of system that this is. Sourced by tools/dev.

# Sets the version, the time and the name of what is packed, which is the commit: files that are in no commit are not.
describe_package() {
    local version
    commit=$(git rev-parse HEAD 2>/dev/null) ||
        fail "package: this is not a git work tree, and packages are made of commits" \
            "    git clone it, or put it into a repository: git init && git add . && git commit -m cal-pkg"
    [[ -z $(git status --porcelain) ]] || note "package: what is not committed is not in it"
    SOURCE_DATE_EPOCH=$(git show -s --format=%ct HEAD)
    export SOURCE_DATE_EPOCH
    version=$(sed -n 's/^project(cal-pkg VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
    package_text="Release $version."
    # Before the release of that number, and newer with each commit.
    if [[ $(git tag --points-at HEAD) != *"v$version"* ]]; then
        version+="~git$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S).${commit:0:7}"
        package_text="Commit $commit."
    fi
    package_version=$version
}

# build_packaged: the program of the commit, in build/package/cmake, from sources without anything else. Nothing of where
# that is gets into it.
build_packaged() {
    local source=$PWD/build/package/source hardening="-fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE"
    rm -rf build/package/source
    mkdir -p build/package/source
    git archive HEAD | tar -x -C build/package/source
    run cmake -S build/package/source -B build/package/cmake -G Ninja -DCALPKG_TESTS=OFF -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_INSTALL_MESSAGE=NEVER -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_UNITY_BUILD=ON \
        "-DCMAKE_CXX_COMPILER=$(find_compiler)" "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -g0 -DNDEBUG $hardening" \
        "-DCMAKE_CXX_FLAGS=-ffile-prefix-map=$source=. -ffile-prefix-map=$PWD/build/package/cmake=." \
        "-DCMAKE_EXE_LINKER_FLAGS=-pie -Wl,-z,relro,-z,now"
    run cmake --build build/package/cmake --parallel "$(jobs)"
}

# install_packaged DIRECTORY: what both packages hold.
install_packaged() {
    local tree=$1 doc=$1/usr/share/doc/cal-pkg
    rm -rf "$tree"
    DESTDIR=$tree run cmake --install build/package/cmake --strip --component Unspecified
    cp tools/package/copyright "$doc/"
    ln -sf ../../../../cal-pkg/findings.md "$doc/tools/docs/findings.md"
    find "$tree/usr/share/man" -type f -exec gzip -9n {} +
}

# Rights and times of everything in a tree, when it is complete: not the umask's, not the clock's.
settle_packaged() {
    chmod -R u=rwX,go=rX "$1"
    find "$1" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
}

# Debian's names of the packages that have the libraries, with the versions that the program needs.
debian_libraries() {
    local work
    work=$(mktemp -d)
    mkdir "$work/debian"
    printf 'Source: cal-pkg\n\nPackage: cal-pkg\nArchitecture: any\n' >"$work/debian/control"
    (cd "$work" && dpkg-shlibdeps -O "$1/usr/bin/cal-pkg") | sed -n 's/^shlibs:Depends=//p'
    rm -rf "$work"
}

# make_deb TREE: in build/package.
make_deb() {
    local tree=$1 doc=$1/usr/share/doc/cal-pkg architecture file
    architecture=$(dpkg --print-architecture)
    rm "$doc/LICENSE" # copyright has it
    gzip -9nc "$doc/CHANGELOG.md" >"$doc/changelog.gz"
    ln -sf changelog.gz "$doc/CHANGELOG.md.gz"
    rm "$doc/CHANGELOG.md"
    printf 'cal-pkg (%s-1) unstable; urgency=medium\n\n  * %s\n    CHANGELOG.md has what is new.\n\n -- %s  %s\n' "$package_version" "$package_text" \
        "$(sed -n 's/^Maintainer: //p' tools/package/control)" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" |
        gzip -9nc >"$doc/changelog.Debian.gz"
    install -D -m 644 tools/package/lintian-overrides "$tree/usr/share/lintian/overrides/cal-pkg"
    mkdir "$tree/DEBIAN"
    (cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    sed -e "s/@VERSION@/$package_version-1/" -e "s/@ARCHITECTURE@/$architecture/" \
        -e "s/@SIZE@/$(du -k -s --apparent-size "$tree/usr" | cut -f 1)/" \
        -e "s/@LIBRARIES@/$(debian_libraries "$tree")/" tools/package/control >"$tree/DEBIAN/control"
    settle_packaged "$tree"
    file=build/package/cal-pkg_$package_version-1_$architecture.deb
    run dpkg-deb -Zxz --root-owner-group --build "$tree" "$file"
}

# make_rpm TREE: in build/package, in the form that `cal-pkg canonical` gives.
make_rpm() {
    local tree=$1 doc=$1/usr/share/doc/cal-pkg top=$PWD/build/package/rpmbuild
    mkdir -p "$tree/usr/share/licenses/cal-pkg"
    mv "$doc"/{LICENSE,copyright} "$tree/usr/share/licenses/cal-pkg/"
    settle_packaged "$tree"
    rm -rf "$top"
    run rpmbuild -bb --quiet --define "_topdir $top" --define "tree $tree" --define "program_version $package_version" \
        --define "changelog_day $(LC_ALL=C date -u -d "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" \
        --define "changelog_text $package_text" --define '_buildhost calamari.invalid' \
        --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
        --define '_build_id_links none' --define 'debug_package %{nil}' --define '__os_install_post %{nil}' \
        --define '_rpmformat 4' --define '_binary_payload w6.gzdio' tools/package/cal-pkg.spec
    run build/package/cmake/tools/cal-pkg/cal-pkg canonical "$top"/RPMS/*/*.rpm
    mv "$top"/RPMS/*/*.rpm build/package/
}

# package [--check]: the .rpm, and on Debian the .deb, in build/package.
package() {
    local commit package_version package_text tree=$PWD/build/package/tree
    [[ $# -eq 0 || $* == --check ]] || fail "package: '$1' is not an option; --check is the only one"
    describe_package
    rm -f build/package/*.{deb,rpm}
    build_packaged
    if command -v dpkg-deb >/dev/null; then
        install_packaged "$tree"
        make_deb "$tree"
    fi
    install_packaged "$tree"
    make_rpm "$tree"
    [[ $* != --check ]] || run tests/package/run build/package
    ls -l build/package/*.{deb,rpm} 2>/dev/null || ls -l build/package/*.rpm
}
