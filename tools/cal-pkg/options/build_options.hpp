#pragma once

#include <CLI/App.hpp>

#include <string>

namespace calpkg::cli {

/// Where packages are published when nothing else is said.
constexpr const char* kDefaultOut = "dist-rpm";

/// What everything that builds packages takes, for one line of Calamari or for several.
struct BuildOptions {
    std::string out;      ///< empty: not given
    unsigned jobs = 0;    ///< 0: not given
    bool rebuild = false; ///< also what is published already, made from the same

    /// Declares --out, below which it is published as `form` says ("DIR/TARGET"), --jobs and --rebuild.
    void configure(CLI::App& app, const std::string& form);
};

} // namespace calpkg::cli
