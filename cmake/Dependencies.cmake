# Every library that the program uses, as calpkg::<name>, whether a distribution ships it with a CMake
# package or with a pkg-config file. Nothing is downloaded: `tools/dev setup` installs what is missing.

include_guard(GLOBAL)

find_package(PkgConfig)
if(NOT PKG_CONFIG_FOUND)
    message(FATAL_ERROR "pkg-config is missing; run 'tools/dev setup', or install pkg-config (pkgconf)")
endif()

find_program(CALPKG_CCACHE ccache)
mark_as_advanced(CALPKG_CCACHE)
if(CALPKG_CCACHE)
    foreach(_language IN ITEMS C CXX)
        if(NOT DEFINED CMAKE_${_language}_COMPILER_LAUNCHER)
            # Paths below the project do not count: a fresh clone finds what another one has compiled. `cmake -E env`
            # takes as long to start as ccache needs for an object.
            set(CMAKE_${_language}_COMPILER_LAUNCHER env
                "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${CALPKG_CCACHE}")
        endif()
    endforeach()
endif()

# Stops with the names that a person can install.
function(calpkg_missing what apt dnf)
    message(FATAL_ERROR
        "${what} is missing; run 'tools/dev setup', or install ${apt} (Debian, Ubuntu) or ${dnf} (Fedora)")
endfunction()

# calpkg::<name> forwards to a target of a library's own CMake package: the first of the candidates.
function(calpkg_forward name what apt dnf)
    foreach(_candidate IN LISTS ARGN)
        if(TARGET ${_candidate})
            add_library(calpkg::${name} INTERFACE IMPORTED GLOBAL)
            target_link_libraries(calpkg::${name} INTERFACE ${_candidate})
            return()
        endif()
    endforeach()
    calpkg_missing("${what}" "${apt}" "${dnf}")
endfunction()

# calpkg::<name> from a pkg-config module such as "libarchive>=3.6".
function(calpkg_pkg_config name module what apt dnf)
    pkg_check_modules(calpkg_pc_${name} QUIET IMPORTED_TARGET GLOBAL "${module}")
    calpkg_forward(${name} "${what} (${module})" "${apt}" "${dnf}" PkgConfig::calpkg_pc_${name})
endfunction()

# calpkg::nettle, for digests
calpkg_pkg_config(nettle "nettle>=3.4" "Nettle" nettle-dev nettle-devel)

# calpkg::zlib
calpkg_pkg_config(zlib "zlib>=1.2.9" "zlib" zlib1g-dev zlib-devel)

# calpkg::cli11, calpkg::json
find_package(CLI11 CONFIG QUIET)
calpkg_forward(cli11 "CLI11" libcli11-dev cli11-devel CLI11::CLI11)
find_package(nlohmann_json 3 CONFIG QUIET)
calpkg_forward(json "nlohmann-json" nlohmann-json3-dev json-devel nlohmann_json::nlohmann_json)

# The portable program takes nothing else, and no compiled library that is not C.
if(CALPKG_PORTABLE)
    include(Portable)
    return()
endif()

# calpkg::archive, calpkg::xml2
calpkg_pkg_config(archive "libarchive>=3.4" "libarchive" libarchive-dev libarchive-devel)
calpkg_pkg_config(xml2 "libxml-2.0" "libxml2" libxml2-dev libxml2-devel)

# calpkg::rpm is librpm with librpmio.
calpkg_pkg_config(rpm "rpm>=4.14" "librpm" librpm-dev rpm-devel)

# calpkg::zstd, calpkg::lzma, calpkg::bzip2: what librpm compresses with, to see whether their bytes are the known
# ones. bzip2 has no pkg-config file of its own.
calpkg_pkg_config(zstd "libzstd>=1.4" "libzstd" libzstd-dev libzstd-devel)
calpkg_pkg_config(lzma "liblzma" "liblzma" liblzma-dev xz-devel)
find_package(BZip2 QUIET)
calpkg_forward(bzip2 "bzip2's library" libbz2-dev bzip2-devel BZip2::BZip2)

# calpkg::elf: elfutils' one; the other libelf (0.8) lacks what glibc's version tables need.
calpkg_pkg_config(elf "libelf>=0.170" "libelf" libelf-dev elfutils-libelf-devel)

# calpkg::yaml: the target has had a namespace since 0.8.
find_package(yaml-cpp 0.6 CONFIG QUIET)
calpkg_forward(yaml "yaml-cpp" libyaml-cpp-dev yaml-cpp-devel yaml-cpp::yaml-cpp yaml-cpp)

# calpkg::fmt
find_package(fmt 8 CONFIG QUIET)
calpkg_forward(fmt "fmt" libfmt-dev fmt-devel fmt::fmt)

# calpkg::boost_filesystem: Boost's own CMake package where there is one, else CMake's module.
find_package(Boost 1.74 CONFIG QUIET COMPONENTS filesystem)
if(NOT TARGET Boost::filesystem)
    find_package(Boost 1.74 MODULE QUIET COMPONENTS filesystem)
endif()
calpkg_forward(boost_filesystem "Boost.Filesystem" libboost-filesystem-dev boost-devel
    Boost::filesystem)

# calpkg::doctest, which only tests need
if(CALPKG_TESTS)
    find_package(doctest CONFIG QUIET)
    calpkg_forward(doctest "doctest" doctest-dev doctest-devel doctest::doctest)
endif()
