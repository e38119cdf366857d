#include "lib/report/error.hpp"
#include "unit/check/elf_fixture.hpp"

using namespace calpkg;
using test::ElfFixture;
using test::told;
using Words = std::vector<std::string>;

namespace {

const check::ElfDestination kDestination{
    "calamari-server", "/opt/calamari/venv/lib/python2.6/site-packages/x.so", "/opt/calamari"};

report::Findings judge(const std::filesystem::path& file,
                       const layout::Target& target = ElfFixture::target()) {
    return check::elf(check::read_elf(file), kDestination, target);
}

} // namespace

TEST_CASE("a module that the target's glibc can load is fine") {
    const ElfFixture f;
    CHECK(told(judge(f.module("x.so", {"old", "just"}, {f.glibc()}))).empty());
}

TEST_CASE("a module for a newer glibc is an error that names versions and symbols") {
    const ElfFixture f;
    const report::Findings findings =
        judge(f.module("x.so", {"old", "memcpy", "clock_gettime"}, {f.glibc()}));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == report::Severity::error);
    CHECK(findings[0].id == "glibc-too-new");
    CHECK(findings[0].subject ==
          "calamari-server: /opt/calamari/venv/lib/python2.6/site-packages/x.so");
    CHECK(findings[0].message.starts_with("needs glibc 2.17, el6 has 2.12: "));
    CHECK(findings[0].message.find("memcpy@GLIBC_2.14") != std::string::npos);
    CHECK(findings[0].message.find("clock_gettime@GLIBC_2.17") != std::string::npos);
    CHECK(findings[0].message.find("old@") == std::string::npos);
}

TEST_CASE("the remedy names a runner where the virtualenv can be built") {
    const ElfFixture f;
    layout::Target target = ElfFixture::target();
    const auto file = f.module("x.so", {"memcpy"}, {f.glibc()});
    CHECK(judge(file).at(0).remedy ==
          "build the virtualenv where glibc is 2.12, e.g. with --runner "
          "'podman run --rm -v {in}:{in} -v {out}:{out} centos:6', or accept "
          "it with --accept glibc-too-new");
    target.variables.clear();
    CHECK(judge(file, target)
              .at(0)
              .remedy.ends_with("with --runner COMMAND, or accept it with --accept glibc-too-new"));
}

TEST_CASE("versions are numbers: glibc 2.2.5 and 2.9 are older than 2.12") {
    const ElfFixture f;
    const std::string library =
        f.library("libc.so.6", {"GLIBC_2.2.5 a", "GLIBC_2.9 b", "GLIBC_2.12.1 c"});
    CHECK(told(judge(f.module("x.so", {"a", "b"}, {library}))).empty());
    CHECK(told(judge(f.module("y.so", {"c"}, {library}))) ==
          Words{"glibc-too-new: needs glibc 2.12.1, el6 has 2.12: c@GLIBC_2.12.1"});
}

TEST_CASE("the marker of relative relocations needs a loader of glibc 2.36") {
    const ElfFixture f;
    const auto file = f.module("x.so", {"relr"}, {f.glibc()});
    CHECK(judge(file).at(0).message.starts_with("needs glibc 2.36, "));
    layout::Target newest = ElfFixture::target();
    newest.glibc = "2.36";
    CHECK(told(judge(file, newest)).empty());
}

TEST_CASE("versions of other libraries are not glibc's") {
    const ElfFixture f;
    const std::string library = f.library("libx.so", {"X_9.9 x", "GLIBCXX_3.4.30 y"});
    CHECK(told(judge(f.module("x.so", {"x", "y"}, {library}))).empty());
    CHECK(told(judge(f.module("y.so", {"inner"}, {f.glibc()}))).empty());
}

TEST_CASE("of many symbols some are named and the others counted") {
    const ElfFixture f;
    Words symbols, names;
    for (int i = 0; i < 10; ++i) {
        names.push_back("f" + std::to_string(i));
        symbols.push_back("GLIBC_2." + std::to_string(20 + i) + " " + names.back());
    }
    const auto message =
        judge(f.module("x.so", names, {f.library("libc.so.6", symbols)})).at(0).message;
    CHECK(message.starts_with("needs glibc 2.29, "));
    CHECK(message.ends_with(" and 6 more"));
}

TEST_CASE("a module for another processor is an error, and nothing else is said of it") {
    const ElfFixture f;
    std::string image = fs::read_file(f.module("x.so", {"memcpy"}, {f.glibc()}));
    image[18] = '\0'; // e_machine, in both byte orders: a machine that nobody has
    image[19] = '\0';
    const std::string arch = ElfFixture::target().arch;
    CHECK(told(check::elf(check::read_elf("x.so", image), kDestination, ElfFixture::target())) ==
          Words{"wrong-machine: is for machine 0, el6 is " + arch});
    layout::Target other = ElfFixture::target();
    other.arch = "s390x";
    const report::Findings findings = judge(f.dir.path() / "x.so", other);
    CHECK(told(findings) == Words{"wrong-machine: is for " + arch + ", el6 is s390x"});
    CHECK(findings[0].remedy.starts_with("build the virtualenv where the machine is s390x"));
}

TEST_CASE("run paths below the package or in the system's directories are fine") {
    const ElfFixture f;
    const auto file = f.shared(
        "x.so", "int x;",
        {"-Wl,-rpath,$ORIGIN:$ORIGIN/../x.libs:${ORIGIN}/../../../..:/opt/calamari/lib:/usr/lib64:"
         "/usr/lib/mysql:/usr/$LIB/x"});
    CHECK(check::read_elf(file).run_paths.size() == 7);
    CHECK(told(judge(file)).empty());
}

TEST_CASE("run paths into the build directory or out of the package are errors") {
    const ElfFixture f;
    for (const std::string path :
         {"/home/ada/calamari/venv/lib", "/usr/local/lib", "/opt/calamarix", "/usr/libx",
          "$ORIGIN/../../../../../..", "/usr/lib/../../tmp", "/opt/calamari/../other"})
        for (const char* tags : {"-Wl,--enable-new-dtags", "-Wl,--disable-new-dtags"}) {
            CAPTURE(path);
            // An empty directory in the middle: the linker drops a path that is empty as a whole.
            const auto file =
                f.shared("x.so", "int x;", {"-Wl,-rpath,/usr/lib:" + path + ":/lib", tags});
            const report::Findings findings = judge(file);
            REQUIRE(findings.size() == 1);
            CHECK(findings[0].id == "foreign-rpath");
            CHECK(findings[0].message.find("'" + path + "'") != std::string::npos);
        }
}

TEST_CASE("run paths relative to the working directory are warnings") {
    const ElfFixture f;
    for (const std::string path : {"lib", "x.libs", ""}) {
        CAPTURE(path);
        const report::Findings findings =
            judge(f.shared("x.so", "int x;", {"-Wl,-rpath,/usr/lib:" + path + ":/lib"}));
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].id == "relative-rpath");
        CHECK(findings[0].severity == report::Severity::warning);
        CHECK(findings[0].message.find("'" + path + "'") != std::string::npos);
    }
}

TEST_CASE("every ELF file of a plan's virtualenv is judged, from a directory and from a tarball") {
    const ElfFixture f;
    const std::string bad = fs::read_file(f.module("x.so", {"memcpy"}, {f.glibc()}));
    const std::string good = fs::read_file(f.module("y.so", {"old"}, {f.glibc()}));
    f.dir.write("v/lib/b.so", bad);
    f.dir.write("v/lib/a.so", bad);
    f.dir.write("v/lib/good.so", good);
    f.dir.write("v/lib/cut.so", bad.substr(0, 200));
    f.dir.write("v/lib/text.so", "text");
    f.dir.write("v/lib/tiny", "\177E");
    f.dir.write("v/lib/empty", "");
    const auto tar = f.dir.path() / "v.tar.gz";
    REQUIRE(test::run({"tar", "-czf", tar.string(), "v"}, f.dir.path()).ok());

    for (const bool archived : {false, true}) {
        CAPTURE(archived);
        plan::Plan plan;
        plan.name = "calamari-server";
        plan.target = ElfFixture::target();
        plan.venv_top = "/opt/calamari/venv";
        if (archived) plan.venv_archive = tar;
        for (const std::string name :
             {"a.so", "b.so", "cut.so", "empty", "good.so", "text.so", "tiny"}) {
            stage::StagedEntry entry;
            entry.path = "/opt/calamari/venv/lib/" + name;
            entry.size = std::filesystem::file_size(f.dir.path() / "v/lib" / name);
            if (archived)
                entry.source = stage::MemberSource{"v/lib/" + name};
            else
                entry.source = stage::FileSource{f.dir.path() / "v/lib" / name, {}};
            plan.entries.push_back(entry);
        }
        const report::Findings findings = check::elf_files(plan);
        REQUIRE(findings.size() == 3);
        CHECK(findings[0].subject == "calamari-server: /opt/calamari/venv/lib/a.so");
        CHECK(findings[0].id == "glibc-too-new");
        CHECK(findings[1].subject == "calamari-server: /opt/calamari/venv/lib/b.so");
        CHECK(findings[2].id == "damaged-elf");
        CHECK(findings[2].subject == "calamari-server: /opt/calamari/venv/lib/cut.so");
        CHECK(findings[2].message.starts_with("is a damaged ELF file"));
    }
}

TEST_CASE("files beside the virtualenv are not looked at") {
    const ElfFixture f;
    plan::Plan plan;
    stage::StagedEntry entry;
    entry.path = "/opt/calamari/venvx/a.so";
    entry.size = 10000;
    entry.source = stage::FileSource{f.dir.path() / "not there", {}};
    plan.entries.push_back(entry);
    CHECK(check::elf_files(plan).empty());
    plan.venv_top = "/opt/calamari/venv";
    CHECK(check::elf_files(plan).empty());
    plan.venv_top = "/opt/calamari/venvx";
    CHECK_THROWS_AS(check::elf_files(plan), report::Error);
}
