#include "lib/instructions/template.hpp"

#include "lib/report/error.hpp"

#include <sstream>
#include <vector>

namespace calpkg::instructions {

namespace {

/// One "%if" that has not ended.
struct Open {
    layout::Position at;
    bool outer;  ///< whether what is around it is taken
    bool holds;  ///< its condition
    bool second; ///< behind its "%else"
};

bool holds(const std::string& conditions, const std::set<std::string>& words) {
    std::istringstream stream(conditions);
    std::string word;
    while (stream >> word) {
        const bool wanted = word.front() != '!';
        if (words.contains(wanted ? word : word.substr(1)) != wanted) return false;
    }
    return true;
}

} // namespace

std::string filled(const std::string& text, const std::filesystem::path& file,
                   const std::set<std::string>& words, const plan::Variables& variables) {
    std::string out;
    std::vector<Open> open;
    layout::Position at{file.string(), 0};
    std::istringstream lines(text);
    std::string line;
    const auto taken = [&] {
        return open.empty() || (open.back().outer && open.back().holds != open.back().second);
    };
    while (std::getline(lines, line)) {
        ++at.line;
        const bool inner = line == "%else" || line == "%end";
        if (line.starts_with("%if ")) {
            open.push_back({at, taken(), holds(line.substr(4), words), false});
        } else if (inner && (open.empty() || (line == "%else" && open.back().second))) {
            throw report::Error(at.text(), "'" + line + "' has no '%if'", "remove it");
        } else if (line == "%else") {
            open.back().second = true;
        } else if (line == "%end") {
            open.pop_back();
        } else if (taken()) {
            out += variables.expand(line, at) + "\n";
        }
    }
    if (!open.empty()) throw report::Error(open.back().at.text(), "'%if' has no '%end'", "add it");
    return out;
}

} // namespace calpkg::instructions
