# calpkg_sanitize: empty, or the sanitizers of CALPKG_SANITIZE. Link every target of ours with it. calpkg_sanitize_test is
# the same for unit tests, whose own code is not looked at for undefined behaviour: that would be a third of the time that
# compiling them takes.

set(CALPKG_SANITIZE "" CACHE STRING "Sanitizers, separated by commas: address,undefined or thread")

add_library(calpkg_sanitize INTERFACE)
add_library(calpkg_sanitize_test INTERFACE)

if(CALPKG_SANITIZE)
    include(CheckLinkerFlag)
    string(REPLACE "," ";" _calpkg_sanitizers "${CALPKG_SANITIZE}")
    foreach(_sanitizer IN LISTS _calpkg_sanitizers)
        if(NOT _sanitizer MATCHES "^(address|undefined|leak|thread)$")
            message(FATAL_ERROR "CALPKG_SANITIZE: '${_sanitizer}' is none of address, undefined, leak, thread")
        endif()
    endforeach()
    if("thread" IN_LIST _calpkg_sanitizers AND "address" IN_LIST _calpkg_sanitizers)
        message(FATAL_ERROR "CALPKG_SANITIZE: thread and address exclude each other")
    endif()

    set(_calpkg_flags -fsanitize=${CALPKG_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    # Every access would be asked what the address sanitizer tells when it goes wrong: a fifth of the compiler's time.
    # Nothing here casts to a derived class without asking, or to a larger type.
    if("address" IN_LIST _calpkg_sanitizers AND "undefined" IN_LIST _calpkg_sanitizers)
        list(APPEND _calpkg_flags -fno-sanitize=null,alignment,object-size,vptr)
    endif()
    target_compile_options(calpkg_sanitize INTERFACE ${_calpkg_flags})
    target_compile_options(calpkg_sanitize_test INTERFACE ${_calpkg_flags} -fno-sanitize=undefined)
    # Instrumented code makes gcc see uninitialised variables where there are none, in the standard library, too.
    foreach(_interface calpkg_sanitize calpkg_sanitize_test)
        target_compile_options(${_interface} INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
        target_compile_definitions(${_interface} INTERFACE _GLIBCXX_ASSERTIONS)
    endforeach()
    target_link_options(calpkg_sanitize INTERFACE ${_calpkg_flags})
    target_link_libraries(calpkg_sanitize_test INTERFACE $<LINK_ONLY:calpkg_sanitize>)
    # Half of the time from a warm compiler cache goes into linking, which gold does in half of the time.
    check_linker_flag(CXX -fuse-ld=gold CALPKG_HAS_GOLD)
    if(CALPKG_HAS_GOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_link_options(calpkg_sanitize INTERFACE -fuse-ld=gold)
    endif()
    # Loaded anywhere, the program has a million and a half addresses to relocate whenever it starts.
    if("address" IN_LIST _calpkg_sanitizers)
        target_link_options(calpkg_sanitize INTERFACE -no-pie)
    endif()
    unset(_calpkg_flags)
    unset(_calpkg_sanitizers)
endif()
