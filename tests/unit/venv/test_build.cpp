#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/venv/build.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// cal-pkg's data as they are installed.
std::filesystem::path data_in(const test::Dir& dir) {
    const std::filesystem::path data = dir.path() / "data", source = test::source_directory();
    std::filesystem::create_directories(data);
    for (const std::filesystem::path folder : {"layouts", "specs", "tools/venv"})
        std::filesystem::create_directory_symlink(source / folder, data / folder.filename());
    return data;
}

/// A checkout of the 1.5 line, and a cache that is not there yet.
struct Fixture {
    test::Dir dir;
    layout::Catalog catalog{data_in(dir)};
    plan::Request request;
    venv::Options options;

    Fixture() {
        const std::string script = test::source_directory() / "tests/samples/make-checkouts";
        const process::Result made = test::run({script, dir.path().string(), "calamari-1.5"});
        REQUIRE_MESSAGE(made.ok(), made.err);
        request.component = "server";
        request.checkout = dir.path() / "calamari-1.5";
        options.cache = dir.path() / "cache";
    }

    venv::Prospect look_up() const {
        return venv::look_up(catalog, catalog.target("el7"), request, options);
    }

    /// As a finished build leaves it.
    void fill_cache(const std::string& key) const {
        venv::CacheEntry entry(options.cache, key, {});
        entry.claim({});
        for (const auto& file : {entry.tree(), entry.lock(), entry.log()})
            dir.write(file.lexically_relative(dir.path()), "x");
        dir.write(entry.facts().lexically_relative(dir.path()), "python-prefix /opt/python\n");
        entry.seal();
    }
};

} // namespace

TEST_CASE("looking up tells what would be built, and makes nothing") {
    Fixture f;
    const venv::Prospect prospect = f.look_up();
    CHECK(!prospect.cached);
    CHECK(!prospect.recipe.made);
    CHECK(prospect.recipe.python == "2.7");
    CHECK(prospect.recipe.runner == "local");
    CHECK(prospect.recipe.requirements ==
          std::vector<std::string>{"requirements/2.7/requirements.production.txt"});
    CHECK(!std::filesystem::exists(f.options.cache));
    CHECK(f.look_up().recipe.key == prospect.recipe.key);
    f.options.python = "/usr/bin/python2.7";
    CHECK(f.look_up().recipe.key != prospect.recipe.key);
}

TEST_CASE("what is in the cache is what looking up and building take") {
    Fixture f;
    const std::string key = f.look_up().recipe.key;
    f.fill_cache(key);
    f.options.runner = "";
    const venv::Prospect prospect = f.look_up();
    REQUIRE(prospect.cached);
    CHECK(prospect.recipe.made);
    const venv::Built built = venv::build(f.catalog, f.catalog.target("el7"), f.request, f.options);
    CHECK(built.cached);
    CHECK(built.recipe.key == key);
    for (const venv::Built& one : {*prospect.cached, built}) {
        CHECK(one.tree == f.options.cache / key / "venv.tar");
        REQUIRE(one.findings.size() == 1);
        CHECK(one.findings[0].id == "foreign-python");
    }
    f.options.rebuild = true;
    CHECK(!f.look_up().cached);
}

TEST_CASE("archives that are not there are told before anything is built") {
    Fixture f;
    f.options.wheelhouse = f.dir.path() / "wheelhouse";
    std::filesystem::create_directories(f.options.wheelhouse);
    CHECK(test::has(test::complaint([&] { f.look_up(); }), "Django"));
}

TEST_CASE("a component without a virtualenv has none to look up") {
    Fixture f;
    f.request.component = "clients";
    CHECK(test::has(test::complaint([&] { f.look_up(); }), "clients: has no virtualenv"));
}
