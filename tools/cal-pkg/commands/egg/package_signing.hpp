#pragma once

#include "lib/egg/patch/package_patch.hpp"

#include <CLI/App.hpp>

#include <memory>

namespace calpkg::rpm {
struct OpenPackage;
}

namespace calpkg::commands {

/// The options of `egg patch` that sign the new RPM. The portable program, which writes no RPM, has none.
class PackageSigning {
public:
    PackageSigning();
    ~PackageSigning();
    void configure(CLI::App& app);
    /// Says in `output` what signs what is made of `package`: which keys will do decides the target whose dist is in its Release.
    /// Throws report::Error for a key that will not.
    void complete(egg::PackageOutput& output, const rpm::OpenPackage& package) const;
    /// Whether a key is named.
    bool is_asked() const;

private:
    struct Options;
    std::unique_ptr<Options> options_;
};

} // namespace calpkg::commands
