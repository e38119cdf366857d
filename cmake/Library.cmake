# calpkg_together(TARGET [ALONE…]): has a target's files compiled at once, twenty-five in one, where CMAKE_UNITY_BUILD is on, as
# `tools/dev` has it. ALONE are those that are compiled by themselves: their unnamed namespace has a name that another one's
# has, too. CMake's own files for this name each source by its absolute path, so that the compiler's cache has to preprocess
# them all in every new clone; these name it from where they are.
function(calpkg_together target)
    if(NOT CMAKE_UNITY_BUILD)
        return()
    endif()
    get_target_property(sources ${target} SOURCES)
    set(alone ${ARGN})
    list(REMOVE_ITEM sources "" ${alone})
    set(batch 0)
    while(sources)
        list(SUBLIST sources 0 25 together)
        list(REMOVE_ITEM sources ${together})
        set(text "")
        foreach(source IN LISTS together)
            file(RELATIVE_PATH source ${CMAKE_CURRENT_BINARY_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${source})
            string(APPEND text "#include \"${source}\"\n")
        endforeach()
        set(file ${CMAKE_CURRENT_BINARY_DIR}/${target}_${batch}.cpp)
        file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
        list(APPEND alone ${file})
        math(EXPR batch "${batch} + 1")
    endwhile()
    set_target_properties(${target} PROPERTIES SOURCES "${alone}" UNITY_BUILD OFF)
endfunction()

# calpkg_room(ROOM SOURCES … LINK … USES …): the static library of tools/lib/<ROOM>, named calpkg_<ROOM>
# with "_" for "/", with the project's warnings and sanitizers. LINK names the rooms that it may
# include, USES libraries of others, which are its own affair. Includes are written from tools/:
# "lib/checkout/git.hpp". What is not declared here fails the test `rooms`. ALONE: see calpkg_together.
function(calpkg_room room)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;USES;ALONE")
    string(REPLACE "/" "_" name calpkg_${room})
    list(TRANSFORM arg_LINK PREPEND calpkg_ OUTPUT_VARIABLE rooms)
    list(TRANSFORM rooms REPLACE "/" "_")
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/tools)
    target_link_libraries(${name} PUBLIC ${rooms} calpkg::fmt
        PRIVATE ${arg_USES} calpkg_warnings calpkg_sanitize)
    calpkg_together(${name} ${arg_ALONE})
    string(JOIN "," links ${arg_LINK})
    string(JOIN "," uses ${arg_USES})
    set_property(GLOBAL APPEND_STRING PROPERTY CALPKG_ROOMS "${room}:${links}:${uses}\n")
endfunction()

# calpkg_unit_test(ROOM SOURCES … LINK …): the doctest program unit-<ROOM>, with "-" for "/", for the room
# tools/lib/<ROOM>. LINK names more rooms whose functions the tests call. ALONE: see calpkg_together.
function(calpkg_unit_test room)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;ALONE")
    string(REPLACE "/" "-" name unit-${room})
    list(TRANSFORM arg_LINK PREPEND calpkg_ OUTPUT_VARIABLE rooms)
    list(PREPEND rooms calpkg_${room})
    list(TRANSFORM rooms REPLACE "/" "_")
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE ${rooms} calpkg_test_support calpkg_test_main
        calpkg::doctest calpkg_warnings calpkg_sanitize_test)
    target_compile_options(${name} PRIVATE -O0) # compiling them takes longer than running them
    # So does linking, most of which is for debuggers. A sanitizer's report needs the lines.
    if(NOT CALPKG_SANITIZE)
        target_link_options(${name} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-Wl,--strip-debug>)
    endif()
    calpkg_together(${name} ${arg_ALONE})
    add_test(NAME ${name} COMMAND ${name})
endfunction()
