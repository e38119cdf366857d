#include "found.hpp"

#include "support/interpreters.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::egg_info;
using test::egg_with;
using test::found;
using test::kSource;
using test::like_bytecode;
using test::make_zip;
using test::with;

TEST_CASE("a sound egg is clean; that its bytecode depends on the zone is a note") {
    const std::string ids = found(egg_with(kSource, like_bytecode(kSource)));
    CHECK(ids == "note time-zone-dependent");
    CHECK(egg::check(*egg::Egg::open_bytes(make_zip(egg_with(kSource, like_bytecode(kSource))),
                                           "calamari_web-0.1.egg"))
              .clean());
    CHECK(found(with(egg_info(), {{"calamari_web/a.py", kSource}})) == "");
}

TEST_CASE("settings are checked without any Python for an egg of none") {
    CHECK(found(with(egg_info(), {{"calamari_web/settings.py", "TEMPLATE_DIRS = ('a')\n"}})) ==
          "note template-dirs-not-tuple");
    CHECK(found(with(egg_info(), {{"calamari_web/settings.py", "A = (\n"}}),
                "calamari_web-0.1-py2.5.egg") == "error unbalanced-bracket");
}

TEST_CASE("NUL bytes and encodings that there are not are found without any Python") {
    const auto with_settings = [](const std::string& source) {
        return found(with(egg_info(), {{"calamari_web/settings.py", source}}));
    };
    CHECK(with_settings(std::string("a = 1\n\0\n", 8)) == "error python-rejects");
    CHECK(with_settings("# coding: klingon\na = 1\n") == "error python-rejects");
    CHECK(with_settings("# coding: koi8-r\na = 1\n") == "");
    const auto nul = make_zip(with(egg_info(), {{"calamari_web/a.py", std::string("a\n\0", 3)}}));
    const auto findings = egg::check(*egg::Egg::open_bytes(nul, "calamari_web-0.1.egg")).findings;
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().subject == "calamari_web-0.1.egg: calamari_web/a.py:2");
}

TEST_CASE("the compiler of the egg's Python has the last word over what reading tells") {
    bool asked = false;
    for (const auto& interpreter : test::interpreters()) {
        CAPTURE(interpreter.version);
        const auto members = with(egg_info(), {{"calamari_web/settings.py", "A = (\n"}});
        const auto egg = egg::Egg::open_bytes(make_zip(members),
                                              "calamari_web-0.1-py" + interpreter.version + ".egg");
        const test::OnPath path(interpreter);
        CHECK(found(*egg) == "error unbalanced-bracket, error python-rejects");
        CHECK(egg::check(*egg).compiler == interpreter.version);
        asked = true;
    }
    REQUIRE(asked);
}
