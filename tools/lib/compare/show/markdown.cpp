#include "lib/compare/show/markdown.hpp"

#include "lib/compare/contents/words.hpp"
#include "lib/compare/show/sections.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::compare {

namespace {

/// Room for what says that something was left out.
constexpr std::size_t kReserve = 256;

/// More backticks than stand in `text` in a row, at least those of `fence`.
std::string fence_for(const std::string& text, std::string fence = "```") {
    while (text.find(fence) != std::string::npos) fence += '`';
    return fence;
}

/// A code span that holds any text, in a table.
std::string code(const std::string& text) {
    if (text.empty()) return {};
    const std::string shown = report::replaced(report::escaped(text), "|", "\\|");
    if (shown.find('`') == std::string::npos) return "`" + shown + "`";
    const std::string fence = fence_for(shown, "``");
    return fence + " " + shown + " " + fence;
}

std::string diff_block(const Row& row) {
    const std::string text = escaped_text(row.diff);
    const std::string fence = fence_for(text);
    const std::string name = report::markup(report::escaped(row.object));
    return fmt::format("\n<details><summary>{}</summary>\n\n{}diff\n{}{}\n\n</details>\n", name,
                       fence, text, fence);
}

std::string line_of(const Row& row) {
    return fmt::format("| {} | {} | {} | {} | {} |\n", to_string(row.kind), code(row.object),
                       report::escaped(row.what), code(row.before), code(row.after));
}

/// Text that ends before it is too long.
class Comment {
public:
    explicit Comment(std::size_t most) : most_(most - std::min(most, kReserve)) {}

    bool add(const std::string& text) {
        if (full_ || text_.size() + text.size() > most_) return false;
        text_ += text;
        return true;
    }
    /// A row, or one that is counted.
    void add_row(const std::string& text) {
        if (add(text)) return;
        full_ = true; // a table with gaps would mislead
        ++rows_left_out_;
    }
    void add_diff(const std::string& text) {
        if (!add(text)) ++diffs_left_out_;
    }
    std::string finish() {
        if (rows_left_out_ + diffs_left_out_ > 0)
            text_ += fmt::format("\n**{} differences and {} text diffs are left out:** this is as "
                                 "long as a comment may be.\n",
                                 rows_left_out_, diffs_left_out_);
        return std::move(text_);
    }

private:
    std::size_t most_;
    std::string text_;
    bool full_ = false;
    std::size_t rows_left_out_ = 0, diffs_left_out_ = 0;
};

void add_sections(const Rows& rows, Comment& comment) {
    for (const Heading& heading : headings) {
        const std::vector<Row> told = told_rows(rows, heading.section);
        if (told.empty()) continue;
        comment.add(fmt::format("\n**{}**\n\n| | | | old | new |\n|-|-|-|-|-|\n", heading.text));
        for (const Row& row : told) comment.add_row(line_of(row));
        for (const Row& row : told)
            if (!row.diff.empty()) comment.add_diff(diff_block(row));
    }
}

std::string sizes(const PackageComparison& package) {
    std::string out;
    for (const SizeLine& line : size_lines(package))
        if (line.before != line.after)
            out += fmt::format("| {} | {} | {} | {} |\n", line.what, size_words(line.before),
                               size_words(line.after), percent(line.before, line.after));
    return out.empty() ? out : "\n**Sizes**\n\n| | old | new | |\n|-|-|-|-|\n" + out;
}

} // namespace

std::string to_markdown(const Comparison& comparison, std::size_t most) {
    Comment comment(most);
    add_sections(comparison.rows, comment);
    for (const PackageComparison& package : comparison.packages) {
        comment.add(fmt::format("\n### {}\n", code(title(package))));
        if (package.rows.empty()) continue;
        comment.add(sizes(package));
        add_sections(package.rows, comment);
    }
    std::string text = comment.finish();
    return text.substr(std::min(text.find_first_not_of('\n'), text.size()));
}

} // namespace calpkg::compare
