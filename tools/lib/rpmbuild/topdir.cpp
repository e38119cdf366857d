#include "lib/rpmbuild/topdir.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/spec.hpp"
#include "lib/report/error.hpp"

#include <system_error>

namespace calpkg::rpmbuild {

namespace {

/// The first directory in `parent` or, with `below` given, of that name in a directory there; "" for none.
std::filesystem::path first_directory(const std::filesystem::path& parent,
                                      const std::filesystem::path& below = {}) {
    std::error_code failure;
    for (std::filesystem::directory_iterator it(parent, failure), end; !failure && it != end;
         it.increment(failure)) {
        std::filesystem::path found = below.empty() ? it->path() : it->path() / below;
        std::error_code none;
        if (std::filesystem::is_directory(found, none)) return found;
    }
    return {};
}

} // namespace

std::vector<stage::Staged> prepare_topdir(const plan::Plan& plan,
                                          const std::filesystem::path& topdir,
                                          const stage::OnProgress& on_progress) {
    if (plan.venv_to_make && !plan.venv_to_make->made)
        throw report::Error(plan.name, "is planned with a virtualenv that has not been made",
                            "make it first, with 'cal-pkg venv build'");
    if (plan.web_apps_to_make && !plan.web_apps_to_make->made)
        throw report::Error(plan.name, "is planned with web apps that have not been made",
                            "make them first, with 'cal-pkg web build'");
    // All of them now: what rpmbuild makes itself has the umask of whoever builds.
    for (const char* folder : {"SOURCES", "SPECS", "BUILD", "BUILDROOT", "RPMS", "SRPMS", "tmp"})
        fs::make_directories(topdir / folder);
    // rpm ≥ 4.20 makes this one in %prep only, which is left out.
    fs::make_directories(topdir / "BUILD" / (plan.name + "-" + plan.version + "-build"));
    // An SRPM records the times of its files.
    const auto write = [&](const std::filesystem::path& name, const std::string& text) {
        fs::write_file(topdir / name, text, 0644, fs::Flush::no);
        fs::set_mode_and_time(topdir / name, 0644,
                              hash::content_time(plan.epoch, hash::sha256(text)));
    };
    write("SPECS/" + plan.name + ".spec", plan::spec_text(plan));
    write("SOURCES/" + plan.name + ".files", plan::file_list(plan));
    write("SOURCES/magic", plan.magic);

    const std::filesystem::path tarball = topdir / "SOURCES" / plan.tarball;
    std::vector<stage::Staged> staged =
        stage::write_tar(plan.entries, plan.venv_archive, tarball, tar::Compression::none,
                         on_progress, fs::Flush::no);
    fs::set_mode_and_time(tarball, 0644,
                          hash::content_time(plan.epoch, hash::sha256_file(tarball)));
    return staged;
}

std::filesystem::path find_build_root(const std::filesystem::path& topdir) {
    std::filesystem::path found = first_directory(topdir / "BUILDROOT");
    if (found.empty()) found = first_directory(topdir / "BUILD", "BUILDROOT");
    if (found.empty())
        throw report::Error("rpmbuild", "left no build root, whose files are to be checked",
                            "please report it, with what 'rpmbuild --version' says");
    return found;
}

} // namespace calpkg::rpmbuild
