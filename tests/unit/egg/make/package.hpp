#pragma once

#include "lib/egg/make/build_egg.hpp"
#include "support/support.hpp"

#include <string>
#include <utility>
#include <vector>

namespace calpkg::test {

/// A package directory of one test's own.
class Package {
public:
    /// setup.py with `keywords` in setup(…), and files with their contents.
    explicit Package(const std::string& keywords,
                     const std::vector<std::pair<std::string, std::string>>& files = {});

    egg::PackageSources sources() const;
    egg::PackageSetup setup(const std::map<std::string, std::string>& overrides = {}) const;
    egg::BuiltEgg egg(const std::string& python = "2.7") const;
    const Dir& dir() const { return dir_; }

private:
    Dir dir_;
};

/// The message of the report::Error that reading setup.py with `keywords` gives; "" for none.
std::string setup_complaint(const std::string& keywords);

std::vector<std::string> members_of(const egg::BuiltEgg& egg);
/// Content of a member; the test fails when there is none.
std::string content_of(const egg::BuiltEgg& egg, const std::string& member);

} // namespace calpkg::test
