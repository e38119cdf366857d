#include "lib/rpmbuild/describe.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calpkg;

TEST_CASE("paths of the build host do not enter the manifest") {
    plan::Plan plan;
    plan.component = "clients";
    plan.checkout = "/home/ada/calamari-clients";
    plan.venv_archive = "/srv/venv.tar";
    plan.packed_whole = {"/home/ada/calamari-clients/admin/dist", "/data/venvs/calamari"};
    const report::Findings findings{
        {"x", report::Severity::warning, "/home/ada/calamari-clients/admin/dist",
         "in /srv/venv.tar, /data/venvs/calamari/bin and /home/ada/calamari-clients",
         "run make in /home/ada/calamari-clients"}};
    const std::string text = repo::manifest_text(
        {.target = "el6",
         .components = {rpmbuild::describe_component(plan, findings, {}, "1", {})}});
    CHECK(text.find("/home") == std::string::npos);
    CHECK(text.find("/srv") == std::string::npos);
    CHECK(text.find("/data") == std::string::npos);
    CHECK(text.find("in venv.tar, calamari/bin and calamari-clients") != std::string::npos);
    CHECK(text.find("calamari-clients/admin/dist") != std::string::npos);
}

TEST_CASE("the manifest tells which errors were accepted, but not what was never in the way") {
    plan::Plan plan;
    plan.accept = {"wrong-machine", "glibc-too-new"};
    const report::Findings findings{
        {"glibc-too-new", report::Severity::warning, "x.so", "needs glibc 2.14 (accepted)", ""}};
    CHECK(rpmbuild::describe_component(plan, findings, {}, "1", {}).accepted ==
          std::vector<std::string>{"glibc-too-new"});
    CHECK(rpmbuild::describe_component(plan, {}, {}, "1", {}).accepted.empty());
}
