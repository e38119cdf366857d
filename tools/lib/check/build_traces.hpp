#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"
#include "lib/rpm/format/package_parts.hpp"

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calpkg::check {

/// Something of the machine or the run that must not stand in a package.
struct BuildTrace {
    std::string text;    ///< as it would stand there
    std::string what;    ///< for messages, which are kept: not the text itself
    bool content = true; ///< whether it is looked for in files, too; a mere word only in headers
};

/// Who builds, and where.
struct Builder {
    std::string user, home; ///< empty for root
    std::string host;
};
/// By what the system says of this process.
Builder this_builder();

/// What the build of `plan` in `topdir` could leave: that directory with what it really is, the user's home and
/// name, and the host's. Left out is what the plan itself says (a host called calamari), what is short, and
/// localhost.
std::vector<BuildTrace> build_traces(const plan::Plan& plan, const std::filesystem::path& topdir,
                                     const Builder& builder);

/// Looks for traces in one package. A trace counts where it is not a part of a longer word.
class TraceSearch {
public:
    /// `package` names it in findings.
    TraceSearch(std::vector<BuildTrace> traces, std::string package);

    /// The next piece of a file's content; the pieces of a file come one after the other.
    void content(const std::string& path, std::string_view piece);
    /// Lead and all tags of both headers.
    void headers(const rpm::PackageParts& parts);
    /// An error "build-trace" for each tag and file with each trace in it. Once, at the end.
    report::Findings take();

private:
    void end_file();
    void look_into_window(bool at_end);
    void find(const std::string& place, std::size_t trace);

    std::vector<BuildTrace> traces_;
    std::string package_;
    std::size_t longest_ = 0;
    std::string path_;     ///< the file whose content comes
    std::string window_;   ///< what has come of it and could be a part of a trace
    bool at_begin_ = true; ///< the window begins where the file does
    std::set<std::pair<std::string, std::size_t>> found_;
    report::Findings findings_;
};

/// The findings about a binary package, and those about its source package that tell something else: the same tags are
/// in both, and what is in `tarball` is what is packed.
report::Findings told_once(report::Findings binary, const report::Findings& source,
                           const std::string& tarball);

} // namespace calpkg::check
