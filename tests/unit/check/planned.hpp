#pragma once

#include "lib/plan/plan.hpp"

#include <string>

namespace calpkg::test {

/// A plan for a target with Python `python`, with a virtualenv's top when `venv` is given.
inline plan::Plan plan_for(const std::string& python, const std::string& venv = {}) {
    plan::Plan plan;
    plan.name = "x";
    plan.target.name = "elx";
    plan.target.python = python;
    plan.venv_top = venv;
    return plan;
}

inline stage::StagedEntry& add(plan::Plan& plan, const std::string& path, const std::string& text,
                               unsigned mode = 0644) {
    stage::StagedEntry entry;
    entry.path = path;
    entry.mode = mode;
    entry.size = text.size();
    entry.source = stage::TextSource{text};
    plan.entries.push_back(entry);
    return plan.entries.back();
}

inline void add_link(plan::Plan& plan, const std::string& path, const std::string& target) {
    stage::StagedEntry entry;
    entry.kind = stage::StagedEntry::Kind::symlink;
    entry.path = path;
    entry.link = target;
    plan.entries.push_back(entry);
}

} // namespace calpkg::test
