#include "lib/report/error.hpp"
#include "lib/web/make/lock.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using doctest::Contains;

TEST_CASE("a lock file lists programs, and each app's npm packages by place") {
    const std::string npm = R"({"lockfileVersion": 3, "packages": {
        "": {"name": "web-app"},
        "node_modules/zlib": {"version": "1.10", "integrity": "sha512-b"},
        "node_modules/a/node_modules/@x/b": {"version": "0.4.5", "integrity": "sha512-a"}}})";
    CHECK(web::lock_text("npm 10.8.2\nnode 6.17.1\n",
                         {{"admin", npm}, {"login", R"({"packages": {}})"}}) ==
          R"(# Written by 'cal-pkg web build': what the web apps were built with.
lock: 1
programs:
  npm: "10.8.2"
  node: "6.17.1"
apps:
  admin:
    - {name: "@x/b", version: "0.4.5", place: "node_modules/a/node_modules/@x/b", integrity: "sha512-a"}
    - {name: "zlib", version: "1.10", place: "node_modules/zlib", integrity: "sha512-b"}
  login: []
)");
}

TEST_CASE("a lock file is read back, and what differs is told") {
    const test::Dir dir;
    const auto locked = [&](const std::string& facts, const std::string& version) {
        const std::string npm = R"({"packages": {"node_modules/a": {"version": ")" + version +
                                R"(", "integrity": "sha512-a"}}})";
        return web::read_lock(dir.write("lock", web::lock_text(facts, {{"admin", npm}})));
    };
    const web::Locked lock = locked("npm 10.8.2\nnode 6.17.1\n", "1.10");
    CHECK(lock == web::Locked{{"npm", "10.8.2"},
                              {"node", "6.17.1"},
                              {"admin: node_modules/a", "1.10 (sha512-a)"}});
    CHECK(web::differences(lock, lock).empty());
    CHECK(web::differences(lock, locked("npm 10.8.2\nsass 3\n", "1.11")) ==
          std::vector<std::string>{"admin: node_modules/a is 1.11 (sha512-a), not 1.10 (sha512-a)",
                                   "node is missing", "sass has come: 3"});
    for (const char* text :
         {"lock: 2\nprograms: {}\napps: {}\n", "apps: {}\n",
          "lock: 1\nprograms: {}\napps: {a: [{name: x}]}\n",
          "lock: 1\nprograms: {}\napps: {a: 1}\n", "lock: 1\nprograms: {}\napps: {}\nmore: 1\n"})
        CHECK_THROWS_WITH_AS(web::read_lock(dir.write("lock", text)), Contains("lock:"),
                             report::Error);
}

TEST_CASE("what is no lock of npm's is an error that names the app") {
    for (const char* text : {"", "[]", R"({"packages": {"node_modules/a": {}}})"})
        CHECK_THROWS_WITH_AS(web::lock_text("", {{"admin", text}}), Contains("lock.admin.json"),
                             report::Error);
}
