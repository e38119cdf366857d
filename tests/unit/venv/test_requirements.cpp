#include "lib/venv/requirements.hpp"
#include "support/complaint.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::complaint;
using test::has;

TEST_CASE("requirement files are read as pip reads them") {
    const auto list =
        venv::parse_requirements("# comment\n\nDjango==1.5.1\n  gevent >= 1.0  # why\n"
                                 "six\r\nargparse==1.2; python_version < '2.7'\n",
                                 "requirements.txt");
    REQUIRE(list.size() == 4);
    CHECK(list[0].name == "Django");
    CHECK(list[0].pinned() == "1.5.1");
    CHECK(list[0].line == 3);
    CHECK(list[1].name == "gevent");
    CHECK(list[1].relation == ">= 1.0");
    CHECK(list[1].pinned().empty());
    CHECK(list[2].name == "six");
    CHECK(list[2].relation.empty());
    CHECK(venv::parse_requirement("x >=1.0, <2 ,!=1.5", "").relation == ">=1.0, <2 ,!=1.5");
    CHECK(list[3].marker == "python_version < '2.7'");
}

TEST_CASE("what reaches beyond the declared inputs is refused with its line") {
    for (const std::string line :
         {"-r other.txt", "-e git+https://example.org/x#egg=x", "https://example.org/x.tar.gz",
          "--index-url http://example.org", "x @ file:///etc", "./here", "x $(id)",
          "x==1.0 --install-option=--prefix=/opt", "x==1.0 --hash=sha256:ab", "x=1.0",
          "x==", "x>=1 <2", "x==1.0,", "x[extra]==1.0", "x==1.0 \\"}) {
        const std::string text =
            complaint([&] { venv::parse_requirements("six\n" + line + "\n", "r.txt"); });
        CHECK_MESSAGE(has(text, "r.txt:2: "), line << ": " << text);
    }
}

TEST_CASE("a range or a wildcard pins nothing") {
    CHECK(venv::parse_requirement("x==1.*", "").pinned().empty());
    CHECK(venv::parse_requirement("x==1.0,<2", "").pinned().empty());
    CHECK(venv::parse_requirement("x===1.0", "").pinned() == "1.0");
}

TEST_CASE("a lock's versions take the place of the checkout's, or all that it lacks is named") {
    venv::Lock lock;
    lock.subject = "lock.yaml";
    lock.distributions = {{"pyzmq", "19.0.2", "pyzmq-19.0.2.tar.gz", ""}};
    const auto list = venv::parse_requirements("PyZMQ==14.2.0\nold; python_version < '2'\n", "r");
    CHECK(venv::locked_text(list, lock, "r") == "pyzmq==19.0.2\nold; python_version < '2'\n");
    const auto more = venv::parse_requirements("six\npyzmq\nMako\n", "r.txt");
    const std::string text = complaint([&] { venv::locked_text(more, lock, "r.txt"); });
    CHECK(has(text, "lock.yaml: lacks six, Mako, which r.txt asks for"));
}
