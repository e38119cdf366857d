#include "lib/layout/matrix.hpp"

#include "lib/layout/mapping.hpp"

#include <fmt/format.h>

namespace calpkg::layout {

namespace {

const Keys& matrix_line_keys() {
    static const Keys keys{{{"config", takes::text(forms::line)},
                            {"checkouts", takes::text(forms::line)},
                            {"line", takes::text(forms::token)},
                            {"from", takes::text(forms::line)},
                            {"targets", takes::texts(forms::token)}},
                           {{{"config"}}, {{"checkouts"}}, {{"line"}}}};
    return keys;
}

MatrixLine read_matrix_line(const Value::Member& member, const std::filesystem::path& base,
                            const std::vector<std::string>& targets) {
    const Mapping item(member.value, fmt::format("the line '{}'", member.key), matrix_line_keys());
    if (!forms::package_name.accepts(member.key))
        throw error_at(member.at, fmt::format("'{}' cannot be the name of a line", member.key),
                       fmt::format("it takes {}", forms::package_name.form));
    if (!item.follows_an_alternative())
        throw error_at(item.at(), fmt::format("the line '{}' says nothing of sources", member.key),
                       "give it a 'line', 'checkouts' or a 'config'");
    const auto below = [&](const std::string& path) {
        return path.empty() ? std::filesystem::path() : (base / path).lexically_normal();
    };
    MatrixLine line;
    line.name = member.key;
    line.config = below(item.text_or("config", ""));
    line.checkouts = below(item.text_or("checkouts", ""));
    line.line = item.text_or("line", "");
    const std::string from = item.text_or("from", "");
    line.from = from.find(':') == std::string::npos ? below(from).string() : from; // an address
    line.targets = item.texts_or_none("targets");
    if (line.targets.empty()) line.targets = targets;
    return line;
}

} // namespace

const Keys& matrix_keys() {
    static const Keys keys{
        {{"out", takes::text(forms::line)},
         {"targets", takes::texts(forms::token)},
         {"lines", takes::map(forms::package_name, takes::mapping(matrix_line_keys())), required}}};
    return keys;
}

Matrix read_matrix(const std::filesystem::path& file) {
    const Value document = read_yaml(file);
    const Mapping top(document, "the matrix", matrix_keys());
    const std::filesystem::path base = std::filesystem::absolute(file).parent_path();
    Matrix matrix;
    matrix.file = file;
    if (const std::string out = top.text_or("out", ""); !out.empty())
        matrix.out = (base / out).lexically_normal();
    const std::vector<std::string> targets = top.texts_or_none("targets");
    for (const Value::Member& member : Mapping(top.require("lines"), "'lines'").members())
        matrix.lines.push_back(read_matrix_line(member, base, targets));
    if (matrix.lines.empty())
        throw error_at(top.at(), "'lines' has none", "name a line and its sources");
    return matrix;
}

} // namespace calpkg::layout
