# calpkg_library(NAME SOURCES … LINK …): the static library of one folder of tools/lib, named
# calpkg_<NAME>, with the project's warnings and sanitizers. Includes are written from tools/:
# "lib/checkout/git.hpp".
function(calpkg_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    add_library(calpkg_${name} STATIC ${arg_SOURCES})
    target_include_directories(calpkg_${name} PUBLIC ${CMAKE_SOURCE_DIR}/tools)
    target_link_libraries(calpkg_${name} PUBLIC ${arg_LINK} PRIVATE calpkg_warnings calpkg_sanitize)
endfunction()

# calpkg_unit_test(NAME SOURCES …): the doctest program unit-<NAME>, for the folder tools/lib/<NAME>.
function(calpkg_unit_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    add_executable(unit-${name} ${CMAKE_SOURCE_DIR}/tests/unit/main.cpp ${arg_SOURCES})
    target_include_directories(unit-${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(unit-${name} PRIVATE calpkg_${name} ${arg_LINK} calpkg_test_support
        calpkg::doctest calpkg_warnings calpkg_sanitize)
    target_compile_definitions(unit-${name} PRIVATE
        CALPKG_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data" CALPKG_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME unit-${name} COMMAND unit-${name})
endfunction()
