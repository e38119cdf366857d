// ELF files: what the loader would read of one.

#include "refusable.hpp"

#include "lib/check/elf.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string image(reinterpret_cast<const char*>(data), size);
    refusable([&] {
        const check::ElfFile file = check::read_elf("fuzz", image);
        if (file.machine.empty()) std::abort();
        if (!file.has_dynamic_section && !file.needed.empty()) std::abort();
    });
    return 0;
}
