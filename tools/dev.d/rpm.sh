# shellcheck shell=bash
# Other versions of rpm, each in a prefix of its own. Sourced by tools/dev.

rpm_repository=https://github.com/rpm-software-management/rpm

# Where `tools/dev rpm` installs, and `tools/dev matrix` looks: <here>/<version>/bin/rpmbuild.
rpm_prefixes() { realpath -m "${CALPKG_RPMS:-build/rpms}"; }

# rpm_tag REPOSITORY VERSION: the tag of that release. Most are called rpm-4.20.1-release, some rpm-4.16.1.3.
rpm_tag() {
    local tag
    for tag in "rpm-$2-release" "rpm-$2"; do
        if git ls-remote --exit-code --tags "$1" "refs/tags/$tag" >/dev/null; then
            echo "$tag"
            return
        fi
    done
    fail "rpm: $1 has no tag rpm-$2-release" "    Its releases: git ls-remote --tags $1"
}

# unpack_rpm VERSION SOURCE DIRECTORY: from a tarball, or from a git repository, here or elsewhere.
unpack_rpm() {
    local version=$1 source=$2 directory=$3 tag
    rm -rf "$directory"
    if [[ -f $source ]]; then
        mkdir -p "$directory"
        run tar -xf "$source" -C "$directory" --strip-components=1
    else
        [[ ! -d $source ]] || source=$(realpath "$source")
        tag=$(rpm_tag "$source" "$version")
        run git -c advice.detachedHead=false clone --quiet --depth 1 --branch "$tag" \
            "${source/#\//file:///}" "$directory"
    fi
}

# Up to 4.18. Before 4.15 rpm calls functions that Lua 5.3 has lost, and names OpenSSL's MD2, which is gone and which
# nothing uses. BerkeleyDB is the system's: releases of that time bring one that today's compilers refuse.
configure_old_rpm() {
    local prefix=$1 lua
    [[ -x configure ]] || run autoreconf --force --install || return
    lua=$(lua_module "$(grep -q luaL_openlib rpmio/rpmlua.c && echo old || echo new)")
    run env "LUA_CFLAGS=$(pkg-config --cflags "$lua")" "LUA_LIBS=$(pkg-config --libs "$lua")" \
        CFLAGS="-O2 -g0 -w -DEVP_md2=EVP_md_null" ./configure --prefix="$prefix" --with-cap --with-crypto=openssl --with-external-db \
        --disable-plugins --disable-python --disable-nls --without-archive --disable-static --disable-silent-rules
}

configure_new_rpm() {
    local prefix=$1
    # One program of rpm 6 needs std::format, which GCC has since 13.
    if ! echo '#include <format>' | c++ -std=c++20 -fsyntax-only -x c++ - 2>/dev/null; then
        mkdir -p standard
        printf '#include <fmt/format.h>\nnamespace std { using fmt::format; }\n' >standard/format
    fi
    # "found" is rpm's name for whether the compiler knows a hardening flag; it asks for the first one only, and
    # -fhardened needs GCC 14. Ninja refuses the rules of 4.19.
    run cmake -S . -B . -G 'Unix Makefiles' -DCMAKE_BUILD_TYPE=Release "-DCMAKE_INSTALL_PREFIX=$prefix" \
        "-DCMAKE_CXX_FLAGS=-I$PWD/standard -DFMT_HEADER_ONLY" \
        -DCMAKE_INSTALL_LIBDIR=lib "-DCMAKE_INSTALL_RPATH=$prefix/lib" -Dfound=OFF \
        -DWITH_SEQUOIA=OFF -DWITH_INTERNAL_OPENPGP=ON -DWITH_OPENSSL=ON \
        -D{ENABLE_{NLS,PYTHON,PLUGINS,TESTSUITE},WITH_{ACL,SELINUX,DBUS,AUDIT,FAPOLICYD,READLINE}}=OFF
}

# compile_rpm PREFIX: in the directory of its source.
compile_rpm() {
    local prefix=$1
    if [[ -e CMakeLists.txt ]]; then
        configure_new_rpm "$prefix" &&
            run cmake --build . --parallel "$(jobs)" &&
            run cmake --install .
    else
        configure_old_rpm "$prefix" &&
            run make -j "$(jobs)" &&
            run make install
    fi
}

# build_rpm VERSION [SOURCE]
build_rpm() {
    local version=${1:-} source=${2:-$rpm_repository} prefix directory
    [[ $version =~ ^[1-9][0-9]*(\.[0-9]+)+$ ]] ||
        fail "rpm: '$version' is not a version of rpm" "    For instance: tools/dev rpm 4.20.1"
    setup rpm
    prefix=$(rpm_prefixes)/$version
    directory=$(rpm_prefixes)/src/$version
    unpack_rpm "$version" "$source" "$directory"
    (cd "$directory" && compile_rpm "$prefix") >"$directory.log" 2>&1 ||
        fail "rpm: $version could not be built; the end of $directory.log:" "$(tail -n 20 "$directory.log")"
    rm -rf "$directory"
    note "$("$prefix/bin/rpmbuild" --version) is in $prefix"
}
