#include "lib/compare/consequences.hpp"

#include "lib/rpm/format/raw_header.hpp"
#include "lib/rpm/format/tags.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using compare::Kind;
using compare::Row;
using compare::Section;

namespace {

Row requires_(const std::string& name, const std::string& words = "") {
    return {Section::dependencies, Kind::added, name, "Requires", "", name + words};
}

/// What is left of `consequence` beside `cause`.
std::size_t left(const Row& consequence, const Row& cause) {
    rpm::RawHeader header;
    header.put_strings(rpm::tag::name, rpm::TagType::string, {"sample"});
    compare::Rows rows{consequence, cause};
    compare::drop_consequences(header, header, rows);
    return rows.size() - 1;
}

} // namespace

TEST_CASE("a dependency that another row explains is not told, and any other is") {
    const Row script{Section::scripts,
                     Kind::added,
                     "%post",
                     "script",
                     "",
                     "",
                     "--- /dev/null\n+++ b/%post\n@@ -0,0 +1,2 @@\n+#!/bin/sh\n+true\n"};
    CHECK(left(requires_("/bin/sh", " (post, interp)"), script) == 0);
    CHECK(left(requires_("/bin/sh"), script) == 1); // a person wrote it
    CHECK(left(requires_("/bin/bash", " (post, interp)"), script) == 1);
    const Row compressor{Section::tags, Kind::changed, "Payloadcompressor", "tag", "gzip", "zstd"};
    CHECK(left(requires_("rpmlib(PayloadIsZstd)"), compressor) == 0);
    CHECK(left(requires_("rpmlib(PayloadIsZstd)"), script) == 1);
    CHECK(left(requires_("rpmlib(OfTheFuture)"), compressor) == 1);
    const Row config{Section::files, Kind::changed, "/etc/a", "flags", "config", "none"};
    CHECK(left(requires_("config(sample)"), config) == 0);
    CHECK(left(requires_("config(other)"), config) == 1);
    CHECK(left(requires_("config(sample)"), script) == 1);
}
