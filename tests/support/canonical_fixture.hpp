#pragma once

#include "lib/rpm/canonical/together.hpp"
#include "support/rewrite_fixture.hpp"

#include <filesystem>

namespace calpkg::test {

/// A source package and the binary one that was built of it.
struct Pair {
    std::filesystem::path source, binary;
    std::vector<rpm::CanonicalRequest> requests(const std::filesystem::path& out) const {
        return {{source, out / source.filename()}, {binary, out / binary.filename()}};
    }
};

/// Both as rpmbuild makes them of sample_spec() with two sources and a patch, payloads as `io_flags` say.
inline Pair build_pair(const Dir& dir, const std::string& io_flags = "w.ufdio",
                       std::vector<std::string> defines = {}) {
    std::string spec = sample_spec();
    spec.insert(spec.find("Requires:"), "Source0: one\nSource1: another\nPatch7: a.patch\n");
    for (const char* source : {"one", "another", "a.patch"})
        dir.write(std::string("SOURCES/") + source, source);
    for (const char* side : {"_source_payload ", "_binary_payload "})
        defines.push_back(side + io_flags);
    Pair pair;
    pair.binary = run_rpmbuild(dir, spec, defines, "-ba");
    pair.source = dir.path() / "SRPMS/sample-1.2-3_gabc.el6.src.rpm";
    return pair;
}

/// A package's header as it stands in the file.
inline rpm::RawHeader header_of(const std::filesystem::path& package) {
    return rpm::OpenPackage(package).parts.header;
}

} // namespace calpkg::test
