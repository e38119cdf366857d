#include "lib/capsule/libraries.hpp"

#include <filesystem>
#include <link.h>
#include <set>
#include <system_error>

namespace calpkg::capsule {

std::vector<std::string> loaded_libraries() {
    std::set<std::string> names;
    const auto note = [](dl_phdr_info* info, std::size_t, void* all) {
        // The program itself has no name, and what the kernel provides has no file.
        std::error_code error;
        const std::filesystem::path file = std::filesystem::canonical(info->dlpi_name, error);
        if (!error) static_cast<std::set<std::string>*>(all)->insert(file.filename().string());
        return 0;
    };
    dl_iterate_phdr(note, &names);
    return {names.begin(), names.end()};
}

} // namespace calpkg::capsule
