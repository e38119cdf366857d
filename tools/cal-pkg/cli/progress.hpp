#pragma once

#include "lib/rpmbuild/build.hpp"

#include <condition_variable>
#include <iosfwd>
#include <mutex>
#include <thread>
#include <vector>

namespace calpkg::cli {

/// Shows a build's progress on standard error: on a terminal one line a component, redrawn in place and no wider than
/// that (phase, elapsed, and while files are staged a bar, their number and size, rate and time left); elsewhere a plain line at each change of phase.
class Progress : public rpmbuild::Observer {
public:
    Progress(std::ostream& out, bool terminal, const std::vector<std::string>& components);
    ~Progress() override;

    void phase(const std::string& component, rpmbuild::Phase phase) override;
    void progress(const std::string& component, std::uint64_t files, std::uint64_t bytes,
                  std::uint64_t total_files, std::uint64_t total_bytes) override;
    void waiting_for_output(const std::filesystem::path& out) override;
    /// Draws the last state and stops redrawing.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    struct Line {
        std::string component;
        rpmbuild::Phase phase = rpmbuild::Phase::waiting;
        Clock::time_point begin;
        Clock::time_point end;
        std::uint64_t files = 0, bytes = 0, total_files = 0, total_bytes = 0;
    };

    Line& line_of(const std::string& component);
    static bool is_counted(const Line& line); ///< whether it is told how much is left
    static std::string amount_of(const Line& line);
    static double seconds_of(const Line& line);
    std::string state_of(const Line& line) const;
    std::string text_of(const Line& line) const;
    std::string fitted(const Line& line, unsigned columns) const;
    void draw();
    void tick();

    std::ostream& out_;
    bool terminal_;
    bool drawn_ = false;
    bool finished_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Line> lines_;
    std::size_t width_ = 10; ///< of the components' names
    std::thread ticker_;     ///< keeps the elapsed time moving while rpmbuild runs
};

/// What is told of the components of one target, whose lines are called "el6 server", among others'.
class TargetProgress : public rpmbuild::Observer {
public:
    TargetProgress(Progress& progress, std::string before)
        : progress_(progress),
          before_(std::move(before)) {}

    void phase(const std::string& component, rpmbuild::Phase phase) override {
        progress_.phase(before_ + component, phase);
    }
    void progress(const std::string& component, std::uint64_t files, std::uint64_t bytes,
                  std::uint64_t total_files, std::uint64_t total_bytes) override {
        progress_.progress(before_ + component, files, bytes, total_files, total_bytes);
    }
    void waiting_for_output(const std::filesystem::path& out) override {
        progress_.waiting_for_output(out);
    }

private:
    Progress& progress_;
    std::string before_; ///< "el6 "
};

/// "staging".
const char* to_string(rpmbuild::Phase phase);

/// Whether standard error is a terminal that understands cursor movement.
bool stderr_is_terminal();

} // namespace calpkg::cli
