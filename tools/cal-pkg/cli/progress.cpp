#include "cal-pkg/cli/progress.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/report/error.hpp"
#include "lib/report/progress_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace calpkg::cli {

namespace {

bool over(rpmbuild::Phase phase) {
    return phase == rpmbuild::Phase::done || phase == rpmbuild::Phase::failed ||
           phase == rpmbuild::Phase::unchanged;
}

/// Of standard error, or as many as any has.
unsigned terminal_columns() {
    constexpr unsigned usual = 80;
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

} // namespace

const char* to_string(rpmbuild::Phase phase) {
    switch (phase) {
    case rpmbuild::Phase::waiting: return "waiting";
    case rpmbuild::Phase::staging: return "staging";
    case rpmbuild::Phase::building: return "building";
    case rpmbuild::Phase::checking: return "checking";
    case rpmbuild::Phase::submitted: return "submitted";
    case rpmbuild::Phase::done: return "done";
    case rpmbuild::Phase::failed: return "failed";
    case rpmbuild::Phase::unchanged: return "unchanged";
    }
    return "";
}

bool Progress::is_counted(const Line& line) {
    return line.phase == rpmbuild::Phase::staging && line.total_files > 0;
}

std::string Progress::amount_of(const Line& line) {
    if (is_counted(line))
        return fmt::format("{}/{} files, {}/{}", line.files, line.total_files,
                           human_size(line.bytes), human_size(line.total_bytes));
    if (line.files == 0 || line.phase == rpmbuild::Phase::unchanged) return {};
    return fmt::format("{} files, {}", line.files, human_size(line.bytes));
}

Progress::Progress(std::ostream& out, bool terminal, const std::vector<std::string>& components)
    : out_(out),
      terminal_(terminal) {
    for (const std::string& component : components) {
        lines_.emplace_back();
        lines_.back().component = component;
        width_ = std::max(width_, component.size());
    }
    if (terminal_) ticker_ = std::thread([this] { tick(); });
}

Progress::~Progress() { finish(); }

void Progress::finish() {
    {
        const std::lock_guard lock(mutex_);
        if (finished_) return;
        finished_ = true;
        if (terminal_) draw();
    }
    changed_.notify_all();
    if (ticker_.joinable()) ticker_.join();
}

Progress::Line& Progress::line_of(const std::string& component) {
    return *std::find_if(lines_.begin(), lines_.end(),
                         [&](const Line& line) { return line.component == component; });
}

void Progress::phase(const std::string& component, rpmbuild::Phase phase) {
    const std::lock_guard lock(mutex_);
    Line& line = line_of(component);
    if (line.phase == rpmbuild::Phase::waiting) line.begin = Clock::now();
    line.phase = phase;
    line.end = Clock::now();
    if (!terminal_ && phase != rpmbuild::Phase::waiting)
        out_ << text_of(line) << '\n' << std::flush;
}

void Progress::waiting_for_output(const std::filesystem::path& out) {
    const std::lock_guard lock(mutex_);
    out_ << fmt::format("cal-pkg: waiting for another build into {}\n",
                        report::escaped(out.string()))
         << std::flush;
    drawn_ = false; // the lines are drawn again below
}

void Progress::progress(const std::string& component, std::uint64_t files, std::uint64_t bytes,
                        std::uint64_t total_files, std::uint64_t total_bytes) {
    const std::lock_guard lock(mutex_);
    Line& line = line_of(component);
    line.files = files;
    line.bytes = bytes;
    line.total_files = total_files;
    line.total_bytes = total_bytes;
}

double Progress::seconds_of(const Line& line) {
    if (line.phase == rpmbuild::Phase::waiting) return 0;
    const auto until = over(line.phase) ? line.end : Clock::now();
    return std::chrono::duration<double>(until - line.begin).count();
}

std::string Progress::state_of(const Line& line) const {
    if (line.phase == rpmbuild::Phase::unchanged)
        return fmt::format("{:<{}} {}", line.component, width_, to_string(line.phase));
    return fmt::format("{:<{}} {:<8} {:6.1f} s", line.component, width_, to_string(line.phase),
                       seconds_of(line));
}

std::string Progress::text_of(const Line& line) const {
    const std::string amount = amount_of(line);
    return state_of(line) + (amount.empty() ? "" : "  " + amount);
}

/// A line that is as wide as the terminal would go on in the next one, and the lines above move.
std::string Progress::fitted(const Line& line, unsigned columns) const {
    const unsigned room = columns - 1;
    if (!is_counted(line)) return text_of(line).substr(0, room);
    return report::progress_text(
        state_of(line), {line.bytes, line.total_bytes, seconds_of(line), amount_of(line)}, room);
}

void Progress::draw() {
    std::string frame;
    if (drawn_) frame += fmt::format("\x1b[{}A", lines_.size());
    const unsigned columns = terminal_columns();
    for (const Line& line : lines_) frame += "\r\x1b[K" + fitted(line, columns) + "\n";
    out_ << frame << std::flush;
    drawn_ = true;
}

void Progress::tick() {
    std::unique_lock lock(mutex_);
    while (!finished_) {
        draw();
        changed_.wait_for(lock, std::chrono::milliseconds(100), [this] { return finished_; });
    }
}

bool stderr_is_terminal() {
    const char* term = std::getenv("TERM");
    return isatty(STDERR_FILENO) != 0 && term != nullptr && std::strcmp(term, "dumb") != 0;
}

} // namespace calpkg::cli
