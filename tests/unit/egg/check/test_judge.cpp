#include "lib/egg/check/judge.hpp"

#include "found.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// "introduced: IDS; standing: IDS" of an egg whose settings.py changes.
std::string judged(const std::string& before, const std::string& after,
                   const std::string& django = "1.7") {
    const auto egg = [](const std::string& settings) {
        return egg::Egg::open_bytes(
            test::make_zip(test::with(test::egg_info(), {{"calamari_web/settings.py", settings}})),
            "calamari_web-0.1.egg");
    };
    python::Compiler none("");
    const egg::Judgement judgement = egg::judge(*egg(before), *egg(after), none, django);
    return "introduced: " + test::ids_of(judgement.introduced) +
           "; standing: " + test::ids_of(judgement.standing);
}

const std::string kSingle = "TEMPLATE_DIRS = 'a'\n";

} // namespace

TEST_CASE("an error that the egg did not have before is introduced") {
    CHECK(judged("A = 1\n", kSingle) == "introduced: error template-dirs-not-tuple; standing: ");
    CHECK(judged(kSingle, "A = (\n") == "introduced: error unbalanced-bracket; standing: ");
}

TEST_CASE("an error that was there stands, wherever its line has moved to") {
    CHECK(judged(kSingle, "\n\n" + kSingle) ==
          "introduced: ; standing: error template-dirs-not-tuple");
}

TEST_CASE("a second error of the same kind is introduced") {
    CHECK(judged(kSingle, kSingle + kSingle) ==
          "introduced: error template-dirs-not-tuple; standing: error template-dirs-not-tuple");
}

TEST_CASE("warnings and repaired errors are no part of the judgement") {
    CHECK(judged(kSingle, "TEMPLATE_DIRS = ('a',)\n") == "introduced: ; standing: ");
    CHECK(judged("A = 1\n", "if 1:\n    A = 1\n\tB = 2\n") == "introduced: ; standing: ");
}

TEST_CASE("a new single value is introduced for any Django; one that Django mends does not stand") {
    for (const char* django : {"", "1.5.1"}) {
        CHECK(judged("TEMPLATE_DIRS = ('a',)\n", kSingle, django) ==
              "introduced: note template-dirs-not-tuple; standing: ");
        CHECK(judged(kSingle, kSingle + "A = 1\n", django) == "introduced: ; standing: ");
        CHECK(judged("TEMPLATE_DIRS = ('a',)\n", "TEMPLATE_DIRS = ['a']\n", django) ==
              "introduced: ; standing: ");
    }
}
