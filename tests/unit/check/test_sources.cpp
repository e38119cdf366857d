#include "lib/check/sources.hpp"
#include "lib/stage/write_tar.hpp"
#include "planned.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace calpkg;

TEST_CASE("files, texts and members of a tarball are read as they will be staged") {
    const test::Dir dir;
    dir.write("file.py", "#!python\nOLD\n");
    plan::Plan inner;
    test::add(inner, "venv/run", "#!/bin/sh\n", 0755);
    test::add(inner, "venv/lib.so", "\177ELF...", 0755);
    stage::write_tar(inner.entries, {}, dir.path() / "venv.tar", tar::Compression::none);

    plan::Plan plan = test::plan_for("2.7");
    plan.venv_archive = dir.path() / "venv.tar";
    stage::Edits edits;
    edits.replace["OLD"] = "new";
    test::add(plan, "/file", "", 0755).source =
        stage::FileSource{dir.path() / "file.py", std::make_shared<const stage::Edits>(edits), 0};
    test::add(plan, "/text", "#!x", 0755);
    test::add(plan, "/binary", "x", 0755);
    test::add(plan, "/run", "", 0755).source = stage::MemberSource{"venv/run"};
    test::add(plan, "/lib.so", "", 0755).source = stage::MemberSource{"venv/lib.so"};
    test::add(plan, "/ignored", "#!x");
    std::map<std::string, std::string> read;
    check::read_sources(
        plan,
        [](const stage::StagedEntry& entry) {
            return entry.mode == 0755 ? check::Wanted::script : check::Wanted::nothing;
        },
        [&](const stage::StagedEntry& entry, const std::string& text) { read[entry.path] = text; });
    CHECK(read == std::map<std::string, std::string>{
                      {"/file", "#!python\nnew\n"}, {"/text", "#!x"}, {"/run", "#!/bin/sh\n"}});
}
