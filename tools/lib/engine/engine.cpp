#include "lib/engine/engine.hpp"

#include "lib/engine/placeholders.hpp"
#include "lib/engine/record.hpp"
#include "lib/engine/unfinished.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <system_error>
#include <utility>

namespace calpkg::engine {

namespace {

namespace stdfs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kTidyUp{30};
constexpr unsigned kMostSilent = 5; ///< looks in a row that tell nothing

/// The packages below `directory` but source packages, sorted.
std::vector<stdfs::path> packages_below(const stdfs::path& directory) {
    std::vector<stdfs::path> found;
    std::error_code failure;
    for (stdfs::recursive_directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure))
        if (it->path().extension() == ".rpm" && it->path().stem().extension() != ".src" &&
            it->is_regular_file(failure))
            found.push_back(it->path());
    if (failure) throw report::system_error(directory.string(), "read", failure.value());
    std::ranges::sort(found);
    return found;
}

/// A word that no other handing over has.
std::string new_id() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

/// Throws unless `program` of that engine is on PATH: cal-pkg's own setup does not bring it.
void require_program(const std::string& program, const std::string& engine) {
    if (program.find('/') != std::string::npos) return;
    try {
        process::require_program(program);
    } catch (const report::Error& error) {
        throw report::Error(engine, fmt::format("cannot be used: {}: {}", program, error.reason()),
                            "install it or put it on PATH");
    }
}

std::string duration(std::chrono::seconds seconds) {
    return fmt::format("{} second{}", seconds.count(), seconds.count() == 1 ? "" : "s");
}

} // namespace

/// One package at the engine.
class Engine::Work {
public:
    Work(const Engine& engine, const Request& request);

    stdfs::path build();
    const stdfs::path& log() const { return log_; }

private:
    const Builder& builder() const { return engine_.options_.builder; }
    void begin_anew(const stdfs::path& source) const;
    /// Asks the engine for what it may have been given. Whether it has it.
    bool find_job();
    void hand_over();
    void await();
    bool has_ended(const std::string& state);
    void read_log();
    void fetch();
    /// Whether nothing is left at the engine; then it is forgotten here, too.
    bool cancel() noexcept;
    stdfs::path package() const;
    void note(const std::string& line) const { std::ofstream(log_, std::ios::app) << line << '\n'; }
    enum class Output { logged, quiet, into_log };
    process::Result run(const BuilderCommand& step, Output output = Output::logged);
    /// With the way out, if the log tells one. What was handed over is over.
    [[noreturn]] void fail(const std::string& what) const;
    [[noreturn]] void fail(const std::string& what, const std::string& log,
                           const std::string& remedy) const;
    /// The engine may have it, and how that calls it is not known: kept on record.
    [[noreturn]] void fail_unknown(const std::string& why) const;
    [[noreturn]] void fail_late();
    bool is_late(const process::Result& result) const {
        return result.timed_out || Clock::now() >= deadline_;
    }
    std::string lateness() const {
        return fmt::format("was not done after {}, the time limit (--time-limit)",
                           duration(engine_.options_.time_limit));
    }

    const Engine& engine_;
    const Request& request_;
    stdfs::path directory_, log_, results_;
    Values values_;
    Record record_;
    bool handed_over_ = false;
    Deadline deadline_;
};

Engine::Work::Work(const Engine& engine, const Request& request)
    : engine_(engine),
      request_(request),
      directory_(engine.state_ / request.component),
      log_(directory_ / "log"),
      results_(directory_ / "results"),
      values_(engine.values_),
      record_{engine.name(),
              hash::sha256_file(request.source),
              {},
              new_id(),
              Record::State::handed_over},
      deadline_(Clock::now() + engine.options_.time_limit) {
    const stdfs::path source = directory_ / request.source.filename();
    const auto old = engine.options_.resume ? read_record(directory_) : std::nullopt;
    const bool begun = old && old->builder == record_.builder && old->source == record_.source;
    if (begun)
        record_ = *old;
    else
        begin_anew(source);
    for (const auto& [name, value] : Values{{"source", source.string()},
                                            {"results", results_.string()},
                                            {"work", (directory_ / "work").string()},
                                            {"log", log_.string()},
                                            {"name", request.name},
                                            {"version", request.version},
                                            {"release", request.release},
                                            {"arch", request.arch},
                                            {"package", request.binary},
                                            {"component", request.component},
                                            {"id", record_.id},
                                            {"job", record_.job}})
        values_[name] = value;
    handed_over_ = begun && (record_.state != Record::State::handing_over || find_job());
    if (begun && !handed_over_) begin_anew(source);
}

bool Engine::Work::find_job() {
    // Not run(): nothing is over, and there is nothing to cancel, because an engine does not answer in time.
    const process::Result found =
        run_logged(command_of(builder().find, values_, directory_ / "work", deadline_), log_);
    if (!found.ok())
        fail(fmt::format("does not tell whether it has it ({})", found.ending()), found.err,
             "try again with --resume; or " + look_there(directory_));
    record_.job = last_match(builder().job, found.out);
    if (record_.job.empty()) return false;
    values_["job"] = record_.job;
    record_.state = Record::State::handed_over;
    write_record(directory_, record_);
    return true;
}

void Engine::Work::begin_anew(const stdfs::path& source) const {
    std::error_code ignored;
    stdfs::remove_all(directory_, ignored);
    fs::make_directories(results_);
    fs::make_directories(directory_ / "work");
    fs::copy_to(request_.source, source);
}

void Engine::Work::fail(const std::string& what, const std::string& log,
                        const std::string& remedy) const {
    const std::string line = last_line(log);
    throw report::Error(request_.name,
                        fmt::format("{} {}{}", engine_.name(), what,
                                    line.empty() ? "" : ": " + report::escaped(line)),
                        remedy);
}

void Engine::Work::fail(const std::string& what) const {
    remove_record(directory_);
    const std::string log = text_of_log(log_);
    const std::string reason = reason_in(builder(), log);
    fail(what, log, reason.empty() ? "its log tells why" : reason);
}

process::Result Engine::Work::run(const BuilderCommand& step, Output output) {
    const process::Command command = command_of(step, values_, directory_ / "work", deadline_);
    process::Result result = output == Output::quiet      ? process::run(command)
                             : output == Output::into_log ? run_into(command, log_)
                                                          : run_logged(command, log_);
    if (is_late(result)) fail_late();
    return result;
}

void Engine::Work::fail_late() {
    if (!handed_over_ || cancel()) fail(lateness());
    fail(lateness() + ", and may work on it still", text_of_log(log_),
         take_up_or_remove(directory_));
}

void Engine::Work::fail_unknown(const std::string& why) const {
    fail(why + ", and whether it has it is not known", text_of_log(log_),
         builder().find.is_there() ? "ask it with --resume" : look_there(directory_));
}

void Engine::Work::hand_over() {
    if (!builder().poll.is_there()) {
        const process::Result built = run(builder().submit, Output::into_log);
        read_log();
        if (!built.ok()) fail(fmt::format("has failed ({})", built.ending()));
        return;
    }
    record_.state = Record::State::handing_over;
    write_record(directory_, record_); // cal-pkg may be killed before the engine has answered
    // Not run(): it may have been taken by the time that ends the program.
    const process::Result result =
        run_logged(command_of(builder().submit, values_, directory_ / "work", deadline_), log_);
    const bool was_ended = result.timed_out || result.signal != 0;
    if (!result.ok() && !was_ended) fail(fmt::format("does not take it ({})", result.ending()));
    if (!builder().job.empty()) record_.job = last_match(builder().job, result.out);
    if (record_.job.empty() && was_ended)
        fail_unknown(result.timed_out ? lateness() : "did not answer (" + result.ending() + ")");
    if (record_.job.empty() && !builder().job.empty())
        fail_unknown("did not say what it calls the job");
    values_["job"] = record_.job;
    handed_over_ = true;
    record_.state = Record::State::handed_over;
    write_record(directory_, record_);
    if (is_late(result)) fail_late();
}

bool Engine::Work::has_ended(const std::string& state) {
    const auto is_among = [&](const std::vector<std::string>& states) {
        return std::ranges::find(states, state) != states.end();
    };
    if (!is_among(builder().failed)) return is_among(builder().succeeded);
    read_log();
    fail(fmt::format("says '{}'", report::escaped(state)));
}

void Engine::Work::await() {
    std::string known;
    for (unsigned silent = 0;;) {
        const process::Result result = run(builder().poll, Output::quiet);
        const std::string state =
            result.ok() ? last_match(builder().state, result.out) : std::string();
        if (state.empty() && ++silent == kMostSilent) {
            note(result.out + result.err);
            throw report::Error(
                request_.name,
                fmt::format("{} no longer tells what became of it ({})", engine_.name(),
                            result.ok() ? "no state" : result.ending()),
                take_up_or_remove(directory_));
        }
        if (!state.empty()) silent = 0;
        if (!state.empty() && state != known) note(fmt::format("{}: {}", engine_.name(), state));
        known = state;
        if (!state.empty() && has_ended(state)) return;
        const auto again = Clock::now() + std::chrono::seconds(builder().seconds);
        do process::pause();
        while (Clock::now() < std::min(again, deadline_));
    }
}

/// A log that is not there is not worth a build.
void Engine::Work::read_log() {
    if (builder().log.is_there()) run(builder().log);
    if (builder().log_file.empty()) return;
    const stdfs::path file = with_placeholders(builder().log_file, values_);
    if (file != log_) note(text_of_log(file));
}

void Engine::Work::fetch() {
    if (!builder().fetch.is_there()) return;
    std::error_code ignored;
    stdfs::remove_all(results_, ignored); // an earlier attempt's
    fs::make_directories(results_);
    const process::Result result = run(builder().fetch);
    if (!result.ok())
        fail(fmt::format("has built it, and does not give it back ({})", result.ending()));
}

bool Engine::Work::cancel() noexcept {
    if (!handed_over_ || !builder().cancel.is_there()) return false;
    try {
        process::Command command =
            command_of(builder().cancel, values_, directory_ / "work", Clock::now() + kTidyUp);
        command.outlasts_interrupt = true;
        if (!run_logged(command, log_).ok()) return false;
    } catch (const std::exception& error) {
        note(error.what());
        return false;
    }
    remove_record(directory_);
    return true;
}

stdfs::path Engine::Work::package() const {
    const std::vector<stdfs::path> found = packages_below(results_);
    if (found.size() == 1 && found.front().filename() == request_.binary) return found.front();
    std::string list;
    for (const stdfs::path& file : found)
        list += (list.empty() ? "" : ", ") + report::escaped(file.filename().string());
    fail(fmt::format("brought back {} instead of {}", list.empty() ? "no package" : list,
                     request_.binary));
}

stdfs::path Engine::Work::build() {
    if (record_.state == Record::State::built) return package();
    try {
        if (!handed_over_) hand_over();
        if (builder().poll.is_there()) {
            await();
            read_log();
        }
        fetch();
    } catch (const report::Interrupted&) {
        cancel();
        throw;
    }
    stdfs::path made = package();
    record_.state = Record::State::built;
    write_record(directory_, record_);
    return made;
}

Engine::Engine(Options options, stdfs::path state, const std::string& target)
    : options_(std::move(options)),
      state_(std::move(state)),
      values_(options_.values) {
    const auto& targets = options_.builder.targets;
    const auto called = targets.find(target);
    if (!targets.empty() && called == targets.end())
        throw report::Error(
            name(), fmt::format("is not said to build for {}", target),
            fmt::format("add it to 'targets' in {}", options_.builder.file.string()));
    values_["target"] = called == targets.end() ? target : called->second;
    values_["here"] = stdfs::absolute(options_.builder.file).parent_path().string();
    refuse_unfinished(state_, options_.builder, options_.resume);
    fs::make_directories(state_);
    reach();
}

void Engine::reach() const {
    if (!options_.builder.reach.is_there()) return;
    const stdfs::path log = state_ / "reach.log";
    std::error_code ignored;
    stdfs::remove(log, ignored);
    constexpr std::chrono::seconds most{60};
    const process::Command command =
        command_of(options_.builder.reach, values_, state_, Clock::now() + most);
    require_program(command.argv.front(), name());
    const process::Result result = run_logged(command, log);
    if (result.ok()) return;
    const std::string said = text_of_log(log);
    const std::string line = last_line(said);
    std::string reason = reason_in(options_.builder, said);
    if (reason.empty()) reason = "see what it says in " + log.string();
    throw report::Error(name(),
                        fmt::format("cannot be used ({}){}", result.ending(),
                                    line.empty() ? "" : ": " + report::escaped(line)),
                        reason);
}

stdfs::path Engine::build(const Request& request, const stdfs::path& log) const {
    Work work(*this, request);
    // It is published: where the output and cal-pkg lie here is nobody's business.
    const auto keep_log = [&] {
        const std::string text =
            report::replaced(text_of_log(work.log()), state_.string(), state_.filename().string());
        std::ofstream(log, std::ios::app)
            << fmt::format("--- {} ---\n", name())
            << report::replaced(text, values_.at("here"), "layouts/builders");
    };
    try {
        stdfs::path made = work.build();
        keep_log();
        return made;
    } catch (const std::exception&) {
        keep_log();
        throw;
    }
}

void Engine::forget() const noexcept {
    std::error_code ignored;
    stdfs::remove_all(state_, ignored);
}

} // namespace calpkg::engine
