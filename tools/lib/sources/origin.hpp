#pragma once

#include "lib/layout/line.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::sources {

/// Where repositories are fetched from: upstream, or a mirror that has them as OWNER/NAME or OWNER/NAME.git.
class Origin {
public:
    /// `from` is a directory or an address (https, http, ssh, git, file, USER@HOST:PATH) of a mirror; empty: upstream.
    /// Throws report::Error for anything else.
    explicit Origin(const std::string& from);

    bool is_upstream() const { return from_.empty(); }
    /// The addresses under which a repository may be, in the order to try them. Throws report::Error when it is not
    /// in the directory.
    std::vector<std::string> addresses(const layout::LineSource& source) const;

private:
    std::string from_;
    bool directory_ = false;
};

/// `text` without the passwords of the addresses in it, for messages.
std::string without_passwords(const std::string& text);

} // namespace calpkg::sources
