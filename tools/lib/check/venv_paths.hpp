#pragma once

#include "lib/check/interpreters.hpp"

namespace calpkg::check {

/// What in a virtualenv says where it lies, or leads out of it: bin/activate*, *.pth, *.egg-link, pyvenv.cfg, absolute
/// links.
class VenvPaths {
public:
    VenvPaths(const plan::Plan& plan, const Interpreters& interpreters)
        : plan_(plan),
          interpreters_(interpreters) {}

    /// Whether the text of the file at the installed `path` matters.
    bool is_wanted(const std::string& path) const;
    void add(const std::string& path, const std::string& text);

    /// `foreign-path`, a warning for all: what leads to directories that neither the package nor the system has.
    report::Findings findings();

private:
    void add_links();
    void note(const std::string& path, const std::string& leads_to);
    bool is_foreign(const std::string& path) const;

    const plan::Plan& plan_;
    const Interpreters& interpreters_;
    std::vector<std::string> found_;
};

} // namespace calpkg::check
