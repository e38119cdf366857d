#include "lib/report/error.hpp"

#include "lib/report/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
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

Error::Error(const std::string& subject, const std::string& reason, const std::string& remedy)
    : std::runtime_error(joined(escaped(subject), escaped(reason), escaped(remedy))),
      subject_(escaped(subject)),
      reason_(escaped(reason)),
      remedy_(escaped(remedy)) {}

std::string escaped(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_sequence_length(text, i);
        const std::size_t end = i + std::max<std::size_t>(length, 1);
        if (length > 0 && !is_hidden(text, i)) {
            out.append(text, i, length);
            i = end;
        }
        for (; i < end; ++i) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
    }
    return out;
}

namespace {

/// What helps where the reason is the machine's, whatever the object.
const char* remedy_for(int error_number) {
    switch (error_number) {
    case ENOENT: return "check its name";
    case EACCES:
    case EPERM: return "check its permissions and its owner";
    case ENOSPC:
    case EDQUOT: return "free some space there, or choose another place";
    case EEXIST:
    case ENOTDIR:
    case EROFS: return "choose another place";
    case EMFILE:
    case ENFILE: return "let more files be open at a time ('ulimit -n')";
    case EFBIG: return "let files be larger ('ulimit -f'), or choose another place";
    case EIO: return "look for errors of the disk in the system's log";
    default: return "";
    }
}

} // namespace

Error system_error(const std::string& subject, const std::string& verb, int error_number) {
    return {subject,
            fmt::format("cannot {}: {}", verb, std::generic_category().message(error_number)),
            remedy_for(error_number)};
}

Error told_of(const std::string& destination, const Error& error, const std::string& directory) {
    const std::string below = escaped(directory);
    if (!error.subject().starts_with(below)) return error;
    return {destination + error.subject().substr(below.size()), error.reason(), error.remedy()};
}

} // namespace calpkg::report
