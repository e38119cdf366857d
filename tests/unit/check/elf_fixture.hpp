#pragma once

#include "lib/check/elf.hpp"
#include "lib/check/elf_check.hpp"
#include "lib/fs/file.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace calpkg::test {

/// Shared objects for tests, made by the system's compiler and linked to nothing but what a test
/// makes itself, so that they are the same on every system.
class ElfFixture {
public:
    /// Compiles C `source` to <dir>/<name>; `options` go to the compiler's end.
    std::filesystem::path shared(const std::string& name, const std::string& source,
                                 const std::vector<std::string>& options = {}) const {
        const auto c = dir.write(name + ".c", source);
        const auto out = dir.path() / name;
        std::vector<std::string> argv = {"cc",           "-shared", "-fPIC",      "-nostdlib",
                                         "-fno-builtin", "-o",      out.string(), c.string()};
        argv.insert(argv.end(), options.begin(), options.end());
        const process::Result result = run(argv, dir.path());
        REQUIRE_MESSAGE(result.ok(), result.err);
        return out;
    }

    /// A library of that soname, a function for each "VERSION function" of `symbols`.
    std::string library(const std::string& soname, const std::vector<std::string>& symbols) const {
        std::string source, script;
        for (const std::string& symbol : symbols) {
            const std::size_t blank = symbol.find(' ');
            const std::string function = symbol.substr(blank + 1);
            source += "void " + function + "(void) {}\n";
            script += symbol.substr(0, blank) + " { " + function + "; };\n";
        }
        dir.write(soname + ".map", script);
        return shared(soname, source,
                      {"-Wl,-soname," + soname, "-Wl,--version-script," + soname + ".map"})
            .string();
    }

    /// A module that calls `functions`, linked to `libraries`.
    std::filesystem::path module(const std::string& name, const std::vector<std::string>& functions,
                                 const std::vector<std::string>& libraries = {}) const {
        std::string declarations, calls;
        for (const std::string& function : functions) {
            declarations += "void " + function + "(void);\n";
            calls += function + "();\n";
        }
        return shared(name, declarations + "void initmodule(void) {\n" + calls + "}\n", libraries);
    }

    /// A library with a function of each of those versions of glibc's interface.
    std::string glibc() const {
        return library("libc.so.6", {"GLIBC_2.2.5 old", "GLIBC_2.12 just", "GLIBC_2.14 memcpy",
                                     "GLIBC_2.17 clock_gettime", "GLIBC_ABI_DT_RELR relr",
                                     "GLIBC_PRIVATE inner"});
    }

    static layout::Target target() {
        layout::Target target;
        target.name = "el6";
        target.arch = run({"uname", "-m"}).out;
        target.arch.erase(target.arch.find('\n'));
        target.python = "2.6";
        target.glibc = "2.12";
        target.variables["venv-image"] = "centos:6";
        return target;
    }

    Dir dir;
};

/// "id: message" of each finding.
inline std::vector<std::string> told(const report::Findings& findings) {
    std::vector<std::string> told;
    for (const report::Finding& finding : findings)
        told.push_back(finding.id + ": " + finding.message);
    return told;
}

} // namespace calpkg::test
