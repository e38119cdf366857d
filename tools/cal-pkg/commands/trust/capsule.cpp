#include "cal-pkg/commands/trust/capsule.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/program.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/capsule/gather.hpp"
#include "lib/capsule/open.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"

#include <filesystem>
#include <iostream>
#include <system_error>
#include <vector>

namespace calpkg::commands {

namespace {

namespace stdfs = std::filesystem;

constexpr const char* kEnding = ".capsule.tar.gz";

/// "el6.capsule.tar.gz" of a directory, "NAME-VERSION.ARCH.capsule.tar.gz" of a package.
stdfs::path default_out(const stdfs::path& path) {
    stdfs::path name = stdfs::absolute(path).lexically_normal();
    if (!name.has_filename()) name = name.parent_path();
    return (stdfs::is_directory(path) ? name.filename() : name.stem()).string() + kEnding;
}

/// The file to write is none of those that are read, and in no directory of theirs.
void check_out(const stdfs::path& out, const std::vector<stdfs::path>& inputs) {
    const stdfs::path place = stdfs::weakly_canonical(stdfs::absolute(out));
    if (fs::is_there(place) && !stdfs::is_regular_file(place))
        throw report::Error(out.string(), "is not a regular file", "name another one with --out");
    for (const stdfs::path& input : inputs) {
        std::error_code not_there; // who reads it tells that
        const stdfs::path read = stdfs::canonical(input, not_there);
        const stdfs::path inside = place.lexically_relative(read);
        if (!not_there && !inside.empty() && *inside.begin() != "..")
            throw report::Error(out.string(), "belongs to what is packed",
                                "name a file outside of it with --out");
    }
    if (fs::is_there(place) && !capsule::is_capsule(place))
        throw report::Error(out.string(), "already exists, and is not a capsule",
                            "name another one with --out");
}

} // namespace

void Capsule::configure(CLI::App& app) {
    app.footer("cal-pkg capsule dist-rpm/el7 --checkouts ~/src --out el7.capsule.tar.gz");
    app.add_option("PATH", path_, "Package, or published directory (OUT/TARGET)")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    app.add_option("--out", out_, "File to write (default: NAME.capsule.tar.gz)")
        ->check(cli::kNotEmpty)
        ->type_name("FILE")
        ->group(cli::kOutput);
    remake_.configure(app, false);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int Capsule::run() {
    remake_.load();
    const reproduce::Options options = remake_.options();
    const reproduce::Given given = reproduce::read_given(path_, remake_.statement());
    const stdfs::path out = out_.empty() ? default_out(path_) : stdfs::path(out_);
    std::vector<stdfs::path> inputs = remake_.inputs();
    inputs.insert(inputs.end(), {path_, given.file});
    check_out(out, inputs);
    cli::print_findings(std::cerr, remake_.unused(given, options.parts));
    const fs::TempDir work(fs::system_temp_directory(), "cal-pkg-capsule-");
    report::Findings findings;
    const capsule::Contents contents = capsule::gather(
        {remake_.catalog(), path_, given, options, cli::program_version()}, work.path(), findings);
    cli::print_findings(std::cerr, findings);
    capsule::write(contents, out);
    if (!json_) {
        cli::print_path(out);
        return 0;
    }
    cli::print_json(std::cout, {{"capsule", report::escaped(out.string())},
                                {"packages", given.packages.size()},
                                {"files", contents.items().size() + 1},
                                {"size", stdfs::file_size(out)},
                                {"sha256", hash::sha256_file(out)}});
    return 0;
}

} // namespace calpkg::commands
