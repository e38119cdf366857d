#include "lib/report/error.hpp"
#include "lib/venv/key.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace calpkg;

namespace {

struct KeyFixture {
    test::Dir dir;
    venv::Recipe recipe;
    std::string job = "mode build\n";

    KeyFixture() {
        dir.write("scripts/build.sh", "sh");
        dir.write("scripts/tree.py", "py");
        stage::StagedEntry text, file;
        text.path = "requirements.txt";
        text.source = stage::TextSource{"Django==1.5\n"};
        file.path = "setup.py";
        file.source = stage::FileSource{dir.path() / "setup.py", {}, 0};
        recipe.files = {text, file};
        write_setup("VERSION = '@V@'\n");
    }

    /// As the plan finds it.
    void write_setup(const std::string& content) {
        dir.write("setup.py", content);
        recipe.files[1].size = content.size();
    }

    std::string digest() const {
        return venv::digest_of_inputs(dir.path() / "scripts", recipe, job);
    }
};

} // namespace

TEST_CASE("the same inputs have the same digest, wherever they lie") {
    const KeyFixture one, two;
    CHECK(one.digest() == two.digest());
    CHECK(one.digest().size() == 64);
}

TEST_CASE("whatever a job would read differently has another digest") {
    std::set<std::string> digests{KeyFixture().digest()};
    const auto differs = [&](auto change) {
        KeyFixture f;
        change(f);
        return digests.insert(f.digest()).second;
    };
    CHECK(differs([](KeyFixture& f) { f.job += "python 2.6\n"; }));
    CHECK(differs([](KeyFixture& f) { f.dir.write("scripts/build.sh", "sh2"); }));
    CHECK(differs([](KeyFixture& f) { f.dir.write("scripts/tree.py", "py2"); }));
    CHECK(differs([](KeyFixture& f) { f.write_setup("VERSION = '2'\n"); }));
    CHECK(differs([](KeyFixture& f) { f.recipe.files[0].source = stage::TextSource{""}; }));
    CHECK(differs([](KeyFixture& f) { f.recipe.files[1].path = "other.py"; }));
    CHECK(differs([](KeyFixture& f) { f.recipe.files[1].mode = 0755; }));
    CHECK(differs([](KeyFixture& f) { f.recipe.files[1].mtime = 7; }));
    CHECK(differs([](KeyFixture& f) { f.recipe.files.pop_back(); }));
    CHECK(differs([](KeyFixture& f) {
        std::get<stage::FileSource>(f.recipe.files[1].source).edits =
            std::make_shared<const stage::Edits>(stage::Edits{.replace = {{"@V@", "1"}}});
    }));
}

TEST_CASE("what cannot be read is told, not left out") {
    const KeyFixture f;
    std::filesystem::remove(f.dir.path() / "setup.py");
    CHECK_THROWS_AS(f.digest(), report::Error);
}
