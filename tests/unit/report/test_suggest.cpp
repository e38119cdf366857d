#include "lib/report/suggest.hpp"

#include <doctest/doctest.h>

using calpkg::report::nearest;
using calpkg::report::suggestion;

TEST_CASE("a near miss is answered with the word that was meant") {
    const std::vector<std::string> words{"server", "clients", "diamond"};
    CHECK(nearest("client", words) == "clients");
    CHECK(nearest("sevrer", words) == "server");
    CHECK(nearest("Diamond", words) == "diamond");
    CHECK(suggestion("clinets", words) == "did you mean 'clients'?");
}

TEST_CASE("a word that is near to nothing is answered with the list") {
    CHECK(nearest("firewall", {"server", "clients"}).empty());
    CHECK(suggestion("firewall", {"server", "clients"}) == "one of: server, clients");
}
