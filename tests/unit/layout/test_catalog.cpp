#include "documents.hpp"

#include "lib/layout/catalog.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using layout::Catalog;

namespace {

/// A data folder with a layout for each of `components`.
struct Data {
    test::Dir dir;

    explicit Data(const std::vector<std::string>& components) {
        for (const std::string& name : components)
            dir.write("layouts/" + name + ".yaml",
                      test::with_line(test::good_layout, 1, "component: " + name));
        dir.write("layouts/targets/el6.yaml", test::good_target);
        dir.write("layouts/targets/el10.yaml",
                  test::with_line(test::good_target, 1, "target: el10"));
        dir.write("specs/calamari-server.spec", "");
    }
};

} // namespace

TEST_CASE("components come in the customary order, others after them by name") {
    const Data data({"minion", "diamond", "server", "firewall", "clients"});
    CHECK(Catalog(data.dir.path()).component_names() ==
          std::vector<std::string>{"server", "clients", "diamond", "firewall", "minion"});
}

TEST_CASE("only *.yaml files are layouts and targets") {
    const Data data({"server"});
    data.dir.write("layouts/README.md", "");
    data.dir.write("layouts/server.yaml~", "");
    data.dir.write("layouts/folder.yaml/x", "");
    data.dir.write("layouts/targets/.yaml", "");
    const Catalog catalog(data.dir.path());
    CHECK(catalog.component_names() == std::vector<std::string>{"server"});
    CHECK(catalog.target_names() == std::vector<std::string>{"el10", "el6"});
}

TEST_CASE("layouts and targets are read by name") {
    const Data data({"server", "clients"});
    const Catalog catalog(data.dir.path());
    CHECK(catalog.layout("clients").component == "clients");
    CHECK(catalog.target("el10").name == "el10");
    CHECK(catalog.spec("calamari-server.spec") == data.dir.path() / "specs/calamari-server.spec");
}

TEST_CASE("an unknown name is answered with the one that was meant") {
    const Data data({"server", "clients"});
    const Catalog catalog(data.dir.path());
    CHECK_THROWS_WITH_AS(catalog.layout("client"),
                         "component 'client': does not exist; did you mean 'clients'?",
                         report::Error);
    CHECK_THROWS_WITH_AS(catalog.target("debian"),
                         "target 'debian': does not exist; one of: el10, el6", report::Error);
    CHECK_THROWS_WITH_AS(catalog.layout("targets/el6"), doctest::Contains("does not exist"),
                         report::Error);
    CHECK_THROWS_WITH_AS(catalog.spec("x.spec"), doctest::Contains("specs/x.spec: does not exist"),
                         report::Error);
}

TEST_CASE("a site's own locks and recipes of web apps stand beside those of cal-pkg") {
    const Data data({"server"});
    data.dir.write("layouts/locks/ours.yaml", "");
    data.dir.write("layouts/web/clients.yaml", "");
    const test::Dir site;
    site.write("layouts/locks/site.yaml", "");
    site.write("layouts/web/portal.yaml", "");
    Catalog catalog(data.dir.path());
    catalog.add(site.path());
    CHECK(catalog.lock_names() == std::vector<std::string>{"ours", "site"});
    CHECK(catalog.lock("site", "lines/x.yaml") == site.path() / "layouts/locks/site.yaml");
    CHECK_THROWS_WITH_AS(catalog.lock("sites", "lines/x.yaml"),
                         "lines/x.yaml: there is no lock 'sites'; did you mean 'site'?",
                         report::Error);
    CHECK(catalog.web_recipe("clients") == data.dir.path() / "layouts/web/clients.yaml");
    CHECK(catalog.web_recipe("portal") == site.path() / "layouts/web/portal.yaml");
    CHECK_FALSE(catalog.web_recipe("server"));
}

TEST_CASE("a site's own layouts, targets and specs stand beside those of cal-pkg") {
    const Data data({"server", "diamond"});
    const test::Dir site;
    site.write("layouts/motd.yaml", test::with_line(test::good_layout, 1, "component: motd"));
    site.write("layouts/targets/lab.yaml", test::with_line(test::good_target, 1, "target: lab"));
    site.write("specs/motd.spec", "");
    Catalog catalog(data.dir.path());
    catalog.add(site.path());
    CHECK(catalog.component_names() == std::vector<std::string>{"server", "diamond", "motd"});
    CHECK(catalog.target_names() == std::vector<std::string>{"el10", "el6", "lab"});
    CHECK(catalog.layout("motd").file == site.path() / "layouts/motd.yaml");
    CHECK(catalog.target("lab").name == "lab");
    CHECK(catalog.spec("motd.spec") == site.path() / "specs/motd.spec");
    CHECK(catalog.root() == data.dir.path());
}

TEST_CASE("nothing of a site's takes the place of something of cal-pkg's") {
    const Data data({"server"});
    data.dir.write("layouts/locks/ours.yaml", "");
    data.dir.write("layouts/web/clients.yaml", "");
    const auto complaint = [&](const std::string& file) {
        const test::Dir site;
        site.write(file, "");
        Catalog catalog(data.dir.path());
        try {
            catalog.add(site.path());
            return std::string();
        } catch (const report::Error& error) {
            return std::string(error.what()).substr(site.path().string().size());
        }
    };
    const std::string ours = data.dir.path().string();
    CHECK(complaint("layouts/server.yaml") ==
          "/layouts/server.yaml: the component 'server' is in " + ours +
              "/layouts/server.yaml, too; give it another name");
    CHECK(complaint("layouts/targets/el6.yaml").find("the target 'el6' is in") !=
          std::string::npos);
    CHECK(complaint("specs/calamari-server.spec").find("the file 'calamari-server.spec' is in") !=
          std::string::npos);
    CHECK(complaint("layouts/locks/ours.yaml").find("the lock 'ours' is in") != std::string::npos);
    CHECK(complaint("layouts/web/clients.yaml").find("the recipe of web apps 'clients' is in") !=
          std::string::npos);
    CHECK(complaint("README").find("has neither a folder 'layouts' nor one 'specs'") !=
          std::string::npos);
    Catalog catalog(data.dir.path());
    CHECK_THROWS_WITH_AS(catalog.add("/nonexistent"), doctest::Contains("is not a directory"),
                         report::Error);
}

TEST_CASE("a folder that is not cal-pkg's data says how to name the right one") {
    const Data data({"server"});
    std::filesystem::remove_all(data.dir.path() / "specs");
    CHECK_THROWS_WITH_AS(Catalog(data.dir.path()), doctest::Contains("has no folder 'specs'"),
                         report::Error);
    CHECK_THROWS_WITH_AS(Catalog("/nonexistent"),
                         doctest::Contains("set CALPKG_DATA to the folder"), report::Error);
}
