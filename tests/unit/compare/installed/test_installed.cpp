#include "lib/compare/installed/installed.hpp"

#include "unit/compare/installed/root_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using compare::RootSide;

TEST_CASE("what is as the package installs it is no difference, nor is a ghost that is not there") {
    const test::RootFixture f;
    f.shell("rm -f var/log/sample.log");
    const auto found = compare::compare_with_root(f.package(), f.root(), RootSide::after);
    CHECK(f.keys(found.rows) == "");
    CHECK(!found.upgrade);
}

TEST_CASE("files of a root that are not as the package installs them are told") {
    const test::RootFixture f;
    f.shell("rm opt/sample/README; echo other >opt/sample/hello; chmod 600 etc/sample.conf; "
            "ln -sfn elsewhere opt/sample/link; echo more >opt/sample/unpackaged");
    const auto found = compare::compare_with_root(f.package(), f.root(), RootSide::after);
    CHECK(f.keys(found.rows) == "changed /etc/sample.conf mode\nremoved /opt/sample/README file\n"
                                "changed /opt/sample/link link target\n"
                                "changed /opt/sample/hello content\n");
    const auto back = compare::compare_with_root(f.package(), f.root(), RootSide::before);
    CHECK(f.keys(back.rows).find("added /opt/sample/README file\n") != std::string::npos);
    for (const compare::Row& row : back.rows)
        if (row.what == "content") CHECK(row.diff.find("-other\n+hello\n") != std::string::npos);
}

TEST_CASE("the same size does not hide another content") {
    const test::RootFixture f;
    f.shell("printf 'hellO\\n' >opt/sample/hello");
    CHECK(f.keys(compare::compare_with_root(f.package(), f.root(), RootSide::after).rows) ==
          "changed /opt/sample/hello content\n");
}

TEST_CASE("two roots are compared file by file, without what the kernel puts there") {
    const test::RootFixture f, g;
    f.shell("mkdir -p proc && echo 1 >proc/1");
    g.shell("echo x >opt/new; chmod 700 opt/sample/hello; "
            "head -c 50000 /dev/zero >opt/sample/noise");
    CHECK(
        f.keys(compare::compare_roots(f.root(), g.root()).rows) ==
        "added /opt/new file\nchanged /opt/sample/hello mode\nchanged /opt/sample/noise content\n");
}
