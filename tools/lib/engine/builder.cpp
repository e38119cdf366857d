#include "lib/engine/builder.hpp"

#include "lib/engine/placeholders.hpp"
#include "lib/layout/mapping.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace calpkg::engine {

namespace {

namespace forms = layout::forms;
namespace takes = layout::takes;
using layout::error_at;
using layout::Key;
using layout::Keys;
using layout::Mapping;
using layout::required;
using layout::Value;

const Key kRun{"run", takes::list(takes::text(forms::line), 1), required};

/// Of a step that is a program and nothing else.
const Keys& step_keys() {
    static const Keys keys{{kRun}};
    return keys;
}

const Keys& submit_keys() {
    static const Keys keys{{kRun, {"job", takes::text(forms::line)}}};
    return keys;
}

const Keys& poll_keys() {
    constexpr std::uint32_t an_hour = 3600;
    static const Keys keys{{kRun,
                            {"state", takes::text(forms::line), required},
                            {"succeeded", takes::texts(forms::line), required},
                            {"failed", takes::texts(forms::line), required},
                            {"seconds", takes::number(an_hour, 0), required}}};
    return keys;
}

const Keys& log_keys() {
    static const Keys keys{{{kRun.name, kRun.form}, {"file", takes::text(forms::line)}},
                           {{{"run"}, {"file"}}, {{"file"}, {"run"}}}};
    return keys;
}

const Keys& reason_keys() {
    static const Keys keys{{{"text", takes::text(forms::line), required},
                            {"says", takes::text(forms::line), required}}};
    return keys;
}

/// Throws unless every {name} in `text` is one of `names`.
void require_known(const std::string& text, const layout::Position& at,
                   const std::vector<std::string>& names) {
    for (const std::string& name : placeholders_in(text))
        if (std::ranges::find(names, name) == names.end())
            throw error_at(at, fmt::format("there is no '{{{}}}'", name),
                           report::suggestion(name, names));
}

/// A regular expression under `key` with as many groups as given; the engine's output is searched for it.
std::string pattern_of(const Mapping& step, const char* key, unsigned groups) {
    constexpr std::size_t longest = 1000; // std::regex goes levels deeper with each parenthesis
    const std::string text = step.text(key);
    if (text.size() > longest)
        throw error_at(step.require(key).at,
                       fmt::format("'{}' is longer than {} bytes", key, longest),
                       "find less of the line");
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
        builder_.find = simple("find", false);
        if (builder_.find.is_there() && !has_job())
            throw error_at(builder_.find.at,
                           "'find' prints what 'job' of 'submit' takes, and there is no 'job'",
                           "give 'submit' one");
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
            command.argv.push_back(layout::text_of(word, "run", forms::line));
            require_known(command.argv.back(), word.at, names);
        }
        return command;
    }

    BuilderCommand simple(const char* key, bool job) const {
        const Value::Member* member = top_.find(key);
        if (member == nullptr) return {};
        const Mapping step(member->value, fmt::format("'{}'", key), step_keys());
        return command(step, job);
    }

    void read_submit() {
        const Mapping step(top_.require("submit"), "'submit'", submit_keys());
        builder_.submit = command(step, false);
        if (step.find("job") != nullptr) builder_.job = pattern_of(step, "job", 1);
        if (has_job() && top_.find("poll") == nullptr)
            throw error_at(step.require("job").at, "'job' is for 'poll', and there is none",
                           "leave it out where 'submit' builds the package itself");
    }

    void read_poll() {
        const Value::Member* member = top_.find("poll");
        if (member == nullptr) return;
        const Mapping step(member->value, "'poll'", poll_keys());
        builder_.poll = command(step, has_job());
        builder_.state = pattern_of(step, "state", 1);
        builder_.succeeded = step.texts("succeeded");
        builder_.failed = step.texts("failed");
        builder_.seconds = step.number_or_none("seconds");
    }

    void read_log() {
        const Value::Member* member = top_.find("log");
        if (member == nullptr) return;
        const Mapping step(member->value, "'log'", log_keys());
        if (!step.follows_an_alternative())
            throw error_at(step.at(), "'log' takes either 'run' or 'file'");
        if (step.find("run") != nullptr) {
            builder_.log = command(step, has_job());
            return;
        }
        builder_.log_file = step.text("file");
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
        const Mapping reason(item, "a reason", reason_keys());
        builder.reasons.push_back({pattern_of(reason, "text", 0), reason.text("says")});
    }
}

} // namespace

const std::vector<std::string>& builder_placeholders() {
    static const std::vector<std::string> names{"source",  "results",   "work",    "log",  "here",
                                                "name",    "version",   "release", "arch", "target",
                                                "package", "component", "id"};
    return names;
}

const layout::Keys& builder_keys() {
    static const Keys keys{
        {{"builder", takes::text(forms::package_name), required},
         {"summary", takes::text(forms::line), required},
         {"variables", takes::map(forms::identifier, takes::text(forms::anything))},
         {"targets", takes::map(forms::token, takes::text(forms::line))},
         {"reach", takes::mapping(step_keys())},
         {"submit", takes::mapping(submit_keys()), required},
         {"find", takes::mapping(step_keys())},
         {"poll", takes::mapping(poll_keys())},
         {"log", takes::mapping(log_keys())},
         {"fetch", takes::mapping(step_keys())},
         {"cancel", takes::mapping(step_keys())},
         {"reasons", takes::list(takes::mapping(reason_keys()))}}};
    return keys;
}

Builder read_builder(const std::filesystem::path& file) {
    const Value document = layout::read_yaml(file);
    const Mapping top(document, "the builder", builder_keys());
    Builder builder;
    builder.file = file;
    builder.name = top.own_name("builder", file);
    builder.summary = top.text("summary");
    builder.variables = top.pairs("variables");
    for (const auto& [name, value] : builder.variables)
        if (name == "job" || std::ranges::count(builder_placeholders(), name) > 0)
            throw error_at(top.require("variables").at,
                           fmt::format("'{}' is not a variable: cal-pkg sets it", name),
                           "give it another name");
    builder.targets = top.pairs("targets");
    Steps(top, builder).read();
    read_reasons(top, builder);
    return builder;
}

} // namespace calpkg::engine
