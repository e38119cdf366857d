#include "cal-pkg/cli/tarballs.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/hash/digest.hpp"
#include "lib/stage/write_tar.hpp"

#include <iostream>

namespace calpkg::cli {

Tarball write_tarball(const std::string& component, const std::vector<stage::StagedEntry>& entries,
                      const std::filesystem::path& venv_archive,
                      const std::filesystem::path& destination) {
    stage::write_tar(entries, venv_archive, destination, tar::Compression::gzip);
    return {component, destination, entries.size(), std::filesystem::file_size(destination),
            hash::sha256_file(destination)};
}

void print_tarballs(const std::vector<Tarball>& tarballs, bool json) {
    auto list = nlohmann::ordered_json::array();
    for (const Tarball& tarball : tarballs) {
        if (!json) print_path(tarball.path);
        list.push_back({{"component", tarball.component},
                        {"path", tarball.path.string()},
                        {"members", tarball.members},
                        {"size", tarball.size},
                        {"sha256", tarball.sha256}});
    }
    if (json) print_json(std::cout, {{"tarballs", std::move(list)}});
}

} // namespace calpkg::cli
