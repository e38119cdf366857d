#include "lib/layout/project.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a project file names checkouts relative to itself") {
    const test::Dir dir;
    const auto file = dir.write("sub/cal-pkg.yaml",
                                "checkouts: ../src\n"
                                "components: {clients: /abs/clients}\n"
                                "versions: {clients: 1.2-rc2}\n"
                                "target: el6\nout: rpms\nvenv: venv.tar.gz\njobs: 2\nkeep: 3\n"
                                "accept: [glibc-too-new]\n"
                                "set: {minion.master: calamari.example.org}\ndata: [site, /abs]\n"
                                "line: 1.2\nfrom: ../mirror\n");
    const layout::Project project = layout::read_project(file);
    CHECK(project.checkouts == dir.path() / "src");
    CHECK(project.components.at("clients") == "/abs/clients");
    CHECK(project.versions.at("clients") == "1.2-rc2");
    CHECK(project.targets == std::vector<std::string>{"el6"});
    CHECK(project.out == dir.path() / "sub/rpms");
    CHECK(project.venv == (dir.path() / "sub/venv.tar.gz").string());
    CHECK(project.jobs == 2);
    CHECK(project.keep == 3);
    CHECK(project.places.at("target") == file.string() + ":4");
    CHECK(project.places.at("versions.clients") == file.string() + ":3");
    CHECK(project.accept == std::vector<std::string>{"glibc-too-new"});
    CHECK(project.settings.at("minion.master") == "calamari.example.org");
    CHECK(project.places.at("set.minion.master") == file.string() + ":10");
    CHECK(project.line == "1.2");
    CHECK(project.from == (dir.path() / "mirror").string());
    CHECK(project.data == std::vector<std::filesystem::path>{dir.path() / "sub/site", "/abs"});
}

TEST_CASE("a mirror may have an address, too") {
    const test::Dir dir;
    for (const std::string from : {"https://example.org/git", "git@example.org:mirror", "/mirror"})
        CHECK(layout::read_project(dir.write("cal-pkg.yaml", "from: " + from + "\n")).from == from);
}

TEST_CASE("every key of a project is optional, 'none' is not a path") {
    const test::Dir dir;
    const layout::Project project = layout::read_project(dir.write("cal-pkg.yaml", "venv: none\n"));
    CHECK(project.venv == "none");
    CHECK(project.checkouts.empty());
    CHECK(project.jobs == 0);
}

TEST_CASE("a project file names one target or several") {
    const test::Dir dir;
    CHECK(layout::read_project(dir.write("cal-pkg.yaml", "targets: [el6, el9]\n")).targets ==
          std::vector<std::string>{"el6", "el9"});
    CHECK(layout::read_project(dir.write("cal-pkg.yaml", "jobs: 1\n")).targets.empty());
}

TEST_CASE("a project file names what signs") {
    const test::Dir dir;
    const layout::ProjectSigning sign =
        layout::read_project(dir.write("cal-pkg.yaml", "sign:\n  key: ada@example.org\n"
                                                       "  passphrase-file: secret/passphrase\n"
                                                       "  name: site\n"
                                                       "  baseurl: https://example.org/{target}\n"))
            .sign;
    CHECK(sign.key == "ada@example.org");
    CHECK(sign.passphrase_file == dir.path() / "secret/passphrase");
    CHECK(sign.name == "site");
    CHECK(sign.baseurl == "https://example.org/{target}");
    CHECK(layout::read_project(dir.write("cal-pkg.yaml", "target: el6\n")).sign.key.empty());
}

TEST_CASE("a mistake in a project file is told with its line") {
    const test::Dir dir;
    const auto fails = [&](const std::string& text) {
        try {
            layout::read_project(dir.write("cal-pkg.yaml", text));
        } catch (const report::Error& error) {
            return std::string(error.what());
        }
        return std::string("no error");
    };
    CHECK(fails("target: el6\ntaget: el7\n").find("cal-pkg.yaml:2: ") != std::string::npos);
    CHECK(fails("target: el6\ntaget: el7\n").find("did you mean 'target'?") != std::string::npos);
    CHECK(fails("target: el6\ntargets: [el7]\n").find("cal-pkg.yaml:1: 'target' and 'targets'") !=
          std::string::npos);
    CHECK(fails("keep: 0\n").find("'keep' takes a number from 1 to 1000") != std::string::npos);
    for (const std::string jobs : {"many", "0", "65", "2x"})
        CHECK(fails("jobs: " + jobs + "\n").find("cal-pkg.yaml:1: ") != std::string::npos);
    CHECK(fails("set: {master: x}\n").find("cal-pkg.yaml:1: ") != std::string::npos);
    CHECK(fails("sign: {name: site}\n").find("'key'") != std::string::npos);
    CHECK(fails("sign: {key: x, name: ../x}\n").find("'name' cannot be") != std::string::npos);
    CHECK(fails("sign: {key: x, passphrase: x}\n").find("passphrase-file") != std::string::npos);
    CHECK(fails("[a, b]\n").find("cal-pkg.yaml:1: ") != std::string::npos);
}
