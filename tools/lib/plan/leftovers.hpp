#pragma once

#include "lib/plan/venv/venv.hpp"
#include "lib/report/finding.hpp"

#include <map>
#include <string>
#include <vector>

namespace calpkg::plan {

/// What editors, version control, file managers and cal-pkg itself leave among the files that are meant:
/// ".git", "settings.py~", "X.egg.orig". A plan has none of it, and says so, unless that is accepted.
class Leftovers {
public:
    static constexpr const char* kId = "leftover"; ///< of the findings, and for --accept

    /// `packed`: they are accepted.
    explicit Leftovers(bool packed) : packed_(packed) {}

    /// Whose files they are: in a built web app more is left over than elsewhere.
    enum class Among { files, web_app };

    /// Whether `path` is to be left out, since it or a directory that it lies in is such a thing. Only what is
    /// behind the first `skip` bytes is judged; a `directory` is one itself. Notes it for findings().
    bool leaves_out(const std::string& path, bool directory, std::size_t skip = 0,
                    Among among = Among::files);

    /// Removes them from `venv`. What was a hard link to one of them becomes a file of its own.
    void leave_out_of(Venv& venv);

    /// A warning for each kind that was seen, with names. `package` begins the subjects.
    report::Findings findings(const std::string& package) const;

private:
    bool packed_;
    std::map<std::string, std::vector<std::string>> seen_; ///< paths by what has left them
};

} // namespace calpkg::plan
