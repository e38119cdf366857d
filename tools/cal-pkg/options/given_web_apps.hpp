#pragma once

#include "lib/fs/temp_dir.hpp"
#include "lib/layout/layout.hpp"
#include "lib/plan/web_apps.hpp"

#include <map>
#include <memory>
#include <string>

namespace calpkg::cli {

/// Web apps that a person named: a directory, a tarball or a package. The latter two are unpacked into private
/// directories that live as long as this object.
class GivenWebAppsReader {
public:
    /// `given` as plan::make takes it; `from`, when it is not empty, is what the manifest calls it ("build"), which
    /// then names no path. Throws report::Error for what is none of these, or damaged.
    plan::GivenWebApps read(const std::filesystem::path& given, const layout::Layout& layout,
                            const std::string& from = {});

private:
    const std::filesystem::path& unpacked(const std::filesystem::path& file,
                                          const layout::Layout& layout);

    std::unique_ptr<fs::TempDir> directory_;
    std::map<std::filesystem::path, std::filesystem::path>
        unpacked_; ///< by the file they come from
};

} // namespace calpkg::cli
