#include "lib/compare/show/html.hpp"

#include "lib/compare/contents/words.hpp"
#include "lib/compare/show/markup.hpp"
#include "lib/compare/show/page.hpp"
#include "lib/compare/show/sections.hpp"
#include "lib/compare/show/side_by_side.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>

namespace calpkg::compare {

namespace {

/// A directory of the tree, or a file in it with the row that tells of it.
struct Branch {
    std::map<std::string, std::unique_ptr<Branch>> inner;
    std::string row;
};

std::string tree_html(const Branch& branch, const char* open = "") {
    std::string out = "<ul>";
    for (const auto& [name, inner] : branch.inner) {
        if (!inner->row.empty())
            out += fmt::format("<li data-row=\"{0}\"><a href=\"#{0}\">{1}</a></li>", inner->row,
                               markup(name));
        if (!inner->inner.empty())
            out += fmt::format("<li><details{}><summary>{}/</summary>{}</details></li>", open,
                               markup(name), tree_html(*inner));
    }
    return out + "</ul>";
}

std::string cell(const std::string& kind, std::size_t number, const std::string& text) {
    const std::string shown = number == 0 ? "" : std::to_string(number);
    return fmt::format("<td class=\"n\">{}</td><td class=\"{}{}\">{}</td>", shown, kind,
                       number == 0 ? " none" : "", markup(text));
}

std::string diff_html(const std::string& unified) {
    std::string out = "<table class=\"diff\"><colgroup><col class=\"n\"><col><col class=\"n\"><col>"
                      "</colgroup>\n";
    for (const PairedLine& line : side_by_side(unified)) {
        const bool same = line.kind == PairedLine::Kind::same;
        if (line.kind == PairedLine::Kind::hunk)
            out += fmt::format("<tr class=\"hunk\"><td colspan=\"4\">{}</td></tr>",
                               markup(line.before));
        else
            out += fmt::format("<tr class=\"pair{}\">{}{}</tr>", same ? " same" : "",
                               cell(same ? "left" : "left old", line.old_number, line.before),
                               cell(same ? "right" : "right new", line.new_number, line.after));
        out += '\n';
    }
    return out + "</table>";
}

class Page {
public:
    std::string run(const Comparison& comparison) {
        std::string body = sections(comparison.rows, "");
        for (const PackageComparison& package : comparison.packages) body += section(package);
        const std::string name = markup(comparison.before + " -> " + comparison.after);
        return fmt::format(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
            "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<header><h1>{0}</h1>\n"
            "<input id=\"query\" type=\"search\" placeholder=\"Search paths, tags and texts\" "
            "aria-label=\"Search\"> <small id=\"count\"></small></header>\n<div class=\"page\">\n"
            "<nav aria-label=\"Files\">{2}</nav>\n<main>\n{3}</main>\n</div>\n"
            "<script>{4}</script>\n</body>\n</html>\n",
            name, kPageStyle, tree_html(tree_, " open"), body, kPageScript);
    }

private:
    std::string section(const PackageComparison& package) {
        return fmt::format("<section><h2>{}</h2>\n{}{}</section>\n", markup(title(package)),
                           sizes(package), sections(package.rows, package.name));
    }

    static std::string sizes(const PackageComparison& package) {
        std::string out;
        for (const SizeLine& line : size_lines(package))
            if (line.before != line.after)
                out += fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
                                   line.what, size_words(line.before), size_words(line.after),
                                   percent(line.before, line.after));
        return out.empty() ? out : "<table class=\"sizes\">" + out + "</table>\n";
    }

    std::string sections(const Rows& rows, const std::string& package) {
        std::string out;
        for (const Heading& heading : headings) {
            const std::vector<Row> told = told_rows(rows, heading.section);
            if (told.empty()) continue;
            out += fmt::format("<details class=\"section\"{}><summary><h3>{}</h3> ({})</summary>\n",
                               heading.section == Section::noise ? "" : " open", heading.text,
                               told.size());
            for (const Row& row : told) out += row_html(row, package);
            out += "</details>\n";
        }
        return out;
    }

    std::string row_html(const Row& row, const std::string& package) {
        const std::string id = fmt::format("r{}", ++rows_);
        if (row.section == Section::files || row.section == Section::contents)
            put(package + row.object, id);
        std::string out =
            fmt::format("<div class=\"row {}\" id=\"{}\"><code>{}</code> {}", to_string(row.kind),
                        id, markup(row.object), markup(summary(row)));
        if (!row.diff.empty())
            out += "<details><summary>text</summary>" + diff_html(row.diff) + "</details>";
        return out + "</div>\n";
    }

    /// Puts a file into the tree; the first row that tells of it is what it leads to. What lies deeper than anybody
    /// would open, which only a hostile name does, is one name.
    void put(const std::string& path, const std::string& id) {
        constexpr int deepest = 64;
        Branch* branch = &tree_;
        int depth = 0;
        for (std::size_t begin = 0; begin <= path.size();) {
            const std::size_t end =
                ++depth < deepest ? std::min(path.find('/', begin), path.size()) : path.size();
            std::unique_ptr<Branch>& next = branch->inner[path.substr(begin, end - begin)];
            if (!next) next = std::make_unique<Branch>();
            branch = next.get();
            begin = end + 1;
        }
        if (branch->row.empty()) branch->row = id;
    }

    Branch tree_;
    std::size_t rows_ = 0;
};

} // namespace

std::string to_html(const Comparison& comparison) { return Page().run(comparison); }

} // namespace calpkg::compare
