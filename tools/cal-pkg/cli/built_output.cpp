#include "cal-pkg/cli/built_output.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/venv/tree.hpp"

#include <iostream>
#include <vector>

namespace calpkg::cli {

void BuiltOutput::configure(CLI::App& app) {
    app.add_option("--out", out_,
                   "Directory for tarball, lock file and log (default: the current one)")
        ->check(kNotEmpty)
        ->type_name("DIR")
        ->group(kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(kOutput);
}

void BuiltOutput::write(const std::string& name, const BuiltTree& built, const char* key,
                        const nlohmann::ordered_json& more) const {
    const std::filesystem::path out = std::filesystem::absolute(out_).lexically_normal();
    const std::vector<std::filesystem::path> made_for_it = fs::make_directories(out);
    const std::filesystem::path tarball = out / (name + ".tar.gz");
    const std::filesystem::path lock = out / (name + ".lock.yaml");
    const std::filesystem::path log = out / (name + ".log");
    try {
        venv::normalise_tree(built.tree, built.epoch, tarball); // what may fail comes first
        fs::write_file(lock, fs::read_file(built.lock));
        fs::write_file(log, fs::read_file(built.log, 1U << 30));
    } catch (...) {
        fs::remove_empty(made_for_it);
        throw;
    }
    if (!json_) {
        for (const std::filesystem::path& made : {tarball, lock, log}) print_path(made);
        return;
    }
    nlohmann::ordered_json object{{"tarball", tarball.string()},
                                  {"size", std::filesystem::file_size(tarball)},
                                  {"sha256", hash::sha256_file(tarball)},
                                  {"lock", lock.string()},
                                  {"log", log.string()},
                                  {"cached", built.cached}};
    object.update(more);
    print_json(std::cout, {{key, std::move(object)}});
}

} // namespace calpkg::cli
