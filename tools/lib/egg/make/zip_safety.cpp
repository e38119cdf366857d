#include "lib/egg/make/zip_safety.hpp"

#include "lib/python/lexer.hpp"
#include "lib/python/string_value.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace calpkg::egg {

namespace {

constexpr std::array<std::string_view, 2> kPaths{"__file__", "__path__"};

/// Setuptools' own list lacks a comma and so misses `getfile` and `getsourcelines`; here they
/// count.
constexpr std::array<std::string_view, 12> kInspections{
    "getsource",      "getabsfile",     "getsourcefile", "getfile",
    "getsourcelines", "findsource",     "getcomments",   "getframeinfo",
    "getinnerframes", "getouterframes", "stack",         "trace"};

bool matters(std::string_view symbol) {
    return symbol == "inspect" || std::ranges::find(kPaths, symbol) != kPaths.end() ||
           std::ranges::find(kInspections, symbol) != kInspections.end();
}

/// Those names and whole strings in use that matter; strings side by side are one.
std::set<std::string, std::less<>> symbols_of(const std::vector<python::Token>& tokens) {
    std::set<std::string, std::less<>> symbols;
    std::string text;
    for (const python::Token& token : tokens) {
        if (token.kind == python::Token::Kind::name && matters(token.text))
            symbols.emplace(token.text);
        if (token.kind != python::Token::Kind::string) {
            if (matters(text)) symbols.insert(text);
            text.clear();
            continue;
        }
        const std::string value = python::string_value(token);
        text += value;
        for (const std::string_view path : kPaths)
            if (token.is_formatted() && value.find(path) != std::string::npos)
                symbols.emplace(path);
    }
    return symbols;
}

} // namespace

std::vector<std::string> zip_hazards(const std::string& source, const std::string& name) {
    std::vector<std::string> hazards;
    try {
        const std::set<std::string, std::less<>> symbols =
            symbols_of(python::tokenize(source, name));
        for (const std::string_view path : kPaths)
            if (symbols.count(path) > 0) hazards.push_back(fmt::format("{} uses {}", name, path));
        for (const std::string_view function : kInspections)
            if (symbols.count("inspect") > 0 && symbols.count(function) > 0)
                hazards.push_back(fmt::format("{} may use inspect.{}", name, function));
    } catch (const report::Error& error) {
        hazards.push_back(fmt::format("{} cannot be judged: {}", name, error.reason()));
    }
    return hazards;
}

} // namespace calpkg::egg
