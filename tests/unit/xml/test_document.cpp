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

TEST_CASE("a document that declares a type is refused: its entities could be files, or gigabytes") {
    for (const char* text :
         {R"(<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>)",
          R"(<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a k="&c;">&c;</a>)",
          R"(<!DOCTYPE a><a/>)"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(xml::parse(text, "the file", "a"), report::Error);
    }
}

TEST_CASE("what says that it is of another encoding is read as UTF-8") {
    // In UTF-7 this would be a declaration of the type, which nobody saw.
    const std::string hidden =
        R"(<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>)";
    CHECK_THROWS_AS(xml::parse(hidden, "the file", "a"), report::Error);
}
