#include "lib/tar/thread_locale.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <langinfo.h>
#include <string>
#include <thread>

using namespace calpkg::tar;

namespace {

/// What a letter outside ASCII is to this thread, in bytes; -1 for none.
int length_of_letter() { return std::mblen("\xc3\xa9", 2); }

} // namespace

TEST_CASE("a thread sees another locale for a while, and its own again afterwards") {
    const Locale ascii(Charset::ascii);
    const Locale utf8(Charset::utf8);
    const locale_t before = uselocale(nullptr);
    {
        const LocaleScope scope(utf8);
        CHECK(std::string(nl_langinfo(CODESET)) == "UTF-8");
        CHECK(length_of_letter() == 2);
        {
            const LocaleScope inner(ascii);
            CHECK(std::string(nl_langinfo(CODESET)) == "ANSI_X3.4-1968");
        }
        CHECK(length_of_letter() == 2);
        locale_t elsewhere = nullptr;
        std::thread([&] { elsewhere = uselocale(nullptr); }).join();
        CHECK(elsewhere == before);
    }
    CHECK(uselocale(nullptr) == before);
}
