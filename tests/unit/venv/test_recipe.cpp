#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/venv/recipe.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;
using test::has;

namespace {

/// The sample checkouts, made once for all tests of this file.
const std::filesystem::path& checkouts() {
    static const test::Dir dir;
    static const bool made = [] {
        const std::string script = test::source_directory() / "tests/samples/make-checkouts";
        const process::Result result =
            test::run({script, dir.path().string(), "calamari", "calamari-1.5"});
        REQUIRE_MESSAGE(result.ok(), result.err);
        const test::Repository old(dir.path() / "calamari");
        for (const std::string name :
             {"requirements.production.txt", "requirements.production.force.txt"})
            old.write("requirements/2.6/" + name,
                      name.find("force") == name.npos ? "Django==1.5.1\n" : "six\n");
        old.commit("requirements");
        old.tag("v1.2.1");
        return true;
    }();
    static_cast<void>(made);
    return dir.path();
}

venv::Recipe recipe(const std::string& checkout, const std::string& target) {
    const layout::Catalog catalog(test::source_directory());
    plan::Request request;
    request.component = "server";
    request.checkout = checkouts() / checkout;
    return venv::make_recipe(catalog, catalog.target(target), request);
}

std::string text_of(const venv::Recipe& recipe, const std::string& path) {
    for (const stage::StagedEntry& entry : recipe.files)
        if (entry.path == path)
            if (const auto* text = std::get_if<stage::TextSource>(&entry.source)) return text->text;
    return {};
}

} // namespace

TEST_CASE("the 1.5 line is made in upstream's order") {
    const venv::Recipe made = recipe("calamari-1.5", "el7");
    CHECK(made.python == "2.7");
    CHECK(made.destination == "/opt/calamari/venv");
    CHECK(text_of(made, "rest-api/calamari_rest/version.py") == "VERSION = \"1.5.7-0\"\n");
    const std::string job = venv::job_text(made, venv::Mode::build, nullptr, "");
    CHECK(has(job, "mode build\npython 2.7\ndestination /opt/calamari/venv\nepoch "));
    CHECK(has(
        job,
        "system-site-packages yes\nwant carbon==0.9.15\nsdist carbon\nwant-file production.txt\n"
        "install source carbon --prefix=@venv@ --install-lib=@lib@\n"
        "install requirements production.txt\ninstall package calamari-common\n"
        "install package rest-api\ninstall package calamari-web\ninstall package cthulhu\n"
        "install package calamari-lite\ndelete *gevent*/_socket3.py\n"));
}

TEST_CASE("the 1.2 line also takes two archives from their repositories, and forced requirements") {
    const venv::Recipe made = recipe("calamari", "el6");
    CHECK(text_of(made, "rest-api/calamari_rest/version.py") == "VERSION = \"1.2.1-0\"\n");
    CHECK(made.extra_archives() ==
          std::vector<std::string>{"whisper-a6e2176e.tar.gz", "graphite-web-6f23d369.tar.gz"});
    std::vector<std::string> names;
    for (const venv::Requirement& requirement : made.requirements())
        names.push_back(requirement.name);
    CHECK(names == std::vector<std::string>{"carbon", "pyzmq", "Django", "six"});
    const std::string job = venv::job_text(made, venv::Mode::build, nullptr, "/usr/bin/python2.6");
    CHECK(has(job, "interpreter /usr/bin/python2.6\n"));
    CHECK(has(job, "archive whisper-a6e2176e.tar.gz "
                   "https://github.com/graphite-project/whisper/tarball/a6e2176e\n"
                   "install source whisper\n"));
    CHECK(has(job, "install requirements force.txt --ignore-installed\n"));
    CHECK_FALSE(has(job, "calamari-lite"));
}

TEST_CASE("a lock decides what is asked for") {
    venv::Recipe made = recipe("calamari-1.5", "el7");
    venv::Lock lock;
    lock.subject = "lock.yaml";
    lock.python = "2.7";
    lock.distributions = {{"carbon", "1.1.10", "carbon-1.1.10-py2-none-any.whl", ""},
                          {"Django", "1.6", "Django-1.6.tar.gz", ""}};
    made.apply(lock);
    CHECK(text_of(made, "production.txt") == "Django==1.6\n");
    for (const venv::Mode mode : {venv::Mode::build, venv::Mode::download}) {
        const std::string job = venv::job_text(made, mode, &lock, "");
        CHECK(has(
            job,
            "want carbon==1.1.10\nwant Django==1.6\nsdist Django\ndownload-option --no-deps\n"));
        CHECK_FALSE(has(job, "want-file"));
    }

    lock.distributions.erase(lock.distributions.begin());
    venv::Recipe again = recipe("calamari-1.5", "el7");
    CHECK(has(test::complaint([&] { again.apply(lock); }), "lock.yaml: lacks carbon"));
    lock.python = "2.6";
    lock.python_at = "lock.yaml:2";
    CHECK(has(test::complaint([&] { again.apply(lock); }),
              "lock.yaml:2: the lock is of Python 2.6, the target has 2.7"));
}

TEST_CASE("a component without a virtualenv has no recipe") {
    const layout::Catalog catalog(test::source_directory());
    plan::Request request;
    request.component = "clients";
    CHECK(has(test::complaint([&] { venv::make_recipe(catalog, catalog.target("el7"), request); }),
              "clients: has no virtualenv"));
}
