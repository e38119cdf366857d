#include "lib/compare/show/side_by_side.hpp"

#include "lib/report/text.hpp"

#include <algorithm>
#include <cstdio>

namespace calpkg::compare {

namespace {

class Pairing {
public:
    void line(const std::string& text) {
        const char kind = text.empty() ? ' ' : text.front();
        const std::string rest = text.empty() ? text : text.substr(1);
        if (kind == '-') return removed_.push_back(rest);
        if (kind == '+') return added_.push_back(rest);
        if (kind == '\\') return; // no newline at the end of the file
        flush();
        if (text.starts_with("@@"))
            head(text);
        else
            lines_.push_back({PairedLine::Kind::same, rest, rest, old_number_++, new_number_++});
    }
    std::vector<PairedLine> finish() {
        flush();
        return std::move(lines_);
    }

private:
    void head(const std::string& text) {
        std::size_t count = 0;
        if (std::sscanf(text.c_str(), "@@ -%zu", &old_number_) != 1) old_number_ = 0;
        count = text.find('+');
        if (count == std::string::npos ||
            std::sscanf(text.c_str() + count, "+%zu", &new_number_) != 1)
            new_number_ = 0;
        lines_.push_back({PairedLine::Kind::hunk, text, "", 0, 0});
    }

    void flush() {
        for (std::size_t i = 0; i < std::max(removed_.size(), added_.size()); ++i) {
            PairedLine line;
            const bool was = i < removed_.size(), is = i < added_.size();
            line.kind = was && is ? PairedLine::Kind::changed
                        : was     ? PairedLine::Kind::removed
                                  : PairedLine::Kind::added;
            if (was) line.before = removed_[i];
            if (is) line.after = added_[i];
            line.old_number = was ? old_number_++ : 0;
            line.new_number = is ? new_number_++ : 0;
            lines_.push_back(std::move(line));
        }
        removed_.clear();
        added_.clear();
    }

    std::vector<PairedLine> lines_;
    std::vector<std::string> removed_, added_;
    std::size_t old_number_ = 0, new_number_ = 0;
};

} // namespace

std::vector<PairedLine> side_by_side(const std::string& unified) {
    Pairing pairing;
    bool in_hunks = false; // before them stand the names of the files
    for (const std::string& line : report::lines_of(unified)) {
        in_hunks = in_hunks || line.starts_with("@@");
        if (in_hunks) pairing.line(line);
    }
    return pairing.finish();
}

} // namespace calpkg::compare
