#pragma once

#include <CLI/App.hpp>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace calpkg::cli {

/// What was built elsewhere, as the cache has it.
struct BuiltTree {
    std::filesystem::path tree; ///< an uncompressed tar archive
    std::filesystem::path lock;
    std::filesystem::path log;
    std::int64_t epoch = 0;
    bool cached = false;
};

/// What `venv build` and `web build` write: a tarball, its lock file and its log.
class BuiltOutput {
public:
    /// Declares --out and --json.
    void configure(CLI::App& app);

    /// Writes NAME.tar.gz, NAME.lock.yaml and NAME.log, and prints where they are; with --json as the object `key`, with
    /// what `more` holds. Throws report::Error.
    void write(const std::string& name, const BuiltTree& built, const char* key,
               const nlohmann::ordered_json& more) const;

private:
    std::string out_ = ".";
    bool json_ = false;
};

} // namespace calpkg::cli
