#include "lib/check/build_traces.hpp"

#include "lib/plan/spec.hpp"
#include "lib/rpm/format/tag_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <pwd.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace calpkg::check {

namespace {

constexpr std::size_t kShortestUser = 4, kShortestHome = 5, kShortestHost = 5;
/// Values of tags of every package: its system, and what its payload is and is compressed by.
constexpr const char* kInEveryPackage = " linux cpio gzip bzip2 lzma zstd utf-8 ";
constexpr const char* kHost = "the name of the machine that built it";
/// Unlike messages, remedies are not kept: here the text itself may stand.
constexpr const char* kRemedy =
    "find out what writes '{}' there, often a script of a virtualenv or of a web app's build; "
    "or accept it with --accept build-trace";

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// Whether `next` goes on with what `before` is the end of: a word, or a path.
bool continues(char before, char next) {
    if (next == '/') return is_word(before) || before == '.' || before == '/' || before == '}';
    return is_word(before) && is_word(next);
}

/// Whether a path is one that somebody's own text hardly holds: not "/build" or "/data".
bool is_peculiar_path(const std::filesystem::path& path) {
    return std::ranges::distance(path.relative_path()) > 1;
}

/// Where `trace` stands in `text` from `from` on, not as part of a longer word; npos if it does not. `at_begin` and
/// `at_end` say whether nothing comes before and behind `text`: else its edges decide nothing.
std::size_t find_word(std::string_view text, std::string_view trace, bool at_begin = true,
                      bool at_end = true) {
    for (std::size_t from = 0; from < text.size();) {
        const void* found =
            memmem(text.data() + from, text.size() - from, trace.data(), trace.size());
        if (found == nullptr) break;
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
        const std::size_t end = at + trace.size();
        const bool begins = at == 0 ? at_begin : !continues(text[at - 1], trace.front());
        const bool ends = end == text.size() ? at_end : !is_word(text[end]);
        if (begins && ends) return at;
        from = at + 1;
    }
    return std::string_view::npos;
}

bool contains_word(std::string_view text, std::string_view trace) {
    return find_word(text, trace) != std::string_view::npos;
}

/// Whether a text of this form is hardly an ordinary word of somebody's documentation.
bool is_peculiar(const std::string& name) {
    return std::ranges::any_of(name, [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '/';
    });
}

void add_directory(const std::filesystem::path& directory, const char* what,
                   std::vector<BuildTrace>& traces) {
    std::error_code failure;
    const std::filesystem::path real = std::filesystem::canonical(directory, failure);
    traces.push_back({directory.string(), what});
    if (!failure && real != directory) traces.push_back({real.string(), what});
}

std::string shortened(const std::string& text) {
    constexpr std::size_t most = 80;
    if (text.size() <= most) return text;
    return text.substr(0, most / 2) + "..." + text.substr(text.size() - most / 2);
}

} // namespace

Builder this_builder() {
    Builder builder;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (geteuid() != 0 &&
        getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr) {
        builder.user = entry.pw_name;
        struct stat home {};
        // That of a service's user may be where others' files are, or nowhere.
        if (stat(entry.pw_dir, &home) == 0 && home.st_uid == geteuid()) builder.home = entry.pw_dir;
    }
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) == 0) builder.host = name.data();
    return builder;
}

std::vector<BuildTrace> build_traces(const plan::Plan& plan, const std::filesystem::path& topdir,
                                     const Builder& builder) {
    const std::string planned = plan::spec_text(plan) + plan::file_list(plan) + kInEveryPackage;
    std::vector<BuildTrace> traces;
    const auto add = [&](const std::string& text, const char* what, std::size_t shortest,
                         bool in_files) {
        if (text.size() < shortest || text.starts_with("localhost") || contains_word(planned, text))
            return;
        traces.push_back({text, what, in_files});
    };
    add_directory(topdir, "the path of the directory that it was built in", traces);
    if (is_peculiar_path(plan.checkout))
        add_directory(plan.checkout, "the path of the checkout that it was built from", traces);
    add(builder.user, "the name of the user who built it", kShortestUser, false);
    if (is_peculiar_path(builder.home))
        add(builder.home, "the home directory of the user who built it", kShortestHome, true);
    add(builder.host, kHost, kShortestHost, is_peculiar(builder.host));
    if (const std::size_t dot = builder.host.find('.'); dot != std::string::npos)
        add(builder.host.substr(0, dot), kHost, kShortestHost,
            is_peculiar(builder.host.substr(0, dot)));
    return traces;
}

TraceSearch::TraceSearch(std::vector<BuildTrace> traces, std::string package)
    : traces_(std::move(traces)),
      package_(std::move(package)) {
    for (const BuildTrace& trace : traces_)
        if (trace.content) longest_ = std::max(longest_, trace.text.size());
}

void TraceSearch::content(const std::string& path, std::string_view piece) {
    if (path != path_) {
        end_file();
        path_ = path;
    }
    window_ += piece;
    look_into_window(false);
    const std::size_t kept =
        std::min(window_.size(), longest_ + 1); // a trace and what is before it
    if (kept < window_.size()) at_begin_ = false;
    window_.erase(0, window_.size() - kept);
}

void TraceSearch::look_into_window(bool at_end) {
    for (std::size_t i = 0; i < traces_.size(); ++i)
        if (traces_[i].content &&
            find_word(window_, traces_[i].text, at_begin_, at_end) != std::string_view::npos)
            find(path_, i);
}

void TraceSearch::end_file() {
    look_into_window(true);
    window_.clear();
    at_begin_ = true;
}

void TraceSearch::headers(const rpm::PackageParts& parts) {
    const auto look = [&](const std::string& place, std::string_view text) {
        for (std::size_t i = 0; i < traces_.size(); ++i)
            if (contains_word(text, traces_[i].text)) find(place, i);
    };
    look("lead", parts.lead);
    for (const rpm::RawHeader* header : {&parts.signature, &parts.header})
        for (const rpm::TagData& data : header->entries())
            look(rpm::tag_name(data.tag), data.bytes);
}

void TraceSearch::find(const std::string& place, std::size_t trace) {
    if (!found_.emplace(place, trace).second) return;
    findings_.push_back({"build-trace", report::Severity::error, package_ + ": " + place,
                         "it holds " + traces_[trace].what,
                         fmt::format(kRemedy, shortened(traces_[trace].text))});
}

report::Findings TraceSearch::take() {
    end_file();
    return std::move(findings_);
}

report::Findings told_once(report::Findings binary, const report::Findings& source,
                           const std::string& tarball) {
    const auto place_of = [](const report::Finding& finding) {
        return finding.subject.substr(finding.subject.find(": ") + 2);
    };
    const std::size_t own = binary.size();
    for (const report::Finding& finding : source) {
        const std::string place = place_of(finding);
        const bool told = std::any_of(
            binary.begin(), binary.begin() + static_cast<std::ptrdiff_t>(own),
            [&](const report::Finding& other) {
                return other.message == finding.message && other.remedy == finding.remedy &&
                       (place == tarball || place == place_of(other));
            });
        if (!told) binary.push_back(finding);
    }
    return binary;
}

} // namespace calpkg::check
