#include "cal-pkg/cli/progress_events.hpp"

#include "cal-pkg/cli/progress.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::cli {

namespace {

using Clock = report::Timings::Clock;

constexpr auto kBetween =
    std::chrono::milliseconds(100); ///< two events of one component's progress

/// The descriptor that a destination names; nothing for a file.
std::optional<int> named_descriptor(const std::string& destination) {
    constexpr std::string_view before = "/dev/fd/";
    if (destination == "-" || destination == "/dev/stderr") return STDERR_FILENO;
    if (destination == "/dev/stdout") return STDOUT_FILENO;
    if (!destination.starts_with(before)) return std::nullopt;
    int number = -1;
    const char* end = destination.data() + destination.size();
    const auto [at, error] = std::from_chars(destination.data() + before.size(), end, number);
    return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

/// Whether the file that is open as `fd` may be replaced.
bool is_events(int fd) {
    constexpr std::string_view begin = R"({"event":)";
    std::array<char, begin.size()> first{};
    const ssize_t count = pread(fd, first.data(), first.size(), 0);
    return count == 0 ||
           (count > 0 && std::string_view(first.data(), static_cast<std::size_t>(count)) == begin);
}

fs::Descriptor open_descriptor(const std::string& name, int number) {
    fs::Descriptor fd(fcntl(number, F_DUPFD_CLOEXEC, 0));
    if (!fd.is_open())
        throw report::Error(name, "is not an open descriptor",
                            "open it before: 'cal-pkg build … --json-progress /dev/fd/3 3>FILE'");
    return fd;
}

fs::Descriptor open_file(const std::string& name) {
    struct stat status {};
    const bool special = stat(name.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
    const int mode = special ? O_WRONLY : O_RDWR | O_CREAT;
    fs::Descriptor fd = fs::try_open(name, mode | O_APPEND | O_NOCTTY, 0644);
    if (!fd.is_open()) {
        const int reason = errno;
        process::check_interrupt(); // while a FIFO had no reader
        throw report::system_error(name, "open", reason);
    }
    if (!special && !is_events(fd.get()))
        throw report::Error(name, "already exists, and is not the progress of an earlier build",
                            "name another file for --json-progress");
    if (!special && ftruncate(fd.get(), 0) != 0) throw report::system_error(name, "write", errno);
    return fd;
}

fs::Descriptor open_destination(const std::string& destination) {
    const std::optional<int> number = named_descriptor(destination);
    return number ? open_descriptor(destination, *number) : open_file(destination);
}

double seconds_since(Clock::time_point begin) {
    return std::round(std::chrono::duration<double>(Clock::now() - begin).count() * 1000) / 1000;
}

} // namespace

ProgressEvents::ProgressEvents(const std::string& destination)
    : name_(destination),
      fd_(open_destination(destination)) {}

/// Waits for a reader, unless the user interrupts.
void ProgressEvents::await_reader() const {
    std::array<pollfd, 2> files{{{fd_.get(), POLLOUT, 0}, {process::interrupt_fd(), POLLIN, 0}}};
    while (poll(files.data(), files.size(), -1) < 0 && errno == EINTR) {}
    if (files[0].revents == 0)
        throw report::Error(name_,
                            "has a reader that does not read, and the build was interrupted");
}

void ProgressEvents::tell(const char* event, const nlohmann::ordered_json& content) {
    const std::lock_guard lock(mutex_);
    if (!failure_.empty()) return;
    nlohmann::ordered_json object{{"event", event}, {"time", seconds_since(begin_)}};
    object.update(content);
    const std::string line =
        object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    try {
        await_reader();
        fs::write_all(fd_.get(), line, name_);
    } catch (const report::Error& error) {
        failure_ = error.what();
    }
}

std::string ProgressEvents::failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
}

EventObserver::EventObserver(rpmbuild::Observer& next, ProgressEvents* events, std::string target)
    : next_(next),
      events_(events),
      target_(std::move(target)) {}

void EventObserver::tell(const char* event, const std::string& component, const State& state) {
    nlohmann::ordered_json content{
        {"target", target_}, {"component", component}, {"phase", state.phase}};
    if (state.total_files > 0)
        content.update({{"files", state.files},
                        {"total_files", state.total_files},
                        {"bytes", state.bytes},
                        {"total_bytes", state.total_bytes}});
    events_->tell(event, content);
}

void EventObserver::phase(const std::string& component, rpmbuild::Phase phase) {
    next_.phase(component, phase);
    if (events_ == nullptr) return;
    const std::lock_guard lock(mutex_);
    State& state = states_[component];
    state.phase = to_string(phase);
    tell("phase", component, state);
}

void EventObserver::progress(const std::string& component, std::uint64_t files, std::uint64_t bytes,
                             std::uint64_t total_files, std::uint64_t total_bytes) {
    next_.progress(component, files, bytes, total_files, total_bytes);
    if (events_ == nullptr) return;
    const std::lock_guard lock(mutex_);
    State& state = states_[component];
    state.files = files;
    state.bytes = bytes;
    state.total_files = total_files;
    state.total_bytes = total_bytes;
    if (Clock::now() - state.told < kBetween) return;
    state.told = Clock::now();
    tell("progress", component, state);
}

void EventObserver::waiting_for_output(const std::filesystem::path& out) {
    next_.waiting_for_output(out);
    if (events_ != nullptr) events_->tell("waiting", {{"output", out.string()}});
}

} // namespace calpkg::cli
