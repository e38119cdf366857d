#include "lib/report/formats/explanations.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::report {

namespace {

constexpr std::string_view kFence = "```";

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == text.npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

/// Without Markdown's marks: `code` is 'code', a [link](page) its words.
std::string plain(std::string_view marked) {
    std::string text = replaced(replaced(marked, "`", "'"), "**", "");
    for (std::size_t to; (to = text.find("](")) != text.npos;) {
        const std::size_t from = text.rfind('[', to), end = text.find(')', to);
        if (from == text.npos || end == text.npos) break;
        text = text.substr(0, from) + text.substr(from + 1, to - from - 1) + text.substr(end + 1);
    }
    return trimmed(text);
}

class Reader {
public:
    Reader(std::string_view text, const std::string& subject)
        : lines_(lines_of(text)),
          subject_(subject) {}

    std::vector<Explanation> read() {
        std::string section;
        for (at_ = 0; at_ < lines_.size(); ++at_) {
            const std::string& line = lines_[at_];
            if (line.starts_with("## ")) section = line.substr(3);
            if (line.starts_with("| `")) row(section);
            if (line.starts_with("### ")) details(line.substr(4));
        }
        for (const Explanation& one : all_)
            if (one.why.empty()) fail(fmt::format("has no heading for '{}'", one.id));
        return std::move(all_);
    }

private:
    /// | `id` | warning, error **A** | meaning | what to do |
    void row(const std::string& section) {
        const std::vector<std::string> cells = split(lines_[at_], '|');
        if (cells.size() != 6) fail("a row does not have four cells");
        Explanation one;
        one.id = plain(cells[1]);
        one.id = one.id.substr(1, one.id.size() - 2);
        one.section = section;
        one.acceptable = cells[2].find("**A**") != std::string::npos;
        for (const std::string& severity : split(replaced(cells[2], "**A**", ""), ','))
            one.severities.push_back(trimmed(severity));
        one.meaning = plain(cells[3]);
        one.remedy = plain(cells[4]);
        if (explanation_of(all_, one.id) != nullptr)
            fail(fmt::format("'{}' has a row already", one.id));
        all_.push_back(std::move(one));
    }

    void details(const std::string& id) {
        const auto one = std::ranges::find(all_, id, &Explanation::id);
        if (one == all_.end()) fail(fmt::format("'{}' has no row in a table", id));
        while (++at_ < lines_.size() && lines_[at_] != kFence) {
            if (lines_[at_].starts_with("#")) fail(fmt::format("'{}' has no example", id));
            if (!lines_[at_].empty()) one->why += lines_[at_] + " ";
        }
        one->why = plain(one->why);
        while (++at_ < lines_.size() && lines_[at_] != kFence) one->example += lines_[at_] + "\n";
        if (at_ == lines_.size() || one->example.empty())
            fail(fmt::format("'{}' has no example", id));
        one->example.pop_back();
        if (one->why.empty()) fail(fmt::format("'{}' has no paragraph", id));
    }

    [[noreturn]] void fail(const std::string& reason) const {
        throw Error(fmt::format("{}:{}", subject_, std::min(at_ + 1, lines_.size())), reason,
                    "install cal-pkg again");
    }

    std::vector<std::string> lines_;
    std::string subject_;
    std::size_t at_ = 0;
    std::vector<Explanation> all_;
};

} // namespace

std::vector<Explanation> read_explanations(std::string_view text, const std::string& subject) {
    return Reader(text, subject).read();
}

const Explanation* explanation_of(const std::vector<Explanation>& all, std::string_view id) {
    const auto found = std::ranges::find(all, id, &Explanation::id);
    return found == all.end() ? nullptr : &*found;
}

} // namespace calpkg::report
