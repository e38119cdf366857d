#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace calpkg::report;

TEST_CASE("an error reads as object, reason, way out") {
    CHECK(std::string(Error("clients", "no tag", "run 'git fetch --tags'").what()) ==
          "clients: no tag; run 'git fetch --tags'");
    CHECK(std::string(Error("clients", "no tag").what()) == "clients: no tag");
    CHECK(std::string(Error("", "no tag").what()) == "no tag");
}

TEST_CASE("an error escapes what comes from outside, all three parts of it") {
    const Error error("a\x1b[31m", "has\nthe name \xff", "remove 'a\x1b[31m'");
    CHECK(std::string(error.what()) == "a\\x1b[31m: has\\x0athe name \\xff; remove 'a\\x1b[31m'");
    CHECK(error.subject() == "a\\x1b[31m");
    CHECK(Error(error.subject(), error.reason(), error.remedy()).what() ==
          std::string(error.what()));
}

TEST_CASE("names from outside are shown without control characters") {
    CHECK(escaped("plain name") == "plain name");
    CHECK(escaped("a\nb\x1b[31m") == "a\\x0ab\\x1b[31m");
    CHECK(escaped("Größe €") == "Größe €");
    CHECK(escaped("a\xe2\x80\xaegpj.exe") == "a\\xe2\\x80\\xaegpj.exe"); // U+202E turns it around
    CHECK(escaped("\xc2\x9b"
                  "31m") == "\\xc2\\x9b31m"); // one character for ESC [
    CHECK(escaped("\xff\xc3") == "\\xff\\xc3");
}

TEST_CASE("a failed system call names the object and the system's reason") {
    CHECK(std::string(system_error("/x", "open", ENOENT).what()) ==
          "/x: cannot open: No such file or directory; check its name");
}

TEST_CASE("a reason that is the machine's comes with its way out") {
    for (const int reason : {EACCES, EPERM, ENOSPC, EDQUOT, EROFS, EMFILE, ENFILE, EFBIG, EIO}) {
        CAPTURE(reason);
        CHECK_FALSE(system_error("/x", "write", reason).remedy().empty());
    }
}

TEST_CASE("what was made in a temporary directory is told by the place that it was for") {
    const Error error("/out/.work-x1y2/a", "cannot write", "free some space");
    const Error told = told_of("/out", error, "/out/.work-x1y2");
    CHECK(std::string(told.what()) == "/out/a: cannot write; free some space");
    CHECK(std::string(told_of("/out", error, "/other").what()) == error.what());
}
