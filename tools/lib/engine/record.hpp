#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace calpkg::engine {

/// What is known of a source package that an engine was given: a file of JSON, which outlives a killed cal-pkg.
struct Record {
    enum class State {
        handing_over, ///< the engine was about to be given it, and may have it
        handed_over,  ///< the engine works on it, or has ended meanwhile
        built,        ///< its packages are here
    };
    std::string builder;
    std::string source; ///< SHA-256 of the source package
    std::string job;    ///< what the engine calls it; may be empty
    std::string id;     ///< of this handing over, and no other one
    State state = State::handed_over;
};

/// The record in `directory`; none if there is none. Throws report::Error, with the way out, for one that cannot be
/// read.
std::optional<Record> read_record(const std::filesystem::path& directory);

/// Throws report::Error.
void write_record(const std::filesystem::path& directory, const Record& record);

void remove_record(const std::filesystem::path& directory) noexcept;

} // namespace calpkg::engine
