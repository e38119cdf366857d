#pragma once

#include "lib/egg/packaged_egg.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "support/zip_fixture.hpp"
#include "unit/egg/names.hpp"
#include "unit/rpm/fixture.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::test {

inline const std::string kSite = "/opt/calamari/site";
inline const std::string kZipEgg = kSite + "/calamari_web-0.1-py2.6.egg";
inline const std::string kTreeEgg = kSite + "/calamari_rest-0.1-py2.6.egg";

/// A package with an egg of either form; the directory egg has a link and a ghost.
inline std::filesystem::path build_with_eggs(const Dir& dir) {
    const std::string zip = make_zip({{"EGG-INFO/PKG-INFO", "Name: calamari-web\n"},
                                      {"calamari_web/__init__.py", ""},
                                      {"calamari_web/settings.py", "A = 1\n"},
                                      {"calamari_web/settings.pyc", "stale"}});
    dir.write("web.egg", zip);
    return build_rpm(dir, R"(Name: calamari-server
Version: 1.2
Release: 3.el6
Summary: Eggs
License: MIT
AutoReqProv: no
%description
For tests.
%install
umask 022
site=$RPM_BUILD_ROOT)" + kSite +
                              R"(
mkdir -p $site/calamari_rest-0.1-py2.6.egg/EGG-INFO $site/calamari_rest-0.1-py2.6.egg/rest
cp )" + (dir.path() / "web.egg").string() +
                              R"( $site/calamari_web-0.1-py2.6.egg
cd $site/calamari_rest-0.1-py2.6.egg
echo 'Name: calamari-rest' > EGG-INFO/PKG-INFO
echo 'rest = 1' > rest/views.py
echo bytecode > rest/views.pyc
ln -s views.py rest/alias.py
: > rest/ghost.pyc
find . -exec touch -h -d @1404215000 {} +
%files
/opt/calamari
%ghost )" + kTreeEgg + "/rest/ghost.pyc\n");
}

inline egg::PackagedEgg packaged_egg(const std::filesystem::path& package,
                                     const std::string& path) {
    return {std::make_shared<const rpm::OpenPackage>(package), path};
}

} // namespace calpkg::test
