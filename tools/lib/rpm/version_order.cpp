#include "lib/rpm/version_order.hpp"

#include "lib/report/error.hpp"

#include <rpm/rpmlib.h>

#include <optional>

namespace calpkg::rpm {

namespace {

struct Version {
    std::string epoch = "0";
    std::string version;
    std::optional<std::string> release;
};

/// As rpmverParse does, which librpm 4.14 has not.
Version parse(const std::string& text) {
    if (text.empty()) throw report::Error(text, "is not a version that rpm can compare");
    Version parsed;
    std::size_t begin = 0;
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits != std::string::npos && text[digits] == ':') {
        if (digits > 0) parsed.epoch = text.substr(0, digits);
        begin = digits + 1;
    }
    const std::size_t dash = text.rfind('-');
    if (dash == std::string::npos || dash < begin) {
        parsed.version = text.substr(begin);
    } else {
        parsed.version = text.substr(begin, dash - begin);
        parsed.release = text.substr(dash + 1);
    }
    return parsed;
}

int compare(const std::string& a, const std::string& b) { return rpmvercmp(a.c_str(), b.c_str()); }

} // namespace

int compare_versions(const std::string& a, const std::string& b) {
    const Version one = parse(a), other = parse(b);
    if (const int epochs = compare(one.epoch, other.epoch); epochs != 0) return epochs;
    if (const int versions = compare(one.version, other.version); versions != 0) return versions;
    if (one.release && other.release) return compare(*one.release, *other.release);
    return static_cast<int>(one.release.has_value()) - static_cast<int>(other.release.has_value());
}

} // namespace calpkg::rpm
