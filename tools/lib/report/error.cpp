#include "lib/report/error.hpp"

#include "lib/report/utf8.hpp"

#include <fmt/format.h>

#include <system_error>

namespace calpkg::report {

namespace {

std::string joined(const std::string& subject, const std::string& reason,
                   const std::string& remedy) {
    std::string text = subject.empty() ? reason : subject + ": " + reason;
    if (!remedy.empty()) text += "; " + remedy;
    return text;
}

} // namespace

Error::Error(std::string subject, std::string reason, std::string remedy)
    : std::runtime_error(joined(subject, reason, remedy)),
      subject_(std::move(subject)),
      reason_(std::move(reason)),
      remedy_(std::move(remedy)) {}

std::string quoted_for_message(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = utf8_sequence_length(text, i);
        if (length == 0 || byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\x{:02x}", byte);
            ++i;
        } else {
            out.append(text, i, length);
            i += length;
        }
    }
    return out;
}

Error system_error(const std::string& subject, const std::string& verb, int error_number) {
    return {quoted_for_message(subject),
            fmt::format("cannot {}: {}", verb, std::generic_category().message(error_number))};
}

} // namespace calpkg::report
