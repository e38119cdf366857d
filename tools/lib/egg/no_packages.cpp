// In the place of in_package.cpp and packaged_egg.cpp in the portable program, which has no librpm: it knows an RPM, and
// says that it cannot open it.
#include "lib/egg/in_package.hpp"
#include "lib/egg/packaged_egg.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/regular_file.hpp"
#include "lib/report/error.hpp"

#include <string>

namespace calpkg::egg {

namespace {

[[noreturn]] void refuse(const std::string& package) {
    throw report::Error(package, "is an RPM, which the portable cal-pkg cannot open",
                        "use the cal-pkg of the machine that builds packages, or name an egg");
}

} // namespace

bool is_rpm(const std::filesystem::path& file) {
    const fs::Descriptor in = fs::open_regular_file(file);
    std::string magic(4, '\0');
    fs::read_at(in.get(), magic.data(), magic.size(), 0, file.string());
    return magic == "\xed\xab\xee\xdb"; // of its lead
}

std::shared_ptr<const rpm::OpenPackage> open_rpm(const std::filesystem::path& file) {
    refuse(file.string());
}

std::vector<std::string> names_in(const rpm::OpenPackage& /*package*/,
                                  const std::string& directory) {
    refuse(directory);
}

std::vector<std::string> find_packaged(const rpm::OpenPackage& /*package*/) { refuse("this"); }

std::vector<std::string> find_plain(const rpm::OpenPackage& /*package*/) { refuse("this"); }

PackagedEgg::PackagedEgg(std::shared_ptr<const rpm::OpenPackage> package, std::string path)
    : package_(std::move(package)),
      path_(std::move(path)) {
    refuse(path_);
}

} // namespace calpkg::egg
