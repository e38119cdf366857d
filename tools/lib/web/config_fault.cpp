#include "lib/web/config_fault.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace calpkg::web {

namespace {

using Json = nlohmann::json;

/// Walks through JSON without keeping it: no depth is too deep.
class Reader : public nlohmann::json_sax<Json> {
public:
    std::optional<std::string> error;
    std::optional<std::string> setting;
    bool is_object = false;

    bool null() override { return value(); }
    bool boolean(bool on) override {
        constexpr std::string_view switches[] = {"offline", "enable-demo-mode",
                                                 "disable-network-checks"};
        if (on && std::ranges::find(switches, key_) != std::end(switches)) note("is true");
        return value();
    }
    bool number_integer(number_integer_t /*number*/) override { return value(); }
    bool number_unsigned(number_unsigned_t /*number*/) override { return value(); }
    bool number_float(number_float_t /*number*/, const string_t& /*text*/) override {
        return value();
    }
    bool string(string_t& text) override {
        const bool host = text.find("://") != std::string::npos || text.starts_with("//") ||
                          text.find("localhost") != std::string::npos ||
                          text.find("127.0.0.1") != std::string::npos;
        if (host) note("is '" + text + "'");
        return value();
    }
    bool binary(binary_t& /*data*/) override { return value(); }
    bool start_object(std::size_t /*size*/) override {
        is_object = is_object || !any_;
        return value();
    }
    bool end_object() override { return true; }
    bool start_array(std::size_t /*size*/) override { return value(); }
    bool end_array() override { return true; }
    bool key(string_t& name) override {
        key_ = name;
        return true;
    }
    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*why*/) override {
        error = "is no JSON, from byte " + std::to_string(position) + " on";
        return false;
    }

private:
    bool value() {
        any_ = true;
        return true;
    }
    void note(const std::string& what) {
        if (!setting) setting = "\"" + key_ + "\" " + what;
    }

    std::string key_;
    bool any_ = false;
};

Reader read(std::string_view text) {
    Reader reader;
    Json::sax_parse(text.begin(), text.end(), &reader);
    return reader;
}

} // namespace

std::optional<std::string> json_fault(std::string_view text) { return read(text).error; }

std::optional<std::string> developers_setting(std::string_view text) {
    const Reader reader = read(text);
    if (reader.error) return std::nullopt;
    if (!reader.is_object) return "it holds no settings";
    return reader.setting;
}

} // namespace calpkg::web
