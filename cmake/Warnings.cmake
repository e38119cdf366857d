# calpkg_warnings: what every target of ours is compiled with. Libraries' headers are system headers
# and stay silent. With CALPKG_DEVELOPER, warnings are errors.

add_library(calpkg_warnings INTERFACE)

set(shadow -Wshadow)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(shadow -Wshadow=local) # a name may hide what a file that is compiled together with it calls so
endif()

target_compile_options(calpkg_warnings INTERFACE
    -Wall
    -Wextra
    -Wpedantic
    -Wcast-align
    -Wcast-qual
    -Wconversion
    -Wextra-semi
    -Wformat=2
    -Wimplicit-fallthrough
    -Wnon-virtual-dtor
    -Wold-style-cast
    -Woverloaded-virtual
    ${shadow}
    -Wsign-conversion
    -Wundef
    -Wunused)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(calpkg_warnings INTERFACE
        -Wduplicated-branches
        -Wduplicated-cond
        -Wlogical-op
        # Designated initializers leave the other members at their defaults on purpose.
        -Wno-missing-field-initializers)
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(calpkg_warnings INTERFACE -Wno-missing-field-initializers)
endif()

# What is compiled together (tools/dev) counts as the header of the file that includes all.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(calpkg_warnings INTERFACE -Wno-subobject-linkage)
endif()

if(CALPKG_DEVELOPER)
    target_compile_options(calpkg_warnings INTERFACE -Werror)
endif()
