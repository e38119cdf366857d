#pragma once

#include "lib/rpmbuild/build.hpp"
#include "support/support.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace calpkg::test {

/// The plan of a package `tiny-<component>` with a directory, three files and a link, sources in
/// `dir`. `script` is a line at the end of %install.
plan::Plan tiny_plan(const Dir& dir, const std::string& component, const std::string& script = "");

/// Remembers what it was told.
class Recorder : public rpmbuild::Observer {
public:
    void phase(const std::string& component, rpmbuild::Phase phase) override;
    void progress(const std::string& component, std::uint64_t files, std::uint64_t bytes,
                  std::uint64_t total_files, std::uint64_t total_bytes) override;

    std::map<std::string, std::vector<rpmbuild::Phase>> phases;
    std::uint64_t files = 0, bytes = 0, total_files = 0, total_bytes = 0;

private:
    std::mutex mutex_;
};

/// Builds into <dir>/out and gives the result. `memory` is as in build::Options.
rpmbuild::Result build_tiny(const Dir& dir, const std::vector<plan::Plan>& plans,
                            bool replace_all = false,
                            const std::filesystem::path& memory = rpmbuild::Options().memory);

/// Names below `directory`, hidden ones too, sorted, with a blank after each.
std::string names_below(const std::filesystem::path& directory);

} // namespace calpkg::test
