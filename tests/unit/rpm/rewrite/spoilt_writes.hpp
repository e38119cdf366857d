#pragma once

#include <functional>
#include <string>

namespace calpkg::test {

/// While it lives, what this process writes to files goes through `spoil`, which may change bytes on their way as a
/// disk or memory with an error would. One at a time; `spoil` is called by whichever thread writes.
class SpoiltWrites {
public:
    explicit SpoiltWrites(std::function<void(std::string&)> spoil);
    ~SpoiltWrites();
    SpoiltWrites(const SpoiltWrites&) = delete;
    SpoiltWrites& operator=(const SpoiltWrites&) = delete;
};

} // namespace calpkg::test
