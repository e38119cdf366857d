# shellcheck shell=bash
# The program for the sites, one static file. Sourced by tools/dev.

portable_zig=0.17.1 # of PyPI's package ziglang: clang with musl and libc++ for any Linux
portable_suite=bookworm
# SHA-256 and name of the sources of the two libraries in C, as Debian has them.
portable_sources="
71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1 zlib_1.2.13.dfsg.orig.tar.bz2
364f3e2b77cd7dcde83fd7c45219c834e54b0c75e428b6f894a23d12dd41cbfe nettle_3.8.1.orig.tar.gz"

# What is fetched stays here, so that the next build needs no network.
portable_fetched() { realpath -m "${CALPKG_PORTABLE_FETCHED:-build/portable/fetched}"; }

# Prints the compiler's program, which lies in a virtualenv of its own.
portable_compiler() {
    local program
    program=$(find "$(portable_fetched)/venv/lib" -path '*/ziglang/zig' -type f 2>/dev/null)
    [[ -n $program && $("$program" version) == "$portable_zig" ]] && echo "$program"
}

fetch_portable_compiler() {
    local venv
    venv=$(portable_fetched)/venv
    portable_compiler >/dev/null && return
    rm -rf "$venv"
    { run python3 -m venv "$venv" && run "$venv/bin/pip" install --quiet --no-deps "ziglang==$portable_zig"; } ||
        fail "portable: the compiler, ziglang $portable_zig, cannot be fetched from PyPI" \
            "    Where it can be: python3 -m venv $venv && $venv/bin/pip install ziglang==$portable_zig"
}

# portable_apt DIRECTORY COMMAND…: apt-get with Debian's sources and lists of its own, so that the system's stay as they are.
portable_apt() {
    local directory=$1 uri
    shift
    # shellcheck disable=SC2016 # apt-get's own variables
    uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep 'debian/$' | sed -n 1p) || return
    mkdir -p "$directory"/{lists,cache/archives}/partial
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $portable_suite main" \
        >"$directory/sources.list"
    run apt-get -qq -o Dir::Etc::SourceList="$directory/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State::Lists="$directory/lists" -o Dir::Cache="$directory/cache" -o APT::Sandbox::User=root "$@"
}

portable_sources_are_there() {
    (cd "$(portable_fetched)" 2>/dev/null && grep . <<<"$portable_sources" | sed 's/ /  /' | sha256sum --check --status) \
        2>/dev/null
}

fetch_portable_sources() {
    local directory
    directory=$(portable_fetched)
    portable_sources_are_there && return
    mkdir -p "$directory"
    (cd "$directory" && portable_apt "$PWD/apt" update && portable_apt "$PWD/apt" source --download-only zlib nettle) || true
    rm -rf "$directory/apt"
    portable_sources_are_there ||
        fail "portable: the sources of zlib and Nettle are not in $directory, and not to be had from apt-get" \
            "    Put these files there, which Debian $portable_suite has (SHA-256, name):" "$portable_sources"
}

# The compiler under the names that configure scripts and CMake ask for, in build/portable/bin.
write_portable_tools() {
    local zig=$1 tool
    mkdir -p build/portable/bin
    for tool in cc c++ ar ranlib; do
        printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$zig" \
            "$tool$([[ $tool != c* ]] || echo ' -target x86_64-linux-musl')" >"build/portable/bin/$tool"
        chmod +x "build/portable/bin/$tool"
    done
}

# unpack_portable NAME: the sources of a library, in build/portable/NAME.
unpack_portable() {
    rm -rf "build/portable/$1"
    mkdir -p "build/portable/$1"
    tar -xf "$(find "$(portable_fetched)" -name "$1_*.orig.tar.*" ! -name '*.asc')" -C "build/portable/$1" --strip-components=1
}

# zlib and Nettle as static libraries, and the headers of those that are nothing else, in build/portable/prefix.
build_portable_libraries() {
    local prefix=$PWD/build/portable/prefix name
    local -x CC=$PWD/build/portable/bin/cc AR=$PWD/build/portable/bin/ar RANLIB=$PWD/build/portable/bin/ranlib
    local -x CFLAGS="-O2 -g0 -ffile-prefix-map=$PWD=."
    [[ ! -e $prefix/complete ]] || return 0
    unpack_portable zlib
    (cd build/portable/zlib && run ./configure --static --prefix="$prefix" && run make -s -j "$(jobs)" install) \
        >build/portable/zlib.log 2>&1 || fail "portable: zlib does not build" "    $PWD/build/portable/zlib.log"
    unpack_portable nettle
    (cd build/portable/nettle &&
        run ./configure --host=x86_64-linux-musl --prefix="$prefix" --libdir="$prefix/lib" --disable-shared \
            --disable-assembler --disable-public-key --disable-openssl --disable-documentation &&
        run make -s -j "$(jobs)" libnettle.a && run make -s install-headers install-static install-pkgconfig) \
        >build/portable/nettle.log 2>&1 || fail "portable: Nettle does not build" "    $PWD/build/portable/nettle.log"
    for name in fmt CLI nlohmann; do
        cp -RL "$(portable_headers "$name")" "$prefix/include/"
    done
    touch "$prefix/complete"
}

# portable_headers NAME: the directory NAME of a library that is headers only.
portable_headers() {
    local directory
    for directory in /usr/include /usr/local/include; do
        [[ ! -d $directory/$1 ]] || { echo "$directory/$1" && return; }
    done
    fail "portable: the headers $1 are missing" "    tools/dev setup"
}

# portable_licenses COMPILER: the licences of what is linked into the program.
portable_licenses() {
    local zig=$1 file
    for file in ./LICENSE build/portable/zlib/LICENSE build/portable/nettle/{COPYING.LESSERv3,COPYINGv3,COPYINGv2} \
        "$(dirname "$zig")"/lib/{libc/musl/COPYRIGHT,libcxx/LICENSE.TXT} \
        /usr/share/doc/{libfmt-dev,libcli11-dev,nlohmann-json3-dev}/copyright; do
        printf -- '--- %s ---\n\n' "$(grep -o '[^/]*/[^/]*$' <<<"$file")"
        cat "$file"
    done
}

# write_portable_component PROGRAM COMPILER: what the package calamari-tools is made of, beside its layout.
write_portable_component() {
    rm -rf layouts/tools
    mkdir layouts/tools
    portable_licenses "$2" >layouts/tools/LICENSES
    # Its version is in its name, so that the program of another one is not packed as this one's.
    cp "$1" "layouts/tools/cal-pkg-$("$1" --version | cut -d ' ' -f 2)"
}

# portable: build/portable/cal-pkg, tested, and what its package is made of in layouts/tools.
portable() {
    local zig ordinary prefix=$PWD/build/portable/prefix
    [[ $(uname -m) == x86_64 ]] || fail "portable: this machine is no x86-64, for which the program is"
    fetch_portable_compiler
    fetch_portable_sources
    zig=$(portable_compiler)
    export ZIG_GLOBAL_CACHE_DIR=${ZIG_GLOBAL_CACHE_DIR:-$(portable_fetched)/cache}
    export ZIG_LOCAL_CACHE_DIR=$ZIG_GLOBAL_CACHE_DIR
    write_portable_tools "$zig"
    build_portable_libraries
    PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig run cmake -S . -B build/portable/cmake -G Ninja -DCALPKG_PORTABLE=ON \
        -DCALPKG_TESTS=OFF -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-DNDEBUG -DCMAKE_SYSTEM_NAME=Linux "-DCMAKE_PREFIX_PATH=$prefix" \
        "-DCMAKE_FIND_ROOT_PATH=$prefix" -DCMAKE_FIND_ROOT_PATH_MODE_{INCLUDE,LIBRARY}=ONLY \
        "-DCMAKE_CXX_COMPILER=$PWD/build/portable/bin/c++" "-DCMAKE_AR=$PWD/build/portable/bin/ar" \
        "-DCMAKE_RANLIB=$PWD/build/portable/bin/ranlib" "-DCMAKE_CXX_FLAGS=-O2 -g0 -ffile-prefix-map=$PWD=." \
        "-DCMAKE_EXE_LINKER_FLAGS=-static -s"
    run cmake --build build/portable/cmake --parallel "$(jobs)"
    cp build/portable/cmake/tools/cal-pkg/cal-pkg build/portable/cal-pkg
    ordinary=$(find build/{release,dev}/tools/cal-pkg/cal-pkg -prune 2>/dev/null | sed -n 1p) || true
    run tests/portable/run build/portable/cal-pkg ${ordinary:+"$ordinary"}
    write_portable_component build/portable/cal-pkg "$zig"
    ls -l "$PWD/build/portable/cal-pkg"
}
