#pragma once

#include "lib/report/error.hpp"

namespace calpkg::fuzz {

/// Runs what may refuse its input.
template <typename Action>
void refusable(Action action) {
    try {
        action();
    } catch (const report::Error&) {
        return;
    }
}

} // namespace calpkg::fuzz
