#include "lib/report/error.hpp"
#include "lib/xml/document.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("elements are found by their names, whatever their name space") {
    const auto document = xml::parse(
        R"(<a xmlns="urn:x" xmlns:r="urn:r"><b k="1">one</b><r:b k="2"/></a>)", "file", "a");
    xml::Node* top = xml::root_of(*document);
    CHECK(xml::children(top, "b").size() == 2);
    CHECK(xml::attribute(xml::child(top, "b"), "k") == "1");
    CHECK(xml::content(xml::child(top, "b")) == "one");
    CHECK(xml::child(top, "c") == nullptr);
    CHECK(xml::content(nullptr).empty());
    CHECK(xml::attribute(nullptr, "k").empty());
    CHECK(xml::children(nullptr, "b").empty());
}

TEST_CASE("what is not XML, or another document, is an error that names it") {
    for (const char* text : {"", "<a>", "<b/>", "text"}) {
        CAPTURE(text);
        CHECK_THROWS_WITH_AS(xml::parse(text, "the file", "a"),
                             doctest::Contains("the file: is damaged"), report::Error);
    }
}

TEST_CASE("no file of the machine gets into a document") {
    const auto document = xml::parse(
        R"(<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>)", "file", "a");
    CHECK(xml::content(xml::root_of(*document)).empty());
}
