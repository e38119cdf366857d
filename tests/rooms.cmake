# Holds the folders of tools/lib against what their CMakeLists.txt declare, and the program's against what a folder holds. Run as
#   cmake -DTOP=<project> -DROOMS=<file> -P tests/rooms.cmake
# ROOMS has a line a room, as cmake/Library.cmake writes it: room:rooms it links:libraries it uses.
cmake_minimum_required(VERSION 3.25)

set(most_files 50) # 25 pairs
set(most_room_lines 3000)
set(most_file_lines 400)

# Headers that one room alone may include, with what it then has to declare.
set(wrapped
    "rpm/=calpkg::rpm=^rpm(/|$)"
    "archive=calpkg::archive=^tar$"
    "yaml-cpp/=calpkg::yaml=^layout(/documents)?$"
    "boost/=calpkg::boost_filesystem=^fs$"
    "nettle/=calpkg::nettle=^hash$"
    "zlib.h=calpkg::zlib=^(zip|encode)$"
    "zstd.h=calpkg::zstd=^rpm/format$"
    "lzma.h=calpkg::lzma=^rpm/format$"
    "bzlib.h=calpkg::bzip2=^rpm/format$"
    "libxml/=calpkg::xml2=^(web|repo/metadata|xml)$"
    "gelf.h=calpkg::elf=^check$"
    "nlohmann/=calpkg::json=.")

set(complaints "")
function(complain text)
    string(APPEND complaints "  ${text}\n")
    set(complaints "${complaints}" PARENT_SCOPE)
endfunction()

# Sets the variable `lines` to the number of lines of a file, `includes` to what it includes.
function(read_source path)
    file(READ ${path} text)
    string(REGEX MATCHALL "\n" ends "${text}")
    list(LENGTH ends lines)
    file(STRINGS ${path} includes REGEX "^#include ")
    set(lines ${lines} PARENT_SCOPE)
    set(includes "${includes}" PARENT_SCOPE)
endfunction()

file(STRINGS ${ROOMS} rooms)
set(known "")
foreach(declaration IN LISTS rooms)
    string(REPLACE ":" ";" parts "${declaration}")
    string(REGEX REPLACE "^([^:]*):([^:]*):(.*)$" "\\1" room "${declaration}")
    string(REGEX REPLACE "^([^:]*):([^:]*):(.*)$" "\\2" links "${declaration}")
    string(REGEX REPLACE "^([^:]*):([^:]*):(.*)$" "\\3" uses "${declaration}")
    string(REPLACE "," ";" links "${links}")
    string(REPLACE "," ";" uses "${uses}")
    foreach(link IN LISTS links)
        if(NOT link IN_LIST known)
            complain("${room} links ${link}, which does not come before it: arrows point one way")
        endif()
    endforeach()
    list(APPEND known ${room})

    file(GLOB sources ${TOP}/tools/lib/${room}/*.hpp ${TOP}/tools/lib/${room}/*.cpp)
    list(LENGTH sources files)
    set(room_lines 0)
    set(used "")
    foreach(source IN LISTS sources)
        file(RELATIVE_PATH shown ${TOP} ${source})
        read_source(${source})
        math(EXPR room_lines "${room_lines} + ${lines}")
        if(lines GREATER most_file_lines)
            complain("${shown} has ${lines} lines, more than ${most_file_lines}: split it")
        endif()
        foreach(include IN LISTS includes)
            if(include MATCHES "^#include \"lib/(.*)/[^/]*\"")
                set(other ${CMAKE_MATCH_1})
                list(APPEND used ${other})
                if(NOT other STREQUAL room AND NOT other IN_LIST links)
                    complain("${shown} includes ${other}, which ${room} does not link")
                endif()
            endif()
            foreach(rule IN LISTS wrapped)
                string(REGEX REPLACE "^(.*)=(.*)=(.*)$" "\\1" header "${rule}")
                string(REGEX REPLACE "^(.*)=(.*)=(.*)$" "\\2" library "${rule}")
                string(REGEX REPLACE "^(.*)=(.*)=(.*)$" "\\3" allowed "${rule}")
                string(FIND "${include}" "<${header}" at)
                if(NOT at EQUAL -1)
                    list(APPEND used ${library})
                    if(NOT room MATCHES "${allowed}")
                        complain("${shown} includes <${header}…>, which another room wraps")
                    elseif(NOT library IN_LIST uses)
                        complain("${shown} includes <${header}…>, but ${room} does not use ${library}")
                    endif()
                endif()
            endforeach()
        endforeach()
    endforeach()
    foreach(name IN LISTS links uses)
        if(NOT name IN_LIST used)
            complain("${room} declares ${name} and includes nothing of it")
        endif()
    endforeach()
    if(files GREATER most_files OR room_lines GREATER most_room_lines)
        complain("${room} has ${files} files and ${room_lines} lines, more than a room holds: it is two")
    endif()
endforeach()

# The program's folders declare nothing and are no larger.
file(GLOB_RECURSE sources ${TOP}/tools/cal-pkg/*.hpp ${TOP}/tools/cal-pkg/*.cpp)
set(folders ${sources})
list(TRANSFORM folders REPLACE "/[^/]*$" "")
list(REMOVE_DUPLICATES folders)
foreach(folder IN LISTS folders)
    file(RELATIVE_PATH shown ${TOP} ${folder})
    file(GLOB sources ${folder}/*.hpp ${folder}/*.cpp)
    list(LENGTH sources files)
    set(folder_lines 0)
    foreach(source IN LISTS sources)
        read_source(${source})
        math(EXPR folder_lines "${folder_lines} + ${lines}")
    endforeach()
    if(files GREATER most_files OR folder_lines GREATER most_room_lines)
        complain("${shown} has ${files} files and ${folder_lines} lines, more than a room holds: it is two")
    endif()
endforeach()

file(GLOB_RECURSE sources ${TOP}/tools/*.hpp ${TOP}/tools/*.cpp ${TOP}/tests/*.hpp ${TOP}/tests/*.cpp)
foreach(source IN LISTS sources)
    file(RELATIVE_PATH shown ${TOP} ${source})
    if(shown MATCHES "^tools/lib/(.*)/[^/]*$" AND NOT CMAKE_MATCH_1 IN_LIST known)
        complain("${shown} is in a folder that no calpkg_room() declares")
    elseif(NOT shown MATCHES "^(tools/lib|tests/samples)/")
        read_source(${source})
        if(lines GREATER most_file_lines)
            complain("${shown} has ${lines} lines, more than ${most_file_lines}: split it")
        endif()
    endif()
endforeach()

if(complaints)
    message(FATAL_ERROR "The folders are not what they declare:\n${complaints}")
endif()
list(LENGTH known count)
message(STATUS "${count} rooms, each as declared")
