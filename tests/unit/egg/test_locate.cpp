#include "lib/egg/locate.hpp"
#include "support/support.hpp"
#include "support/zip_fixture.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using egg::EggLocation;
using egg::locate;

namespace {

const std::string kPackages = "root/venv/lib/python2.6/site-packages/";

std::string error_of(const std::filesystem::path& path, const std::string& name = {}) {
    try {
        locate(path, name);
    } catch (const report::Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

TEST_CASE("an egg itself is taken as it is, file or directory") {
    const test::Dir dir;
    const auto zip = dir.write("a-1.egg", test::make_zip({}));
    dir.write("b-1.egg/EGG-INFO/PKG-INFO", "");
    dir.write("unnamed/EGG-INFO/PKG-INFO", "");
    CHECK(locate(zip).kind == EggLocation::Kind::itself);
    CHECK(locate(dir.path() / "b-1.egg/").kind == EggLocation::Kind::itself);
    CHECK(locate(dir.path() / "unnamed").kind == EggLocation::Kind::itself);
    CHECK(egg::OpenedEgg(locate(zip)).egg().name() == "a-1.egg");
}

TEST_CASE("below an installed root calamari_web's egg is found, or the one that is asked for") {
    const test::Dir dir;
    dir.write(kPackages + "calamari_web-0.1-py2.6.egg", test::make_zip({}));
    dir.write(kPackages + "calamari_rest-0.1-py2.6.egg", test::make_zip({}));
    const auto root = dir.path() / "root";
    CHECK(locate(root).path.filename() == "calamari_web-0.1-py2.6.egg");
    CHECK(locate(root).kind == EggLocation::Kind::installed);
    CHECK(locate(root, "calamari-rest").path.filename() == "calamari_rest-0.1-py2.6.egg");
    CHECK(locate(root, "calamari_rest-0.1-py2.6.egg").path.filename() ==
          "calamari_rest-0.1-py2.6.egg");
    const std::string none = error_of(root, "cthulhu");
    CHECK(test::has(none, "holds no egg 'cthulhu'"));
    CHECK(test::has(none, "calamari_rest-0.1-py2.6.egg"));
    CHECK(test::has(none, "choose with --egg "));
}

TEST_CASE("two eggs of one project are not guessed between") {
    const test::Dir dir;
    dir.write(kPackages + "calamari_web-0.1-py2.6.egg", test::make_zip({}));
    dir.write(kPackages + "calamari_web-0.2-py2.6.egg", test::make_zip({}));
    const std::string error = error_of(dir.path() / "root");
    CHECK(test::has(error, "holds 2 eggs"));
    CHECK(test::has(error, "calamari_web-0.2-py2.6.egg"));
}

TEST_CASE("of two eggs of one name the path that the message names is taken") {
    const test::Dir dir;
    const std::string name = "/calamari_web-0.1-py2.6.egg";
    const auto one = dir.write("root/venv/lib/python2.6/site-packages" + name, test::make_zip({}));
    const auto two = dir.write("root/venv/lib/python2.7/site-packages" + name, test::make_zip({}));
    const auto root = dir.path() / "root";
    const std::string error = error_of(root, name.substr(1));
    CHECK(test::has(error, "holds 2 eggs"));
    CHECK(test::has(error, "--egg " + one.string()));
    CHECK(test::has(error, "--egg " + two.string()));
    CHECK(locate(root, one.string()).path == one);
    CHECK(locate(root / "venv/..", two.string()).path.lexically_normal() == two);
    CHECK(test::has(error_of(root, root.string() + name), "holds no egg"));
}

TEST_CASE("the only egg is taken, whatever its name; none is an error with a way out") {
    const test::Dir dir;
    dir.write(kPackages + "cthulhu-0.1-py2.6.egg", test::make_zip({}));
    CHECK(locate(dir.path() / "root").path.filename() == "cthulhu-0.1-py2.6.egg");
    dir.write("empty/file", "");
    CHECK(test::has(error_of(dir.path() / "empty"), "/opt/calamari"));
    CHECK(test::has(error_of(dir.path() / "nowhere"), "No such file"));
}

TEST_CASE("a file that is not an egg is told what it is not, and a broken RPM that it is one") {
    const test::Dir dir;
    const auto error = [&](const std::string& name, const std::string& content) {
        return error_of(dir.write(name, content));
    };
    for (const std::string text : {"text", "PK", "\xed\xab\xee"}) {
        const std::string words = error("text", text);
        CHECK(test::has(words, "text: is neither a zip egg nor an RPM; name an egg, an RPM"));
        CHECK(test::has(words, "/opt/calamari"));
    }
    CHECK(test::has(error("nothing", ""), "nothing: is empty"));
    CHECK(test::has(error("some.rpm", ""), "some.rpm: is empty"));
    CHECK(test::has(error("some.rpm", "text"),
                    "some.rpm: is not a sound RPM: it does not begin like one"));
    const std::string header = std::string(96, '\0') + "\x8e\xad\xe8\x01";
    CHECK(test::has(error("renamed", header), "renamed: is not a sound RPM"));
    const std::string magic = "\xed\xab\xee\xdb";
    CHECK(test::has(error("cut", magic), "cut: is not a sound RPM: it is cut off"));

    const std::string zip = test::make_zip({{"a.py", "A = 1\n"}});
    CHECK(locate(dir.write("plain", zip)).kind == EggLocation::Kind::itself);
    CHECK(locate(dir.write("script", "#!/bin/sh\n" + zip)).kind == EggLocation::Kind::itself);
    CHECK(locate(dir.write("torn", zip.substr(0, zip.size() / 2))).kind ==
          EggLocation::Kind::itself);
    CHECK(locate(dir.write("broken.egg", "text")).kind == EggLocation::Kind::itself);
}

TEST_CASE("an egg in an RPM is found and read, a file's as a file's") {
    const test::Dir dir;
    const auto egg = dir.write("egg", test::make_zip({{"calamari_web/settings.py", "A = 1\n"}}));
    const std::string packages = "opt/calamari/venv/lib/python2.6/site-packages";
    const auto rpm = test::build_rpm(dir, R"(
Name: calamari-server
Version: 1
Release: 1
Summary: s
License: MIT
AutoReqProv: no
%description
d
%install
mkdir -p $RPM_BUILD_ROOT/)" + packages + R"(
cp )" + egg.string() + " $RPM_BUILD_ROOT/" + packages +
                                              R"(/calamari_web-0.1-py2.6.egg
%files
/opt
)");
    const EggLocation location = locate(rpm);
    CHECK(location.kind == EggLocation::Kind::packaged);
    CHECK(location.in_package == "/" + packages + "/calamari_web-0.1-py2.6.egg");
    const egg::OpenedEgg opened(location);
    CHECK(opened.egg().read("calamari_web/settings.py") == "A = 1\n");
    CHECK(opened.egg().is_zip());
}
