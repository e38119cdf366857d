#include "cal-pkg/options/line_options.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/progress.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string_view>

namespace calpkg::cli {

namespace {

/// One line of a terminal that is written again and again.
class ProgressLine {
public:
    ~ProgressLine() { clear(); }

    /// git ends each state of its progress with a carriage return, and comes in pieces.
    void show(const std::string& repository, std::string_view text) {
        rest_ += text;
        const std::size_t end = rest_.find_last_of("\r\n");
        if (end == std::string::npos) return;
        const std::size_t before =
            end == 0 ? std::string::npos : rest_.find_last_of("\r\n", end - 1);
        const std::string state = rest_.substr(before + 1, end - before - 1); // npos + 1: all of it
        rest_.erase(0, end + 1);
        if (state.empty()) return;
        std::cerr << "\r\x1b[K" << repository << "  " << report::escaped(state).substr(0, kColumns)
                  << std::flush;
        shown_ = true;
    }
    void clear() {
        if (shown_) std::cerr << "\r\x1b[K" << std::flush;
        shown_ = false;
    }

private:
    static constexpr std::size_t kColumns = 60;

    std::string rest_;
    bool shown_ = false;
};

} // namespace

sources::Observer fetch_observer() {
    const auto line = std::make_shared<ProgressLine>();
    sources::Observer observer;
    observer.message = [line](const std::string& text) {
        line->clear();
        std::cerr << "cal-pkg: " << report::escaped(text) << '\n';
    };
    if (stderr_is_terminal())
        observer.progress = [line](const std::string& repository, std::string_view text) {
            line->show(repository, text);
        };
    return observer;
}

void refuse_missing(const sources::Sources& sources) {
    if (sources.errors.empty()) return;
    for (std::size_t i = 0; i + 1 < sources.errors.size(); ++i)
        print_error(std::cerr, sources.errors[i]);
    throw report::Error(sources.errors.back());
}

void require_configured(const layout::Project& project, const std::string& key,
                        const std::string& name, const std::vector<std::string>& known) {
    if (std::ranges::find(known, name) != known.end()) return;
    throw report::Error(project.places.at(key), fmt::format("there is no {} '{}'", key, name),
                        report::suggestion(name, known));
}

void LineOptions::configure(CLI::App& app, const std::string& what_for) {
    app.add_option("--line", line_, what_for)->check(kNotEmpty)->type_name("LINE")->group(kInputs);
    app.add_option("--from", from_, "Mirror to fetch from, with OWNER/NAME for each repository")
        ->check(kNotEmpty)
        ->type_name("URL|DIR")
        ->group(kInputs);
}

std::optional<layout::Line> LineOptions::line(const layout::Catalog& catalog,
                                              const layout::Project& project,
                                              const std::string& otherwise) const {
    if (!line_.empty()) return catalog.line(line_);
    if (!project.line.empty()) {
        require_configured(project, "line", project.line, catalog.line_names());
        return catalog.line(project.line);
    }
    if (!otherwise.empty()) return catalog.line(otherwise);
    if (!from_.empty())
        throw report::Error("--from", "is where a line's repositories are fetched from",
                            "say which line with --line");
    return std::nullopt;
}

std::string LineOptions::from(const layout::Project& project) const {
    const bool given = !from_.empty() || project.from.empty();
    const std::string& from = given ? from_ : project.from;
    require_mirror(from, given ? "--from" : project.places.at("from"));
    return from;
}

void LineOptions::require_mirror(const std::string& from, const std::string& subject) {
    if (!from.empty() && from.find(':') == std::string::npos &&
        !std::filesystem::is_directory(from))
        throw report::Error(subject, from + " is not a directory",
                            "name one with OWNER/NAME for each repository, or an address");
}

} // namespace calpkg::cli
