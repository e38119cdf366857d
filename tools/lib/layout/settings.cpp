#include "lib/layout/settings.hpp"

#include "lib/layout/text_form.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace calpkg::layout {

namespace {

bool is_number(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> labels_of(const std::string& name) {
    std::vector<std::string> labels(1);
    for (const char c : name) {
        if (c == '.')
            labels.emplace_back();
        else
            labels.back() += c;
    }
    return labels;
}

/// RFC 1123, section 2.1.
bool is_label(const std::string& text) {
    constexpr std::size_t longest = 63;
    return !text.empty() && text.size() <= longest && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-';
           });
}

bool is_octet(const std::string& text) {
    return is_number(text) && text.size() <= 3 && std::stoi(text) <= 255;
}

bool is_host(const std::string& text) {
    constexpr std::size_t longest = 253;
    const std::vector<std::string> labels = labels_of(text);
    // A last label of digits is none of a name: the whole is an address, or nothing.
    if (is_number(labels.back()))
        return labels.size() == 4 && std::ranges::all_of(labels, is_octet);
    return text.size() <= longest && labels.size() > 1 && std::ranges::all_of(labels, is_label);
}

/// Without zeros before it.
bool is_port(const std::string& text) {
    return is_number(text) && text.size() <= 5 && text.front() != '0' && std::stoul(text) <= 65535;
}

const char* described(SettingForm form) {
    switch (form) {
    case SettingForm::host:
        return "a host's full name, like calamari.example.org, or its IPv4 address";
    case SettingForm::number: return "digits";
    case SettingForm::port: return "the number of a port, 1 to 65535";
    case SettingForm::word: return forms::token.form.data();
    }
    return "";
}

} // namespace

bool has_form(const std::string& value, SettingForm form) {
    switch (form) {
    case SettingForm::host: return is_host(value);
    case SettingForm::number: return is_number(value);
    case SettingForm::port: return is_port(value);
    case SettingForm::word: return forms::token.accepts(value);
    }
    return false;
}

void require_setting(const Layout& layout, const std::string& name, const std::string& value,
                     const std::string& where) {
    const auto setting = std::ranges::find(layout.settings, name, &Setting::name);
    if (setting == layout.settings.end()) {
        std::vector<std::string> names;
        for (const Setting& known : layout.settings)
            names.push_back(layout.component + "." + known.name);
        if (names.empty())
            throw report::Error(where, fmt::format("{} has no settings", layout.component),
                                "remove it");
        throw report::Error(where, fmt::format("{} has no setting '{}'", layout.component, name),
                            report::suggestion(layout.component + "." + name, names));
    }
    if (!has_form(value, setting->form))
        throw report::Error(where, fmt::format("'{}' cannot be '{}'", name, value),
                            fmt::format("it takes {}", described(setting->form)));
}

} // namespace calpkg::layout
