#include "documents.hpp"

#include "lib/layout/target.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::good_target;
using test::with_line;

namespace {

std::string complaint_of_target(const std::string& text) {
    return test::complaint(layout::read_target, "el6.yaml", text);
}

/// The key that stands in line `number` of the good target.
std::string key_in(int number) {
    std::string text = good_target;
    for (int line = 1; line < number; ++line) text.erase(0, text.find('\n') + 1);
    return text.substr(0, text.find(':'));
}

} // namespace

TEST_CASE("a target is read as it stands") {
    const test::Dir dir;
    const layout::Target target = layout::read_target(dir.write("el6.yaml", good_target));
    CHECK(target.name == "el6");
    CHECK(target.summary == "Red Hat Enterprise Linux 6, CentOS 6");
    CHECK(target.dist == "el6");
    CHECK(target.rhel == 6);
    CHECK(target.rpm == "4.8.1");
    CHECK(target.arch == "x86_64");
    CHECK(target.platform == "redhat-linux-gnu");
    CHECK(target.python == "2.6");
    CHECK(target.glibc == "2.12");
    CHECK(target.payload == "w6.gzdio");
    CHECK(target.source_payload == "w1.gzdio");
    CHECK(target.rpmlib == std::vector<std::string>{"FileDigests", "PayloadIsXz"});
    CHECK(target.features == std::vector<std::string>{"sysv"});
    CHECK(target.variables.at("site-packages") == "/usr/lib/python2.6/site-packages");
    CHECK(target.packages.at("supervisor") == "supervisor >= 3.0");
}

TEST_CASE("a target without %rhel, features, variables and packages is one too") {
    const std::string text = with_line(good_target.substr(0, good_target.find("features:")), 4, "");
    const test::Dir dir;
    const layout::Target target = layout::read_target(dir.write("el6.yaml", text));
    CHECK(target.rhel == 0);
    CHECK(target.features.empty());
    CHECK(target.packages.empty());
}

TEST_CASE("a target may tell how large a header its rpm takes") {
    const test::Dir dir;
    const auto limit = [&](const std::string& line) {
        return layout::read_target(dir.write("el6.yaml", good_target + line)).header_limit;
    };
    CHECK(limit("") == 0);
    CHECK(limit("header-limit: 16777215\n") == 16777215);
    for (const char* value : {"0", "16M", "-1", "99999999999999999999", "1.5"})
        CHECK(complaint_of_target(good_target + "header-limit: " + value + "\n") ==
              std::string("el6.yaml:19: 'header-limit' cannot be '") + value +
                  "'; it takes a number of bytes; omit it where the limit is not known");
}

TEST_CASE("a target may tell which signatures its rpm verifies") {
    const test::Dir dir;
    const auto read = [&](const std::string& lines) {
        return layout::read_target(dir.write("el6.yaml", good_target + lines)).signatures;
    };
    CHECK(read("").keys.empty());
    CHECK(read("").subkeys);
    CHECK_FALSE(read("").payload);
    const layout::TargetSignatures old =
        read("signatures:\n  over: payload\n  keys: [rsa2048, rsa4096]\n  subkeys: false\n");
    CHECK(old.payload);
    CHECK(old.keys == std::vector<std::string>{"rsa2048", "rsa4096"});
    CHECK_FALSE(old.subkeys);
    CHECK_FALSE(read("signatures: {over: header, keys: [ed25519]}\n").payload);
    CHECK(complaint_of_target(good_target + "signatures: {over: all, keys: [ed25519]}\n")
              .find("el6.yaml:19: 'over' cannot be 'all'") == 0);
    CHECK(complaint_of_target(good_target + "signatures: {over: header}\n").find("'keys'") !=
          std::string::npos);
}

TEST_CASE("everything else a target needs must be there") {
    for (const int line : {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12}) {
        const std::string key = key_in(line);
        CAPTURE(key);
        CHECK(complaint_of_target(with_line(good_target, line, "")) ==
              "el6.yaml:1: the target has no '" + key + "'; add '" + key + ": …'");
    }
}

TEST_CASE("each key of a target refuses other types and macros, at its line") {
    for (int line = 1; line <= 13; ++line) {
        const std::string key = key_in(line);
        CAPTURE(key);
        const std::string at = "el6.yaml:" + std::to_string(line) + ": ";
        CHECK(complaint_of_target(with_line(good_target, line, key + ": {a: b}")).starts_with(at));
        CHECK(complaint_of_target(with_line(good_target, line, key + ":")).starts_with(at));
        CHECK(complaint_of_target(with_line(good_target, line, key + ": ''")).starts_with(at));
        CHECK(
            complaint_of_target(with_line(good_target, line, key + ": \"a\\nb\"")).starts_with(at));
        if (key != "summary")
            CHECK(complaint_of_target(with_line(good_target, line, key + ": '%(id)'"))
                      .starts_with(at));
    }
    for (const char* poison : {"'%(id)'", "'a\"b'", "\"a'b\"", "\"a\\nb\"", "'$(id)'"}) {
        CAPTURE(poison);
        const std::string value(poison);
        CHECK(complaint_of_target(with_line(good_target, 12, "rpmlib: [" + value + "]"))
                  .starts_with("el6.yaml:12: "));
        CHECK(complaint_of_target(with_line(good_target, 13, "features: [" + value + "]"))
                  .starts_with("el6.yaml:13: "));
        CHECK(complaint_of_target(with_line(good_target, 15, "  flavour: " + value))
                  .starts_with("el6.yaml:15: "));
        CHECK(complaint_of_target(with_line(good_target, 18, "  supervisor: " + value))
                  .starts_with("el6.yaml:18: "));
        CHECK(complaint_of_target(with_line(good_target, 18, "  ? " + value + "\n  : x"))
                  .starts_with("el6.yaml:18: "));
    }
}

TEST_CASE("an unknown key of a target names what was meant") {
    CHECK(complaint_of_target(with_line(good_target, 8, "pyton: 2.6")) ==
          "el6.yaml:8: unknown key 'pyton' in the target; did you mean 'python'?");
}

TEST_CASE("a target stands in the file of its name") {
    CHECK(complaint_of_target(with_line(good_target, 1, "target: el7")) ==
          "el6.yaml:1: the target 'el7' is in 'el6.yaml'; rename the file to 'el7.yaml'");
}

TEST_CASE("payloads are rpm's io flags") {
    for (const char* payload :
         {"w6.gzdio", "w9.bzdio", "w7T0.xzdio", "w2.lzdio", "w19T16.zstdio"}) {
        CAPTURE(payload);
        CHECK(complaint_of_target(with_line(good_target, 10, "payload: " + std::string(payload)))
                  .empty());
    }
    for (const char* payload : {"gzip", "6.gzdio", "w.gzdio", "w6gzdio", "w6.gzdiox", "w6T.xzdio",
                                "w6L.xzdio", "w6.", "w6.fdio"}) {
        CAPTURE(payload);
        CHECK(complaint_of_target(with_line(good_target, 10, "payload: " + std::string(payload)))
                  .starts_with("el6.yaml:10: 'payload' cannot be '" + std::string(payload) + "'"));
    }
}

TEST_CASE("numbers are numbers") {
    for (const char* rhel : {"-1", "0", "six", "6.5", "99999999999", "0x6"}) {
        CAPTURE(rhel);
        CHECK(complaint_of_target(with_line(good_target, 4, "rhel: " + std::string(rhel)))
                  .starts_with("el6.yaml:4: 'rhel' cannot be '"));
    }
    for (const char* version : {"two", "2.", ".6", "2..6", "2.6-1", "2.6rc1"}) {
        CAPTURE(version);
        CHECK(complaint_of_target(with_line(good_target, 8, "python: " + std::string(version)))
                  .starts_with("el6.yaml:8: 'python' cannot be '"));
    }
    CHECK(complaint_of_target(with_line(good_target, 3, "dist: el-6")).starts_with("el6.yaml:3: "));
}
