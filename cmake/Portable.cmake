# Libraries of the portable program (CALPKG_PORTABLE) that are there as headers only: fmt, and for Boost.Filesystem the
# standard library under its names. The rooms that it has not are left out in tools/lib/CMakeLists.txt.

find_path(CALPKG_FMT_HEADERS fmt/format.h)
if(NOT CALPKG_FMT_HEADERS)
    calpkg_missing("fmt" libfmt-dev fmt-devel)
endif()
mark_as_advanced(CALPKG_FMT_HEADERS)
add_library(calpkg_fmt INTERFACE)
target_include_directories(calpkg_fmt SYSTEM INTERFACE ${CALPKG_FMT_HEADERS})
target_compile_definitions(calpkg_fmt INTERFACE FMT_HEADER_ONLY=1)
add_library(calpkg::fmt ALIAS calpkg_fmt)

add_library(calpkg_standard_filesystem INTERFACE)
target_include_directories(calpkg_standard_filesystem INTERFACE ${CMAKE_CURRENT_LIST_DIR}/portable)
add_library(calpkg::boost_filesystem ALIAS calpkg_standard_filesystem)
