#include "lib/repo/createrepo.hpp"

#include "lib/report/error.hpp"

#include <dlfcn.h>
#include <string>

namespace calpkg::repo {

namespace {

[[noreturn]] void not_usable() {
    const char* words = dlerror();
    throw report::Error(CALPKG_CREATEREPO_SONAME,
                        "cannot be loaded: " + std::string(words == nullptr ? "" : words),
                        "install the createrepo_c library that cal-pkg was built with");
}

Createrepo load() {
    void* library = dlopen(CALPKG_CREATEREPO_SONAME, RTLD_LAZY | RTLD_LOCAL);
    if (library == nullptr) not_usable();
    Createrepo functions;
    const auto find = [library](const char* name, auto& function) {
        void* address = dlsym(library, name);
        if (address == nullptr) not_usable();
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(address);
    };
#define CALPKG_FIND(name) find(#name, functions.name);
    CALPKG_CREATEREPO_FUNCTIONS(CALPKG_FIND)
#undef CALPKG_FIND
    return functions;
}

} // namespace

const Createrepo& createrepo() {
    static const Createrepo functions = load();
    return functions;
}

} // namespace calpkg::repo
