#include "lib/instructions/instructions.hpp"

#include "lib/layout/catalog.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calpkg;

namespace {

repo::ManifestComponent component(const std::string& name, const std::string& package,
                                  const std::vector<std::string>& features = {}) {
    repo::ManifestComponent made;
    made.component = name;
    made.name = package;
    made.version = "1.2";
    made.release = "12_g3d2ff39.el6";
    made.arch = "x86_64";
    made.features = features;
    return made;
}

std::string text_for(const std::vector<repo::ManifestComponent>& components,
                     const std::string& target) {
    const std::filesystem::path source = test::source_directory();
    return instructions::documents(components, layout::Catalog(source).target(target),
                                   source / "layouts/instructions.md")
        .at(0)
        .second;
}

} // namespace

TEST_CASE("the instructions can be made of any packages, for every target") {
    const std::vector<repo::ManifestComponent> all{
        component("server", "calamari-server", {"httpd"}),
        component("server", "calamari-server", {"systemd", "venv"}),
        component("clients", "calamari-clients"),
        component("diamond", "diamond"),
        component("selinux", "calamari-selinux"),
        component("minion", "calamari-minion", {"master"}),
        component("firewall", "calamari-firewall", {"web_port"}),
        component("tools", "calamari-tools")};
    for (const char* target : {"el6", "el7", "el9"})
        for (unsigned some = 0; some < 1U << all.size(); ++some) {
            std::vector<repo::ManifestComponent> chosen;
            for (std::size_t i = 0; i < all.size(); ++i)
                if ((some >> i & 1U) != 0) chosen.push_back(all[i]);
            const std::string text = text_for(chosen, target);
            CHECK(!test::has(text, "%if"));
            CHECK(!test::has(text, "\n\n\n\n"));
            for (const repo::ManifestComponent& one : chosen)
                CHECK(test::has(text, "`" + one.name + "-1.2"));
        }
}

TEST_CASE("they are about what is there: the line, the target, what is missing") {
    const auto server = component("server", "calamari-server", {"httpd"});
    const std::string el6 = text_for({server, component("firewall", "calamari-firewall")}, "el6");
    CHECK(test::has(el6, "\nyum install -y calamari-server-1.2-12_g3d2ff39.el6.x86_64\n"));
    CHECK(test::has(el6, "baseurl=http://www.example.org/calamari/el6\n"));
    CHECK(test::has(el6, "\ncalamari-firewall open\n"));
    CHECK(test::has(el6, "supervisor is older than 3.0"));
    CHECK(test::has(el6, "calamari-selinux is not among these packages"));
    CHECK(!test::has(el6, "psycopg2"));
    const std::string el9 = text_for({component("server", "calamari-server", {"systemd"})}, "el9");
    CHECK(test::has(el9, "\ndnf install -y calamari-server-"));
    CHECK(test::has(el9, "rados, rbd, ceph_argparse"));
    CHECK(test::has(el9, "psycopg2"));
    CHECK(!test::has(el9, "salt-key -A"));
    const auto lite = component("server", "calamari-server", {"systemd"});
    const std::string open_by_hand = "\nfirewall-cmd --permanent --add-port=8002/tcp";
    const std::string opened = "`calamari-firewall` opens one more port for browsers";
    const auto firewall = component("firewall", "calamari-firewall");
    CHECK(test::has(text_for({lite, firewall}, "el7"), open_by_hand));
    CHECK(!test::has(text_for({lite, firewall}, "el7"), opened));
    const auto for_lite = component("firewall", "calamari-firewall", {"web_port"});
    CHECK(test::has(text_for({lite, firewall}, "el7"), "which no package here opens"));
    CHECK(test::has(text_for({lite, for_lite}, "el7"),
                    "was built with another port:\n\n```sh" + open_by_hand));
    CHECK(!test::has(text_for({lite, for_lite}, "el7"), "which no package here opens"));
    CHECK(test::has(text_for({lite, for_lite}, "el7"), opened));
    CHECK(text_for({server}, "el6") == text_for({server}, "el6"));
}
