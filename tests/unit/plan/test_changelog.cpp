#include "lib/plan/changelog.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;

namespace {

std::string entry(const std::string& author, const std::string& subject) {
    checkout::Commit commit;
    commit.hash = std::string(40, 'a');
    commit.author = author;
    commit.subject = subject;
    return plan::changelog_entry(commit, 1404216000, "1.2", "3.el6", "v1.2-3-gaaaaaaa");
}

} // namespace

TEST_CASE("the changelog entry tells date, author, version and commit") {
    CHECK(entry("Ada Example <ada@example.org>", "Fix the thing") ==
          "* Tue Jul 1 2014 Ada Example <ada@example.org> - 1.2-3.el6\n"
          "- Build of commit aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (v1.2-3-gaaaaaaa)\n"
          "- Fix the thing\n");
}

TEST_CASE("nothing in a commit can reach rpm's macro engine") {
    const std::string text =
        entry("%(touch pwned) <x>", "100% {lua:os.exit()} %{?x} \\ $HOME `id`");
    CHECK(text.find_first_of("%\\") == std::string::npos);
}

TEST_CASE("control characters and bad UTF-8 do not break the entry's lines") {
    const std::string text = entry("A\nB", "one\n* two\r\x1b[31m \xff Größe");
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    CHECK(text.find("- one * two") != std::string::npos);
    CHECK(text.find("\xff") == std::string::npos);
    CHECK(text.find("Größe") != std::string::npos);
}

TEST_CASE("an endless subject is cut, an empty one leaves no line") {
    CHECK(entry("Ada <a@b>", std::string(100000, 'x')).size() < 500);
    CHECK(entry("Ada <a@b>", "").find("\n- \n") == std::string::npos);
    CHECK(entry("", "x").find(" unknown - 1.2-3.el6") != std::string::npos);
}
