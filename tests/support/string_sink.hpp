#pragma once

#include "lib/rpm/format/byte_source.hpp"

#include <string>
#include <string_view>

namespace calpkg::test {

/// Keeps what it is given.
class StringSink : public rpm::ByteSink {
public:
    void write(std::string_view data) override { bytes += data; }
    std::string bytes;
};

} // namespace calpkg::test
