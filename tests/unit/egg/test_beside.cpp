#include "lib/egg/beside.hpp"

#include "packaged_fixture.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("the version of what is installed beside an egg is in a name there") {
    for (const char* name : {"Django-1.5.1-py2.7.egg-info/PKG-INFO", "Django-1.5.1-py2.7.egg",
                             "django-1.5.1.dist-info/METADATA"}) {
        const test::Dir dir;
        dir.write("Django_extras-9.egg", "");
        dir.write("Django-7.txt", "");
        dir.write("x-1-py2.7.egg/EGG-INFO/PKG-INFO", "");
        egg::EggLocation location;
        location.path = dir.path() / "x-1-py2.7.egg";
        CHECK(egg::version_beside(location, "Django").empty());
        dir.write(name, "");
        CHECK(egg::version_beside(location, "Django") == "1.5.1");
        location.path += "/";
        CHECK(egg::version_beside(location, "Django") == "1.5.1");
    }
    CHECK(egg::version_beside({.path = "/nowhere/x.egg"}, "Django").empty());
}
