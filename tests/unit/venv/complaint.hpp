#pragma once

#include "lib/report/error.hpp"

#include <string>

namespace calpkg::test {

/// What a call that must fail with a report::Error says; empty when it did not fail.
template <typename Call>
std::string complaint(Call call) {
    try {
        call();
    } catch (const report::Error& error) {
        return error.what();
    }
    return {};
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace calpkg::test
