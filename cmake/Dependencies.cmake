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
            # Paths below the project do not count: a fresh clone finds what another one has compiled.
            set(CMAKE_${_language}_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
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

# calpkg::<name> from a header and a library, for what has no usable package file of either kind.
function(calpkg_find_files name header library what apt dnf)
    find_path(CALPKG_${name}_INCLUDE_DIR NAMES "${header}")
    find_library(CALPKG_${name}_LIBRARY NAMES "${library}")
    mark_as_advanced(CALPKG_${name}_INCLUDE_DIR CALPKG_${name}_LIBRARY)
    if(NOT CALPKG_${name}_INCLUDE_DIR OR NOT CALPKG_${name}_LIBRARY)
        calpkg_missing("${what}" "${apt}" "${dnf}")
    endif()
    add_library(calpkg::${name} INTERFACE IMPORTED GLOBAL)
    target_include_directories(calpkg::${name} SYSTEM INTERFACE "${CALPKG_${name}_INCLUDE_DIR}")
    target_link_libraries(calpkg::${name} INTERFACE "${CALPKG_${name}_LIBRARY}")
endfunction()

# calpkg::archive, calpkg::xml2
calpkg_pkg_config(archive "libarchive>=3.4" "libarchive" libarchive-dev libarchive-devel)
calpkg_pkg_config(xml2 "libxml-2.0" "libxml2" libxml2-dev libxml2-devel)

# calpkg::rpm is librpm with librpmio; calpkg::rpmbuild reads specs; calpkg::rpmsign signs.
calpkg_pkg_config(rpm "rpm>=4.16" "librpm" librpm-dev rpm-devel)
calpkg_find_files(rpmbuild rpm/rpmbuild.h rpmbuild "librpmbuild" librpm-dev rpm-devel)
calpkg_find_files(rpmsign rpm/rpmsign.h rpmsign "librpmsign" librpm-dev rpm-devel)
target_link_libraries(calpkg::rpmbuild INTERFACE calpkg::rpm)
target_link_libraries(calpkg::rpmsign INTERFACE calpkg::rpm)

# calpkg::createrepo: Debian's createrepo_c.pc has an empty libdir, so only its GLib comes from there.
calpkg_pkg_config(glib "glib-2.0" "GLib" libglib2.0-dev glib2-devel)
calpkg_find_files(createrepo createrepo_c/createrepo_c.h createrepo_c
    "libcreaterepo_c" libcreaterepo-c-dev createrepo_c-devel)
# calpkg::createrepo_headers: for the program, which loads the library when it needs it
# (tools/lib/rpm/createrepo.hpp).
get_filename_component(calpkg_createrepo_file "${CALPKG_createrepo_LIBRARY}" REALPATH)
if(NOT calpkg_createrepo_file MATCHES "/(libcreaterepo_c\\.so\\.[0-9]+)[^/]*$")
    message(FATAL_ERROR "${calpkg_createrepo_file} has no name such as libcreaterepo_c.so.0.20.1: "
        "install the shared library of createrepo_c")
endif()
add_library(calpkg::createrepo_headers INTERFACE IMPORTED GLOBAL)
target_compile_definitions(calpkg::createrepo_headers INTERFACE
    "CALPKG_CREATEREPO_SONAME=\"${CMAKE_MATCH_1}\"")
target_include_directories(calpkg::createrepo_headers SYSTEM INTERFACE
    "${CALPKG_createrepo_INCLUDE_DIR}"
    "$<TARGET_PROPERTY:calpkg::glib,INTERFACE_INCLUDE_DIRECTORIES>"
    "$<TARGET_PROPERTY:calpkg::xml2,INTERFACE_INCLUDE_DIRECTORIES>")
target_link_libraries(calpkg::createrepo_headers INTERFACE calpkg::rpm ${CMAKE_DL_LIBS})

# calpkg::nettle, for digests
calpkg_pkg_config(nettle "nettle>=3.4" "Nettle" nettle-dev nettle-devel)

# calpkg::zlib
calpkg_pkg_config(zlib "zlib>=1.2.9" "zlib" zlib1g-dev zlib-devel)

# calpkg::elf: elfutils' one; the other libelf (0.8) lacks what glibc's version tables need.
calpkg_pkg_config(elf "libelf>=0.170" "libelf" libelf-dev elfutils-libelf-devel)

# calpkg::yaml: the target has had a namespace since 0.8.
find_package(yaml-cpp 0.6 CONFIG QUIET)
calpkg_forward(yaml "yaml-cpp" libyaml-cpp-dev yaml-cpp-devel yaml-cpp::yaml-cpp yaml-cpp)

# calpkg::fmt
find_package(fmt 8 CONFIG QUIET)
calpkg_forward(fmt "fmt" libfmt-dev fmt-devel fmt::fmt)

# calpkg::boost_filesystem: Boost's own CMake package where there is one, else CMake's module.
find_package(Boost 1.70 CONFIG QUIET COMPONENTS filesystem)
if(NOT TARGET Boost::filesystem)
    find_package(Boost 1.70 MODULE QUIET COMPONENTS filesystem)
endif()
calpkg_forward(boost_filesystem "Boost.Filesystem" libboost-filesystem-dev boost-devel
    Boost::filesystem)

# calpkg::cli11, calpkg::json
find_package(CLI11 CONFIG QUIET)
calpkg_forward(cli11 "CLI11" libcli11-dev cli11-devel CLI11::CLI11)
find_package(nlohmann_json 3 CONFIG QUIET)
calpkg_forward(json "nlohmann-json" nlohmann-json3-dev json-devel nlohmann_json::nlohmann_json)

# calpkg::doctest, which only tests need
if(CALPKG_TESTS)
    find_package(doctest CONFIG QUIET)
    calpkg_forward(doctest "doctest" doctest-dev doctest-devel doctest::doctest)
endif()
