// usage: replay DIRECTORY
// Runs a fuzz target on every file of its corpus, as an ordinary test under any compiler.

#include "lib/fs/file.hpp"

#include <cstdint>
#include <filesystem>
#include <iostream>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
    int count = 0;
    for (int i = 1; i < argc; ++i)
        for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
            const std::string bytes = calpkg::fs::read_file(entry.path());
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                   bytes.size());
            ++count;
        }
    std::cout << count << " inputs\n";
    return count == 0 ? 1 : 0;
}
