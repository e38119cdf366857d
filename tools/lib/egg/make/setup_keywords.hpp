#pragma once

#include "lib/egg/make/setup_call.hpp"
#include "lib/report/error.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::egg {

/// The keywords of a setup() call, each read as the type that is wanted. A keyword that is not
/// there, or None, gives an empty value. Whatever is wrong is a report::Error `file:line: …` that
/// says how to get round it.
class SetupKeywords {
public:
    /// `overrides`: keyword → Python literal, or plain text where it does not look like one.
    SetupKeywords(SetupCall call, const std::map<std::string, std::string>& overrides);

    /// The value of a keyword; null for none and None.
    const python::Value* find(const std::string& keyword) const;

    std::string text(const std::string& keyword) const;
    std::optional<bool> flag(const std::string& keyword) const;
    std::vector<std::string> texts(const std::string& keyword) const; ///< a list
    /// A list, or a text with commas between.
    std::vector<std::string> texts_or_commas(const std::string& keyword) const;
    /// A list, or a text with one item a line.
    std::vector<std::string> texts_or_lines(const std::string& keyword) const;
    std::map<std::string, std::string> text_map(const std::string& keyword) const;
    std::map<std::string, std::vector<std::string>> texts_map(const std::string& keyword) const;
    /// The items of a list that is part of the keyword's value.
    std::vector<std::string> texts_of(const std::string& keyword, const python::Value& value) const;

    /// The arguments of a keyword whose value is a call; `names` are those of its parameters in
    /// order.
    SetupKeywords of_call(const std::string& keyword, const std::vector<std::string>& names) const;

    /// "rest-api/setup.py:12"
    std::string position(const python::Value& value) const;
    report::Error error(const std::string& keyword, const std::string& reason,
                        const std::string& remedy) const;
    report::Error missing(const std::string& keyword) const;
    /// `value` of `keyword` is not `expected`, or not known.
    report::Error wrong(const std::string& keyword, const python::Value& value,
                        const std::string& expected) const;

private:
    std::string text_of(const std::string& keyword, const python::Value& value) const;
    const python::Value* dict(const std::string& keyword) const;

    SetupCall call_;
};

} // namespace calpkg::egg
