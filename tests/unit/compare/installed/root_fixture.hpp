#pragma once

#include "lib/compare/contents/row.hpp"
#include "support/support.hpp"
#include "unit/rpm/fixture.hpp"

#include <filesystem>
#include <string>

namespace calpkg::test {

/// sample_spec()'s package, and what rpm2cpio and cpio unpack of it, owned by whoever runs the tests.
class RootFixture {
public:
    RootFixture() : package_(build_rpm(packages_, sample_spec())) {
        const process::Result result = run(
            {"sh", "-ec",
             "rpm2cpio \"$1\" | cpio -idm --quiet --no-preserve-owner 2>/dev/null; mkdir -p etc; "
             "id=$(id -u); printf 'apache:x:48:\\n' >etc/group; "
             "printf 'root:x:0:0::/:/bin/sh\\n' >etc/passwd; touch -d @1404215000 etc",
             "sh", package_.string()},
            root());
        if (!result.ok()) throw report::Error("cpio", result.err);
    }

    const std::filesystem::path& package() const { return package_; }
    const std::filesystem::path& root() const { return root_.path(); }
    void shell(const std::string& command) const { run({"sh", "-ec", command}, root()); }

    /// Rows without those of owners, which the tests may not set, and noise.
    static std::string keys(const compare::Rows& rows) {
        std::string text;
        for (const compare::Row& row : rows)
            if (row.section != compare::Section::noise && row.what != "owner" &&
                row.what != "group")
                text += std::string(to_string(row.kind)) + " " + row.object + " " + row.what + "\n";
        return text;
    }

private:
    Dir packages_, root_;
    std::filesystem::path package_;
};

} // namespace calpkg::test
