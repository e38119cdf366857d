#include "lib/build/topdir.hpp"

#include "lib/build/place.hpp"
#include "lib/fs/file.hpp"

namespace calpkg::build {

std::vector<archive::Staged> prepare_topdir(const plan::Plan& plan,
                                            const std::filesystem::path& topdir,
                                            const archive::OnProgress& on_progress) {
    // All of them now: an -bb and an -bs at the same time would race to make them.
    for (const char* folder : {"SOURCES", "SPECS", "BUILD", "BUILDROOT", "RPMS", "SRPMS", "tmp"})
        fs::make_directories(topdir / folder);
    // An SRPM records the times of its files.
    const auto write = [&](const std::filesystem::path& name, const std::string& text) {
        fs::write_file(topdir / name, text, 0644, fs::Flush::no);
        settle(topdir / name, plan.epoch);
    };
    write("SPECS/" + plan.name + ".spec", plan::spec_text(plan));
    write("SOURCES/" + plan.name + ".files", plan::file_list(plan));
    write("SOURCES/magic", plan.magic);

    const std::filesystem::path tarball = topdir / "SOURCES" / plan.tarball;
    std::vector<archive::Staged> staged =
        archive::write_tar(plan.entries, plan.venv_archive, tarball, archive::Compression::none,
                           on_progress, fs::Flush::no);
    settle(tarball, plan.epoch);
    return staged;
}

} // namespace calpkg::build
