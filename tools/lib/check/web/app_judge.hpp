#pragma once

#include "lib/check/web/app_files.hpp"
#include "lib/check/web/web_app.hpp"
#include "lib/hash/known_good.hpp"
#include "lib/web/page.hpp"

#include <optional>
#include <set>
#include <string>

namespace calpkg::check {

/// Collects what there is to say of one app.
class AppJudge {
public:
    /// `root` is the app's directory, canonical. All are kept by reference.
    AppJudge(const WebApp& app, const WebSite& site, const std::filesystem::path& root,
             hash::KnownGood& known)
        : app_(app),
          site_(site),
          known_(known),
          files_(root, app.packed) {}

    WebAppVerdict verdict();

private:
    using Severity = report::Severity;

    // app_judge.cpp
    std::optional<std::string> read(const std::string& name);
    void judge_reference(const std::string& from, const std::string& directory,
                         const web::PageReference& reference, std::set<std::string>& seen);
    void judge_rooted(const std::string& from, const web::PageReference& reference,
                      const std::string& path);
    bool judge_other_host(const std::string& from, const std::string& reference, Severity severity);
    void add(const char* id, Severity severity, const std::string& file, std::string message,
             std::string names = {});

    // judge_page.cpp
    void judge_page(const std::string& name);
    void judge_page_references(const std::string& name, const web::Page& page);
    void note_script(const std::string& directory, const web::PageReference& reference);

    // judge_file.cpp
    void judge_file(const std::string& name);
    void judge_script(const std::string& name, const std::string& script);
    void judge_stylesheet(const std::string& name, const std::string& css);
    void judge_json(const std::string& name, const std::string& text);
    void judge_view(const std::string& name, const std::string& html);
    void judge_media(const std::string& name, const std::string& content);

    const WebApp& app_;
    const WebSite& site_;
    hash::KnownGood& known_;
    AppFiles files_;
    std::set<std::string> main_scripts_; ///< of RequireJS
    std::set<std::string> page_scripts_; ///< of <script src>
    WebAppVerdict verdict_;
};

} // namespace calpkg::check
