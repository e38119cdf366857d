#pragma once

#include "lib/engine/builder.hpp"
#include "lib/engine/run.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace calpkg::engine {

/// How an engine is used.
struct Options {
    Builder builder;
    Values values;                      ///< of the builder's variables, none empty
    std::chrono::seconds time_limit{0}; ///< for one package
    bool resume = false; ///< what an earlier run handed over is not handed over again
};

/// A source package that is to be built, and the plan that it was made of.
struct Request {
    std::filesystem::path source; ///< the package
    std::string component, name, version, release, arch;
    std::string binary; ///< name of the file that is to come back
};

/// A build engine at work for one target. All that it gets and gives lies below one directory, `state`, which outlives
/// this process: <component>/{source package, log, results/, job.json}.
class Engine {
public:
    /// Looks whether the engine can be reached. Throws report::Error if it cannot, with its words and the place of its
    /// log; and if there is unfinished work of an earlier run in `state` and that is not to be resumed.
    Engine(Options options, std::filesystem::path state, const std::string& target);

    /// Has `request` built, unless that was done already, and gives the place of the package that came back. `log` gets
    /// all that the engine says, at the end. Throws report::Error for what fails, report::Interrupted: then what was
    /// handed over is cancelled, where the engine can do that. For several threads at once.
    std::filesystem::path build(const Request& request, const std::filesystem::path& log) const;

    const std::string& name() const { return options_.builder.name; }
    const std::filesystem::path& state() const { return state_; }
    /// When all is published: removes what was kept.
    void forget() const noexcept;

private:
    class Work;

    void reach() const;

    Options options_;
    std::filesystem::path state_;
    Values values_;
};

} // namespace calpkg::engine
