# shellcheck shell=bash
# Installs what tools/dependencies lists and this machine lacks. Sourced by tools/dev.

min_gcc=12
min_clang=15
min_cmake=3.25

# at_least HAVE WANT: is dotted version HAVE not older than WANT?
at_least() {
    local have_major have_minor want_major want_minor
    IFS=. read -r have_major have_minor _ <<<"$1"
    IFS=. read -r want_major want_minor _ <<<"$2"
    ((have_major > want_major)) && return
    ((have_major == want_major && ${have_minor:-0} >= ${want_minor:-0}))
}

compiler_is_new_enough() {
    local version want=$min_gcc
    version=$("$1" -dumpversion 2>/dev/null) || return 1
    [[ $("$1" --version 2>/dev/null) == *clang* ]] && want=$min_clang
    at_least "$version" "$want"
}

# Prints the C++ compiler to use: $CXX, the usual names, then the newest with a version in its name
# and EL's toolsets.
find_compiler() {
    local candidate
    for candidate in ${CXX:+"$CXX"} c++ g++ clang++ \
        g++-{16..12} clang++-{22..15} /opt/rh/gcc-toolset-{16..12}/root/usr/bin/g++; do
        command -v "$candidate" >/dev/null || continue
        if compiler_is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

rule_compiler() { find_compiler >/dev/null; }

rule_cmake() {
    local version
    version=$(cmake --version 2>/dev/null) || return 1
    version=${version#cmake version }
    at_least "${version%%[!0-9.]*}" "$min_cmake"
}

# GCC's sanitizers are packages of their own on Fedora; Clang brings its own.
has_runtime() {
    local compiler
    compiler=$(find_compiler) || return 1
    [[ $("$compiler" --version) == *clang* || $("$compiler" -print-file-name="$1.so") == /* ]]
}

rule_sanitizer_libasan() { has_runtime libasan; }
rule_sanitizer_libubsan() { has_runtime libubsan; }

# Clang before 16 does not take what <ranges> of GCC has.
readonly oldest_clang=16

# Prints the Clang to fuzz with.
find_fuzzing_clang() {
    local candidate version
    for candidate in clang++ clang++-{22..16}; do
        version=$("$candidate" -dumpversion 2>/dev/null) || continue
        if at_least "$version" "$oldest_clang"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

rule_fuzzing_clang() { find_fuzzing_clang >/dev/null; }

# Debian has it in a package of its own, with Clang's version in its name: whoever has clang-tidy has a
# clang++ without it.
rule_fuzzing_runtime() {
    local clang
    clang=$(find_fuzzing_clang) || return 1
    echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char *, unsigned long) { return 0; }' |
        "$clang" -fsanitize=fuzzer,address,undefined -x c++ - -o /dev/null 2>/dev/null
}

# The VERSION of Clang's packages in tools/dependencies: of the one that is there, Debian's own, or what is new enough.
clang_version() {
    local clang version
    if clang=$(find_fuzzing_clang); then
        version=$("$clang" -dumpversion)
    else
        apt-cache show clang &>/dev/null || refresh_lists >&2
        version=$(apt-cache depends clang | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p')
        at_least "${version:-0}" "$oldest_clang" || version=$oldest_clang
    fi
    echo "${version%%.*}"
}

# Debian's python3 leaves the bundled pip to another package.
rule_python_with_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

# With them the virtualenvs of tests have an extension module.
rule_python_headers() {
    local python=/usr/bin/python3
    [[ -x $python ]] || python=python3
    [[ -e $("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))' 2>/dev/null)/Python.h ]]
}

# lua_module old|new: pkg-config's name of Lua 5.1, or of a newer one. Systems name them in all ways.
lua_module() {
    local names='lua|lua-?5\.?[34]'
    [[ $1 != old ]] || names='lua-?5\.?1'
    pkg-config --list-package-names 2>/dev/null | grep -x -E "$names" | sed -n 1p
}

rule_lua_old() { lua_module old >/dev/null; }
rule_lua_new() { lua_module new >/dev/null; }

# The system's Python, which the tests take: pyenv's shims are not on their PATH.
rule_python_jsonschema() { /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; }
rule_python_ruamel_yaml() { /usr/bin/python3 -c 'import ruamel.yaml' 2>/dev/null; }
rule_debian_policy() { [[ -e /usr/share/selinux/default/base.pp.bz2 ]]; }

rule_apache() {
    local PATH=$PATH:/usr/sbin
    command -v apache2 >/dev/null || command -v httpd >/dev/null
}

rule_compass() { [[ -d /usr/share/sass/compass ]]; }

header_exists() {
    local directory directories
    IFS=: read -ra directories <<<"${CPATH:-}:${CPLUS_INCLUDE_PATH:-}"
    for directory in "${directories[@]}" /usr/local/include /usr/include /usr/include/*-linux-gnu*; do
        [[ -n $directory && -e $directory/$1 ]] && return
    done
    return 1
}

library_exists() {
    local directory
    for directory in /usr/local/lib /usr/local/lib64 /usr/lib64 /usr/lib /usr/lib/*-linux-gnu*; do
        [[ -e $directory/lib$1.so || -e $directory/lib$1.a ]] && return
    done
    return 1
}

is_present() {
    local subject=${1#*:}
    case $1 in
        rule:*) "rule_$subject" ;;
        command:*) command -v "$subject" >/dev/null ;;
        module:*) pkg-config --exists "${subject/>=/ >= }" 2>/dev/null ;;
        header:*) header_exists "$subject" ;;
        library:*) library_exists "$subject" ;;
        *) fail "tools/dependencies: unknown check '$1'" ;;
    esac
}

# Fills missing_names and missing_packages with what the given groups lack.
find_missing() {
    local groups=" $* " what group check apt dnf zypper package
    missing_names=()
    missing_packages=()
    while read -r what group check apt dnf zypper; do
        [[ $what == '#'* || -z $what || $groups != *" $group "* ]] && continue
        is_present "$check" && continue
        case $(package_manager) in
            apt-get) package=$apt ;;
            dnf | yum) package=$dnf ;;
            *) package=$zypper ;;
        esac
        [[ $package != - ]] || continue # the tests that use it are skipped, and say so
        missing_names+=("$what")
        [[ $package != *clang*-VERSION* ]] || package=${package/VERSION/$(clang_version)}
        [[ " ${missing_packages[*]} " == *" $package "* ]] || missing_packages+=("$package")
    done <tools/dependencies
}

# The system's own package manager: Debian may have dnf beside apt-get, openSUSE beside zypper.
package_manager() {
    local name
    for name in apt-get zypper dnf yum; do
        if command -v "$name" >/dev/null; then
            echo "$name"
            return
        fi
    done
}

os_release() {
    # shellcheck source=/dev/null
    (. /etc/os-release 2>/dev/null && echo "${!1-}")
}

is_enterprise_linux() { [[ " $(os_release ID) $(os_release ID_LIKE) " == *" rhel "* ]]; }

can_be_root() {
    ((EUID == 0)) && return
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [[ -t 0 ]]
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

install_command() {
    case $(package_manager) in
        apt-get) echo "apt-get install -y --no-install-recommends" ;;
        zypper) echo "zypper --non-interactive install --no-recommends" ;;
        dnf) echo "dnf install -y" ;;
        yum) echo "yum install -y" ;;
    esac
}

# yaml-cpp, CLI11, doctest and others are in EPEL and CRB; the compiler of EL 8 and 9 is too old.
prepare_enterprise_linux() {
    local manager
    manager=$(package_manager)
    as_root "$manager" install -y epel-release dnf-plugins-core ||
        note "EPEL could not be enabled; see https://docs.fedoraproject.org/en-US/epel/"
    as_root "$manager" config-manager --set-enabled crb 2>/dev/null ||
        as_root "$manager" config-manager --set-enabled powertools 2>/dev/null ||
        note "CRB could not be enabled; on RHEL: subscription-manager repos --enable codeready-builder-for-rhel-*"
    rule_compiler || missing_packages+=(gcc-toolset-13-gcc-c++ gcc-toolset-13-lib{a,ub}san-devel)
}

refresh_lists() {
    [[ $(package_manager) == apt-get ]] || return 0
    as_root apt-get update || { sleep 3 && as_root apt-get update; } ||
        note "the package lists could not be refreshed; trying with the old ones"
}

# All packages at once; if that fails, once more with fresh lists; then one by one, so that a name this
# system does not know takes nothing else down with it.
install_packages() {
    local command package
    read -ra command <<<"$(install_command)"
    if [[ ${command[0]} == apt-get ]]; then
        command=(env DEBIAN_FRONTEND=noninteractive "${command[@]}")
    fi
    as_root "${command[@]}" "$@" && return
    refresh_lists
    as_root "${command[@]}" "$@" && return
    for package in "$@"; do
        as_root "${command[@]}" "$package" || note "could not install $package"
    done
}

explain_missing() {
    local name
    for name in "${missing_names[@]}"; do
        case $name in
            compiler) note "compiler: GCC $min_gcc or Clang $min_clang is needed; install one and set CXX" ;;
            cmake) note "cmake: $min_cmake is needed; see https://cmake.org/download" ;;
        esac
    done
    fail "still missing: ${missing_names[*]}"
}

# setup GROUP...: nothing to do when everything is there.
setup() {
    local group
    for group in "$@"; do
        [[ $group =~ ^(build|test|fuzz|lint|rpm|site|portable|package)$ ]] || fail "setup: '$group' is not a group"
    done
    find_missing "$@"
    ((${#missing_names[@]} == 0)) && return
    note "missing: ${missing_names[*]}"
    [[ -n $(package_manager) ]] ||
        fail "none of apt-get, dnf, yum and zypper is here: install these by hand: ${missing_names[*]}"
    can_be_root ||
        fail "not root, and sudo cannot be used. Run this as root, then try again:" \
            "    $(install_command)$(printf ' %q' "${missing_packages[@]}")"
    refresh_lists
    if is_enterprise_linux; then
        prepare_enterprise_linux
    fi
    install_packages "${missing_packages[@]}"
    hash -r
    find_missing "$@"
    ((${#missing_names[@]} == 0)) || explain_missing
}
