#include "lib/check/web_app.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/web/css_urls.hpp"
#include "lib/web/page.hpp"
#include "lib/web/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <vector>

namespace calpkg::check {

namespace {

namespace stdfs = std::filesystem;
using report::Severity;

constexpr std::uintmax_t largest_text = 8U << 20;

/// The files of one app, looked up by their path below its top.
class Tree {
public:
    enum class Found { file, nothing, outside };

    explicit Tree(stdfs::path root) : root_(std::move(root)) {}

    stdfs::path path(const std::string& relative) const { return root_ / relative; }

    /// What `relative` (lexically normal) leads to, symbolic links followed.
    Found look_up(const std::string& relative) {
        const auto [at, fresh] = known_.try_emplace(relative, Found::nothing);
        if (fresh) at->second = look_at(relative);
        return at->second;
    }

    /// The stylesheets: every regular file *.css, links to such inside the app among them, sorted.
    std::vector<std::string> stylesheets() {
        std::vector<std::string> found;
        std::error_code failure;
        stdfs::recursive_directory_iterator at(root_, failure);
        for (const stdfs::recursive_directory_iterator end; !failure && at != end;
             at.increment(failure)) {
            if (at->path().extension() != ".css") continue;
            std::string relative = at->path().lexically_relative(root_).string();
            if (look_up(relative) == Found::file) found.push_back(std::move(relative));
        }
        if (failure) throw report::system_error(root_.string(), "list", failure.value());
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    Found look_at(const std::string& relative) const {
        if (relative == ".." || relative.starts_with("../") || relative.starts_with('/'))
            return Found::outside;
        if (relative.find('\0') != std::string::npos) return Found::nothing;
        std::error_code failure;
        const stdfs::path real = stdfs::canonical(root_ / relative, failure);
        if (failure) return Found::nothing;
        const auto [end, ignored] =
            std::mismatch(root_.begin(), root_.end(), real.begin(), real.end());
        if (end != root_.end()) return Found::outside;
        return stdfs::is_regular_file(real, failure) ? Found::file : Found::nothing;
    }

    stdfs::path root_; ///< canonical
    std::map<std::string, Found> known_;
};

/// Collects the findings of one app.
class Judge {
public:
    Judge(Tree tree, std::string subject, std::string remedy)
        : tree_(std::move(tree)),
          subject_(std::move(subject)),
          remedy_(std::move(remedy)) {}

    report::Findings findings() {
        judge_page("index.html");
        for (const std::string& name : tree_.stylesheets()) judge_stylesheet(name);
        return std::move(findings_);
    }

private:
    void judge_page(const std::string& name) {
        if (tree_.look_up(name) != Tree::Found::file)
            return add("missing-index", Severity::error, name, name + " is missing");
        const std::optional<std::string> html = read(name);
        if (!html) return;
        if (html->empty()) return add("missing-index", Severity::error, name, name + " is empty");
        const web::Page page = web::read_page(*html);
        std::string directory;
        if (!page.base.empty()) {
            const std::optional<std::string> base = web::local_path(page.base);
            if (!base) return; // every reference leads to where the base points
            directory = base->substr(0, base->rfind('/') + 1);
        }
        std::set<std::string> seen;
        for (const bool required : {true, false})
            for (const web::PageReference& reference : page.references)
                if (reference.required == required)
                    judge_reference(name, directory, reference, seen);
    }

    void judge_stylesheet(const std::string& name) {
        const std::optional<std::string> css = read(name);
        if (!css) return;
        if (css->empty())
            return add("empty-stylesheet", Severity::error, name,
                       name + " is empty, as a failed compass step leaves it");
        const std::string directory = name.substr(0, name.rfind('/') + 1);
        std::set<std::string> seen;
        for (const std::string& url : web::css_urls(*css))
            judge_reference(name, directory, {url, false, false}, seen);
    }

    /// The content of a file; nothing, and a finding, when it cannot be had.
    std::optional<std::string> read(const std::string& name) {
        try {
            return fs::read_file(tree_.path(name), largest_text);
        } catch (const report::Error& error) {
            add("unchecked-file", Severity::warning, name,
                name + " was not checked: " + error.reason());
            return std::nullopt;
        }
    }

    /// `from` refers to something relative to `directory`; `seen` holds what it was judged for.
    void judge_reference(const std::string& from, const std::string& directory,
                         const web::PageReference& reference, std::set<std::string>& seen) {
        const std::optional<std::string> path = reference.require_js
                                                    ? web::require_js_path(reference.text)
                                                    : web::local_path(reference.text);
        if (!path) return;
        const std::string target = stdfs::path(directory + *path).lexically_normal().string();
        if (!seen.insert(target).second) return;
        const Tree::Found found = tree_.look_up(target);
        if (found == Tree::Found::file) return;

        std::string words = fmt::format("{} refers to '{}'", from, reference.text);
        if (target != reference.text) words += fmt::format(" ({})", target);
        if (found == Tree::Found::outside)
            add("reference-leaves-app", Severity::warning, from,
                words + ", which is outside the app");
        else if (reference.required)
            add("missing-reference", Severity::error, from, words + ", which is missing");
        else
            add("dangling-reference", Severity::warning, from, words + ", which is missing");
    }

    /// Only errors have a way out: what is dangling upstream stays so after another build.
    void add(const char* id, Severity severity, const std::string& file, std::string message) {
        findings_.push_back({id, severity, subject_ + "/" + file, std::move(message),
                             severity == Severity::error ? remedy_ : ""});
    }

    Tree tree_;
    std::string subject_;
    std::string remedy_;
    report::Findings findings_;
};

} // namespace

report::Findings web_app(const stdfs::path& app, const std::string& subject,
                         const std::string& remedy) {
    const auto missing = [&](const char* message) {
        return report::Findings{{"missing-app", Severity::error, subject, message, remedy}};
    };
    std::error_code failure;
    stdfs::path root = stdfs::canonical(app, failure);
    if (failure) return missing("the built app is missing");
    if (!stdfs::is_directory(root, failure)) return missing("the built app is not a directory");
    const bool empty = stdfs::is_empty(root, failure);
    if (failure) throw report::system_error(root.string(), "list", failure.value());
    if (empty) return missing("the built app is empty");
    return Judge(Tree(std::move(root)), subject, remedy).findings();
}

} // namespace calpkg::check
