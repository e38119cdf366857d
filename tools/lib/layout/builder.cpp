#include "lib/layout/builder.hpp"

#include "lib/layout/mapping.hpp"
#include "lib/layout/placeholders.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <regex>

namespace calpkg::layout {

namespace {

const std::vector<std::string> kKeys{"builder", "summary", "variables", "targets",
                                     "reach",   "submit",  "poll",      "log",
                                     "fetch",   "cancel",  "reasons"};

/// Throws unless every {name} in `text` is one of `names`.
void require_known(const std::string& text, const Position& at,
                   const std::vector<std::string>& names) {
    for (const std::string& name : placeholders_in(text))
        if (std::ranges::find(names, name) == names.end())
            throw error_at(at, fmt::format("there is no '{{{}}}'", name),
                           report::suggestion(name, names));
}

/// A regular expression under `key` with as many groups as given; the engine's output is searched for it.
std::string pattern_of(const Mapping& step, const char* key, unsigned groups) {
    const std::string text = step.text(key, forms::line);
    unsigned found = 0;
    try {
        found = static_cast<unsigned>(std::regex(text).mark_count());
    } catch (const std::regex_error&) {
        throw error_at(step.require(key).at,
                       fmt::format("'{}' is not a regular expression: '{}'", key, text),
                       "it takes one as in JavaScript");
    }
    if (groups != 0 && found != groups)
        throw error_at(step.require(key).at,
                       fmt::format("'{}' has {} groups, and is to have one", key, found),
                       "put what is wanted, and nothing else, in parentheses");
    return text;
}

/// Reads the steps of one builder, whose placeholders are known.
class Steps {
public:
    Steps(const Mapping& top, Builder& builder) : top_(top), builder_(builder) {
        names_ = builder_placeholders();
        for (const auto& [name, value] : builder.variables) names_.push_back(name);
    }

    void read() {
        builder_.reach = simple("reach", false);
        read_submit();
        read_poll();
        read_log();
        builder_.fetch = simple("fetch", has_job());
        builder_.cancel = simple("cancel", has_job());
        if (!builder_.poll.is_there() && builder_.cancel.is_there())
            throw error_at(builder_.cancel.at,
                           "'cancel' is for what 'poll' looks at, and there is no 'poll'",
                           "leave it out: a program that builds is ended with cal-pkg");
    }

private:
    bool has_job() const { return !builder_.job.empty(); }

    BuilderCommand command(const Mapping& step, bool job) const {
        BuilderCommand command{step.at(), {}};
        std::vector<std::string> names = names_;
        if (job) names.emplace_back("job");
        const Value& run = step.require("run");
        if (run.kind != Value::Kind::list || run.items.empty())
            throw error_at(run.at, "'run' must be a list: a program and its arguments");
        for (const Value& word : run.items) { // one may be there twice
            command.argv.push_back(text_of(word, "run", forms::line));
            require_known(command.argv.back(), word.at, names);
        }
        return command;
    }

    BuilderCommand simple(const char* key, bool job) const {
        const Value::Member* member = top_.find(key);
        if (member == nullptr) return {};
        const Mapping step(member->value, fmt::format("'{}'", key));
        step.allow_only({"run"});
        return command(step, job);
    }

    void read_submit() {
        const Mapping step(top_.require("submit"), "'submit'");
        step.allow_only({"run", "job"});
        builder_.submit = command(step, false);
        if (step.find("job") != nullptr) builder_.job = pattern_of(step, "job", 1);
        if (has_job() && top_.find("poll") == nullptr)
            throw error_at(step.require("job").at, "'job' is for 'poll', and there is none",
                           "leave it out where 'submit' builds the package itself");
    }

    void read_poll() {
        const Value::Member* member = top_.find("poll");
        if (member == nullptr) return;
        const Mapping step(member->value, "'poll'");
        step.allow_only({"run", "state", "succeeded", "failed", "seconds"});
        builder_.poll = command(step, has_job());
        builder_.state = pattern_of(step, "state", 1);
        builder_.succeeded = step.texts("succeeded", forms::line);
        builder_.failed = step.texts("failed", forms::line);
        builder_.seconds = seconds_of(step);
    }

    static unsigned seconds_of(const Mapping& step) {
        constexpr unsigned most = 3600;
        const std::string text = step.text("seconds", forms::token);
        unsigned seconds = 0;
        const auto [end, failure] =
            std::from_chars(text.data(), text.data() + text.size(), seconds);
        if (failure != std::errc() || end != text.data() + text.size() || seconds > most)
            throw error_at(step.require("seconds").at,
                           fmt::format("'seconds' takes a number from 0 to {}", most));
        return seconds;
    }

    void read_log() {
        const Value::Member* member = top_.find("log");
        if (member == nullptr) return;
        const Mapping step(member->value, "'log'");
        step.allow_only({"run", "file"});
        if ((step.find("run") == nullptr) == (step.find("file") == nullptr))
            throw error_at(step.at(), "'log' takes either 'run' or 'file'");
        if (step.find("run") != nullptr) {
            builder_.log = command(step, has_job());
            return;
        }
        builder_.log_file = step.text("file", forms::line);
        require_known(builder_.log_file, step.require("file").at, names_);
    }

    const Mapping& top_;
    Builder& builder_;
    std::vector<std::string> names_;
};

void read_reasons(const Mapping& top, Builder& builder) {
    const Value::Member* member = top.find("reasons");
    if (member == nullptr) return;
    if (member->value.kind != Value::Kind::list)
        throw error_at(member->value.at, "'reasons' must be a list");
    for (const Value& item : member->value.items) {
        const Mapping reason(item, "a reason");
        reason.allow_only({"text", "says"});
        builder.reasons.push_back(
            {pattern_of(reason, "text", 0), reason.text("says", forms::line)});
    }
}

void read_name(const Mapping& top, Builder& builder) {
    builder.name = top.text("builder", forms::package_name);
    if (builder.name != builder.file.stem().string())
        throw error_at(top.require("builder").at,
                       fmt::format("the builder '{}' is in '{}'", builder.name,
                                   builder.file.filename().string()),
                       fmt::format("rename the file to '{}.yaml'", builder.name));
}

} // namespace

const std::vector<std::string>& builder_placeholders() {
    static const std::vector<std::string> names{"source", "results", "work",    "log",
                                                "here",   "name",    "version", "release",
                                                "arch",   "target",  "package", "component"};
    return names;
}

Builder read_builder(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the builder");
    top.allow_only(kKeys);
    Builder builder;
    builder.file = file;
    read_name(top, builder);
    builder.summary = top.text("summary", forms::line);
    builder.variables = top.pairs("variables", forms::identifier, forms::anything);
    for (const auto& [name, value] : builder.variables)
        if (name == "job" || std::ranges::count(builder_placeholders(), name) > 0)
            throw error_at(top.require("variables").at,
                           fmt::format("'{}' is not a variable: cal-pkg sets it", name),
                           "give it another name");
    builder.targets = top.pairs("targets", forms::token, forms::line);
    Steps(top, builder).read();
    read_reasons(top, builder);
    return builder;
}

} // namespace calpkg::layout
