#include "lib/plan/venv/texts.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using stage::StagedEntry;

TEST_CASE("texts come out of directories and tarballs alike, large files and links do not") {
    const test::Dir dir;
    dir.write("v/bin/a", "text a");
    dir.write("v/bin/empty", "");
    dir.write("v/bin/large", std::string((1U << 20) + 1, 'x'));
    std::filesystem::create_symlink("a", dir.path() / "v/bin/link");
    REQUIRE(test::run({"tar", "-czf", "v.tar.gz", "v"}, dir.path()).ok());
    for (const bool archived : {false, true}) {
        plan::Venv venv;
        venv.top = "/v";
        if (archived) venv.archive = dir.path() / "v.tar.gz";
        for (const std::string path : {"bin/a", "bin/empty", "bin/large"}) {
            StagedEntry entry;
            entry.size = std::filesystem::file_size(dir.path() / "v" / path);
            if (archived)
                entry.source = stage::MemberSource{"v/" + path};
            else
                entry.source = stage::FileSource{dir.path() / "v" / path, {}};
            venv.entries[path] = entry;
        }
        StagedEntry link;
        link.kind = StagedEntry::Kind::symlink;
        venv.entries["bin/link"] = link;
        StagedEntry second;
        second.kind = StagedEntry::Kind::hardlink;
        second.link = "/v/bin/a";
        venv.entries["bin/second"] = second;
        CHECK(plan::read_venv_texts(
                  venv, {"bin/a", "bin/empty", "bin/large", "bin/link", "bin/second", "none"}) ==
              std::map<std::string, std::string>{
                  {"bin/a", "text a"}, {"bin/empty", ""}, {"bin/second", "text a"}});
    }
}
