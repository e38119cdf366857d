#pragma once

#include "lib/fs/descriptor.hpp"
#include "lib/report/timings.hpp"
#include "lib/rpmbuild/build.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace calpkg::cli {

/// Tells programs what a build does, an object of JSON a line; tools/docs/output.md describes them. For several threads at
/// once. When nobody can read them any more nothing is told, and the build goes on.
class ProgressEvents {
public:
    /// `destination`: "-" for standard error, /dev/fd/N for a descriptor that is open already, or a file, FIFO or device. A
    /// file that is there is replaced if it is one of this kind. Throws report::Error when it cannot be opened.
    explicit ProgressEvents(const std::string& destination);

    /// Writes `event` with "time" in it, in seconds since this was made.
    void tell(const char* event, const nlohmann::ordered_json& content);
    /// Why nothing is told any more; empty as long as all has been.
    std::string failure() const;

private:
    void await_reader() const;

    std::string name_;
    fs::Descriptor fd_;
    report::Timings::Clock::time_point begin_ = report::Timings::Clock::now();
    mutable std::mutex mutex_;
    std::string failure_;
};

/// Passes on what it is told of the components of one target, and tells it to `events`, which may be null.
class EventObserver : public rpmbuild::Observer {
public:
    EventObserver(rpmbuild::Observer& next, ProgressEvents* events, std::string target);

    void phase(const std::string& component, rpmbuild::Phase phase) override;
    void progress(const std::string& component, std::uint64_t files, std::uint64_t bytes,
                  std::uint64_t total_files, std::uint64_t total_bytes) override;
    void waiting_for_output(const std::filesystem::path& out) override;

private:
    struct State {
        const char* phase = "";
        std::uint64_t files = 0, bytes = 0, total_files = 0, total_bytes = 0;
        report::Timings::Clock::time_point told; ///< when its progress was told last
    };

    void tell(const char* event, const std::string& component, const State& state);

    rpmbuild::Observer& next_;
    ProgressEvents* events_;
    std::string target_;
    std::mutex mutex_;
    std::map<std::string, State> states_;
};

} // namespace calpkg::cli
