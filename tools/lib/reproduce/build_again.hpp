#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/reproduce/sources.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::reproduce {

/// What a statement has digests of and no address: to be given by the user; empty where nothing was.
struct Parts {
    std::string venv, lock, wheelhouse, runner, python, web_apps,
        rpmbuild_runner; ///< as the options of `build`
};

/// The cal-pkg that builds, and what it works with.
struct Program {
    std::filesystem::path file;
    std::filesystem::path data;              ///< empty: what this process uses
    std::vector<std::filesystem::path> site; ///< further directories of layouts, see Catalog::add()
};

/// The arguments of the cal-pkg that makes `build` again, of `checkout` if it has one, into `out`. Throws report::Error for a part
/// that was needed and is not given.
std::vector<std::string> build_arguments(const layout::Catalog& catalog,
                                         const provenance::Build& build, const std::string& target,
                                         const Checkout* checkout, const Parts& parts,
                                         const std::filesystem::path& out);

/// Runs `program` with them in the empty directory `work`, whose cal-pkg.yaml is nobody's but names its site's
/// directories. Throws report::Error with what it says, and shows of a log, when it fails.
void run_build(const Program& program, const std::vector<std::string>& arguments,
               const std::filesystem::path& work, const std::string& name);

} // namespace calpkg::reproduce
