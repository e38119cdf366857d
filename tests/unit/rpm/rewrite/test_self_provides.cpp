#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::TagType;
namespace tag = rpm::tag;

namespace {

constexpr std::uint64_t kEqual = 8, kGreaterEqual = 12;

rpm::RawHeader header() {
    rpm::RawHeader made;
    made.put_strings(tag::name, TagType::string, {"sample"});
    made.put_strings(tag::version, TagType::string, {"1.2"});
    made.put_strings(tag::release, TagType::string, {"3"});
    made.put_strings(tag::provide_name, TagType::string_array,
                     {"sample", "sample(x86-64)", "sample(api)", "other", "sample", "sample"});
    made.put_strings(tag::provide_version, TagType::string_array,
                     {"1.2-3", "1.2-3", "1.2-3", "1.2-3", "1.2-3", "1.1-3"});
    made.put_numbers(tag::provide_flags, TagType::int32,
                     {kEqual, kEqual, kEqual, kEqual, kGreaterEqual, kEqual});
    return made;
}

} // namespace

TEST_CASE("what rpm itself provides follows the release, what the spec provides does not") {
    CHECK(rpm::self_provides(header()) == std::vector<std::size_t>{0, 1});
    CHECK(rpm::provide_versions(header(), "4.1") ==
          std::vector<std::string>{"1.2-4.1", "1.2-4.1", "1.2-3", "1.2-3", "1.2-3", "1.1-3"});
}

TEST_CASE("an epoch stands before the version, in what rpm provides too") {
    rpm::RawHeader made = header();
    CHECK(rpm::evr(made) == "1.2-3");
    made.put_numbers(tag::epoch, TagType::int32, {2});
    CHECK(rpm::evr(made) == "2:1.2-3");
    made.put_strings(tag::provide_version, TagType::string_array,
                     {"2:1.2-3", "2:1.2-3", "1.2-3", "1.2-3", "1.2-3", "1.1-3"});
    CHECK(rpm::provide_versions(made, "4").front() == "2:1.2-4");
}
