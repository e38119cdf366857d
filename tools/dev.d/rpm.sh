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

# What releases before 4.14 are compiled with, in `compat`: they ask glibc and BerkeleyDB for names that have gone. For
# 4.8 BerkeleyDB 5 is 4.8, whose calls it still has, and Lua has the name of upstream's library.
prepare_oldest_rpm() {
    local lua=$1
    mkdir -p compat
    cat >compat/db.h <<'HEADER'
#include_next <db.h>
#undef DB_VERSION_MAJOR
#undef DB_VERSION_MINOR
#define DB_VERSION_MAJOR 4
#define DB_VERSION_MINOR 8
HEADER
    cat >compat/glibc.h <<'HEADER'
#define _STAT_VER 0
#define __fxstat64(version, descriptor, status) fstat64(descriptor, status)
#define _IO_off64_t __off64_t
#define _IO_cookie_io_functions_t cookie_io_functions_t
HEADER
    printf 'INPUT(%s)\n' "$(pkg-config --libs-only-l "$lua" | grep -o -E -e '-llua[^ ]*')" >compat/liblua.so
}

# Up to 4.13: NSS does the hashing, and variables have several definitions.
configure_oldest_rpm() {
    local prefix=$1 lua
    run autoreconf --force --install || return
    lua=$(lua_module old)
    prepare_oldest_rpm "$lua" || return
    run env "LUA_CFLAGS=$(pkg-config --cflags "$lua")" "LUA_LIBS=$(pkg-config --libs "$lua")" \
        "CPPFLAGS=-I$PWD/compat $(pkg-config --cflags nss "$lua")" "LDFLAGS=-L$PWD/compat" \
        CFLAGS="-O2 -g0 -w -fPIC -fcommon -include $PWD/compat/glibc.h" ./configure --prefix="$prefix" --localstatedir="$prefix/var" --with-cap --with-external-db \
        --disable-plugins --disable-python --disable-nls --without-archive --disable-static --disable-silent-rules
}

# From 4.14 to 4.18. Before 4.15 rpm calls functions that Lua 5.3 has lost, and names OpenSSL's MD2, which is gone and which
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

# compile_rpm VERSION PREFIX: in the directory of its source.
compile_rpm() {
    local version=$1 prefix=$2
    if [[ -e CMakeLists.txt ]]; then
        configure_new_rpm "$prefix" &&
            run cmake --build . --parallel "$(jobs)" &&
            run cmake --install .
    else
        if at_least "$version" 4.14; then configure_old_rpm "$prefix"; else configure_oldest_rpm "$prefix"; fi &&
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
    (cd "$directory" && compile_rpm "$version" "$prefix") >"$directory.log" 2>&1 ||
        fail "rpm: $version could not be built; the end of $directory.log:" "$(tail -n 20 "$directory.log")"
    rm -rf "$directory"
    note "$("$prefix/bin/rpmbuild" --version) is in $prefix"
}
