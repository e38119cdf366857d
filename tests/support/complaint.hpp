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

} // namespace calpkg::test
