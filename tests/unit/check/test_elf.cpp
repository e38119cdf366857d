#include "lib/report/error.hpp"
#include "unit/check/elf_fixture.hpp"

#include <algorithm>
#include <random>

using namespace calpkg;
using test::ElfFixture;

namespace {

std::string version_of(const check::ElfFile& file, const std::string& symbol) {
    const auto found = std::ranges::find(file.imports, symbol, &check::ElfImport::name);
    REQUIRE(found != file.imports.end());
    return found->library + " " + found->version;
}

/// A module with one of everything that is read.
std::filesystem::path rich_module(const ElfFixture& f) {
    return f.module("rich.so", {"memcpy", "just", "PyString_FromString"},
                    {f.glibc(), "-Wl,-rpath,/opt/a:$ORIGIN/b"});
}

} // namespace

TEST_CASE("what the loader needs of a module is read: libraries, symbols with versions, run path") {
    const ElfFixture f;
    const check::ElfFile file = check::read_elf(rich_module(f));
    CHECK(file.machine == ElfFixture::target().arch);
    CHECK(file.has_dynamic_section);
    CHECK(file.needed == std::vector<std::string>{"libc.so.6"});
    CHECK(file.run_paths == std::vector<std::string>{"/opt/a", "$ORIGIN/b"});
    CHECK(version_of(file, "memcpy") == "libc.so.6 GLIBC_2.14");
    CHECK(version_of(file, "just") == "libc.so.6 GLIBC_2.12");
    CHECK(version_of(file, "PyString_FromString") == " ");
    CHECK(std::ranges::count(file.exports, "initmodule") == 1);
    CHECK(file.version_needs.size() == 2);
}

TEST_CASE("a module is read the same from memory as from its file") {
    const ElfFixture f;
    const auto path = rich_module(f);
    std::string image = fs::read_file(path);
    const check::ElfFile from_file = check::read_elf(path);
    const check::ElfFile from_memory = check::read_elf("rich.so", image);
    CHECK(from_memory.needed == from_file.needed);
    CHECK(from_memory.exports == from_file.exports);
    CHECK(from_memory.run_paths == from_file.run_paths);
    CHECK(version_of(from_memory, "memcpy") == version_of(from_file, "memcpy"));
}

TEST_CASE("readelf sees the same imports with the same versions") {
    const ElfFixture f;
    const auto path = rich_module(f);
    const process::Result readelf = test::run({"readelf", "-W", "--dyn-syms", path.string()});
    REQUIRE(readelf.ok());
    for (const check::ElfImport& import : check::read_elf(path).imports) {
        const std::string shown =
            import.name + (import.version.empty() ? "\n" : "@" + import.version + " ");
        CHECK_MESSAGE(readelf.out.find(" " + shown) != std::string::npos, shown);
    }
}

TEST_CASE("object files and programs without dynamic section are read too") {
    const ElfFixture f;
    const auto path = f.shared("x.o", "int x;", {"-c", "-no-pie"});
    const check::ElfFile file = check::read_elf(path);
    CHECK(file.machine == ElfFixture::target().arch);
    CHECK_FALSE(file.has_dynamic_section);
    CHECK(file.imports.empty());
}

TEST_CASE("a module that is cut short anywhere is refused, naming it") {
    const ElfFixture f;
    const std::string whole = fs::read_file(rich_module(f));
    for (std::size_t size = 0; size < whole.size(); size += size < 2048 ? 1 : 13) {
        CAPTURE(size);
        std::string image = whole.substr(0, size);
        CHECK_THROWS_WITH_AS(check::read_elf("lib/rich.so", image),
                             doctest::Contains("lib/rich.so: is "), report::Error);
    }
    const auto file = f.dir.write("cut.so", whole.substr(0, whole.size() - 1));
    CHECK_THROWS_WITH_AS(check::read_elf(file), doctest::Contains("it is cut short"),
                         report::Error);
}

TEST_CASE("a module with wrong bytes anywhere is read or refused, nothing worse") {
    const ElfFixture f;
    const std::string whole = fs::read_file(rich_module(f));
    std::mt19937 random(1);
    int refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string image = whole;
        for (int i = 0; i < 1 + round % 8; ++i)
            image[4 + random() % (round % 2 == 0 ? 60 : image.size() - 4)] =
                static_cast<char>(random() % 3 == 0 ? 0xff : random());
        try {
            check::read_elf("rich.so", image);
        } catch (const report::Error&) {
            ++refused;
        }
    }
    CHECK(refused > 100);
    CHECK(refused < 4000);
}

TEST_CASE("damaged version tables do not send the reader round in circles") {
    const ElfFixture f;
    const auto path = rich_module(f);
    const std::string whole = fs::read_file(path);
    const process::Result where =
        test::run({"sh", "-c", "readelf -SW \"$0\" | sed -n 's/.*gnu.version_r *VERNEED *//p'",
                   path.string()});
    REQUIRE(where.ok());
    const std::size_t offset = std::stoul(where.out.substr(where.out.find(' ') + 1), nullptr, 16);
    const std::size_t size = std::stoul(where.out.substr(where.out.find(' ') + 8), nullptr, 16);
    REQUIRE(offset + size < whole.size());
    int refused = 0;
    for (std::size_t at = offset; at < offset + size; ++at)
        for (const char byte : {'\0', '\1', '\20', '\177', '\377'}) {
            std::string image = whole;
            image[at] = byte;
            try {
                check::read_elf("rich.so", image);
            } catch (const report::Error&) {
                ++refused;
            }
        }
    CHECK(refused > 10);
}

TEST_CASE("what is not an ELF file at all is refused") {
    const test::Dir dir;
    CHECK_THROWS_AS(check::read_elf(dir.write("text", "text")), report::Error);
    CHECK_THROWS_AS(check::read_elf(dir.write("empty", "")), report::Error);
    CHECK_THROWS_AS(check::read_elf(dir.write("archive.a", "!<arch>\n")), report::Error);
    CHECK_THROWS_AS(check::read_elf(dir.path() / "none"), report::Error);
    std::string nothing;
    CHECK_THROWS_AS(check::read_elf("nothing", nothing), report::Error);
}
