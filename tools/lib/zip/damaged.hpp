#pragma once

#include "lib/report/error.hpp"

#include <string>
#include <utility>

namespace calpkg::zip {

/// The archive is there and readable, but not sound: what a check reports instead of failing.
class Damaged : public report::Error {
public:
    enum class Kind { other, truncated, crc };
    Damaged(std::string subject, std::string reason, std::string remedy = {},
            Kind kind = Kind::other)
        : Error(std::move(subject), std::move(reason), std::move(remedy)),
          kind_(kind) {}
    Kind kind() const { return kind_; }

private:
    Kind kind_;
};

} // namespace calpkg::zip
