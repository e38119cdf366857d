#include "lib/compare/packages.hpp"

#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/rewrite_fixture.hpp"
#include "unit/compare/changes.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::filesystem::path base(const test::Dir& dir) { return test::build_rich(dir, "w.ufdio"); }

std::string keys(const compare::Rows& rows) {
    std::string text;
    for (const compare::Row& row : rows) text += (text.empty() ? "" : "\n") + test::row_key(row);
    return text;
}

} // namespace

TEST_CASE("each single change is one row, and nothing else") {
    const test::Dir dir;
    const std::filesystem::path package = base(dir);
    const std::vector<test::Change> changes = test::single_changes();
    CHECK(changes.size() >= 40);
    for (const test::Change& change : changes) {
        CAPTURE(change.row);
        const auto before = test::altered(dir, package, "before.rpm", change.before);
        const auto after = test::altered(dir, package, "after.rpm", change.after);
        CHECK(keys(compare::compare_packages(before, after).rows) == change.row);
        // And back: what was added is removed.
        CHECK(compare::compare_packages(after, before).rows.size() == 1);
    }
}

TEST_CASE("what rpm takes for an update is said, by epoch before version") {
    const test::Dir dir;
    const std::filesystem::path package = base(dir);
    const auto release = [&](const std::string& value, std::uint64_t epoch) {
        return test::altered(dir, package, value + ".rpm", [&](test::Alteration& a) {
            a.header.put_strings(1002, rpm::TagType::string, {value});
            if (epoch > 0) a.header.put_numbers(1003, rpm::TagType::int32, {epoch});
        });
    };
    using enum compare::Upgrade;
    const auto nine = release("9", 0), ten = release("10", 0), one = release("1", 1);
    CHECK(compare::compare_packages(nine, ten).upgrade == newer);
    CHECK(compare::compare_packages(ten, nine).upgrade == older);
    CHECK(compare::compare_packages(ten, one).upgrade == newer);
    CHECK(compare::compare_packages(ten, ten).upgrade == same);
    CHECK(compare::compare_packages(ten, ten).rows.empty());
    const auto other = test::altered(dir, package, "other.rpm", [](test::Alteration& a) {
        a.header.put_strings(1000, rpm::TagType::string, {"other"});
    });
    CHECK(!compare::compare_packages(ten, other).upgrade);
}

TEST_CASE("digests of another kind do not hide that contents are the same") {
    const test::Dir dir;
    const auto modern = test::build_rich(dir, "w6.gzdio");
    const test::Dir other;
    const auto old = test::build_rich(other, "w6.gzdio", {"_binary_filedigest_algorithm 1"});
    const compare::Rows rows = compare::compare_packages(old, modern).rows;
    for (const compare::Row& row : rows)
        CHECK((row.section != compare::Section::contents || row.object == "/opt/calamari/noise"));
    CHECK(keys(rows).find("Filedigestalgo") != std::string::npos);
}

TEST_CASE("each name of a file that has several shows its other content") {
    const test::Dir dir;
    const std::filesystem::path package = base(dir);
    const auto after = test::altered(dir, package, "after.rpm", [](test::Alteration& a) {
        for (const char* name : {"/opt/calamari/one", "/opt/calamari/two"}) {
            a.files.set_text(a.row(name), rpm::tag::file_digest, hash::sha256("LINKED\n"));
            a.files.set_file_size(a.row(name), 7);
        }
        a.contents["/opt/calamari/zzz"] = "LINKED\n"; // the last one carries it
    });
    const compare::Rows rows = compare::compare_packages(package, after).rows;
    CHECK(rows.size() == 3);
    for (const compare::Row& row : rows)
        CHECK(row.diff.find("-linked\n+LINKED\n") != std::string::npos);
}

TEST_CASE("a damaged package is refused, whichever of the two it is") {
    const test::Dir dir;
    const std::filesystem::path package = base(dir);
    std::string bytes = fs::read_file(package);
    bytes[bytes.size() - 2000] = static_cast<char>(bytes[bytes.size() - 2000] + 1);
    const auto damaged = dir.write("damaged.rpm", bytes);
    const auto text = dir.write("text.rpm", "not an RPM at all\n");
    for (const auto& bad : {damaged, text}) {
        CHECK_THROWS_AS(compare::compare_packages(bad, package), report::Error);
        CHECK_THROWS_AS(compare::compare_packages(package, bad), report::Error);
    }
}
