#pragma once

#include "lib/rpm/format/payload_compressor.hpp"
#include "lib/rpm/rewrite/package_image.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "unit/rpm/fixture.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace calpkg::test {

/// The egg of rich_spec() that is a file, and its content there.
inline constexpr const char* kEgg = "/opt/calamari/site/calamari_web-0.1-py2.6.egg";
inline constexpr const char* kEggContent = "the egg as it was\n";
/// The one that is a directory.
inline constexpr const char* kTree = "/opt/calamari/site/tree-1-py2.6.egg";

/// The spec of a package with one of everything that a header can carry: languages, scriptlets and
/// triggers of every kind, weak and strong dependencies, capabilities, hard links, a device node.
std::string rich_spec();

/// `spec`, made of rich_spec(), built with these defines; without capabilities of files where rpmbuild has none, which the
/// test's output says.
std::filesystem::path build_rich_spec(const Dir& dir, std::string spec,
                                      const std::vector<std::string>& defines = {});

/// rich_spec() built with this payload ("w9.gzdio") and further defines.
std::filesystem::path build_rich(const Dir& dir, const std::string& payload = "w6.gzdio",
                                 const std::vector<std::string>& defines = {});

/// Whether packages can be written with this payload here: not where the library that compresses gives other bytes
/// than the known ones. Then the test's output says so.
bool can_write(const rpm::Compression& how);
bool can_write(const std::string& payload); ///< "w9.bzdio"

/// An edit that gives the egg new content and Release "3_gabc.el6.1".
rpm::PackageEdit edit_of_egg(const std::string& content = "the egg after its repair, longer\n");

/// rpm::rewrite_package of a file, which is verified before.
rpm::RewrittenPackage rewritten(const std::filesystem::path& package,
                                const std::filesystem::path& directory,
                                const rpm::PackageEdit& edit);

/// rpm::read_image of a file.
rpm::PackageImage image_of(const std::filesystem::path& package);

/// rpm::read_package_file of a file, without a limit that matters.
std::string file_in(const std::filesystem::path& package, const std::string& path);

/// What `rpm -qp --qf` prints; `language` is LC_ALL's.
std::string query(const std::filesystem::path& package, const std::string& format,
                  const std::string& language = "C");

/// Every tag that this rpm knows with its value, by name.
std::map<std::string, std::string> every_tag(const std::filesystem::path& package);

/// Names of the tags that differ.
std::vector<std::string> differing_tags(const std::filesystem::path& a,
                                        const std::filesystem::path& b);

/// Content of a file of the package as rpm2cpio and cpio unpack it.
std::string unpacked(const std::filesystem::path& package, const std::string& path);

/// Whether `rpm -K` finds every digest right, MD5 and SHA-1 too.
bool digests_are_right(const std::filesystem::path& package);

/// Names of the files in a directory, sorted; hidden ones too.
std::vector<std::string> listing(const std::filesystem::path& directory);

} // namespace calpkg::test
