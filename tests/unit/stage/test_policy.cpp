#include "lib/report/error.hpp"
#include "lib/stage/policy.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace calpkg;

namespace {

const std::string kRules = "require { type httpd_t; type var_log_t; class file open; }\n"
                           "allow httpd_t var_log_t:file open;\n";

std::string compiled(const std::string& text, const std::string& version = "17") {
    return stage::compile_policy(text, {"calamari-server", version}, "x.te");
}

std::string failure(const std::string& text) {
    try {
        compiled(text);
    } catch (const report::Error& error) {
        return error.reason();
    }
    return "none";
}

} // namespace

TEST_CASE(
    "a module is compiled under the file's name, to the same bytes, for the target's version") {
    const std::string bytes = compiled("\nmodule calamari-server 1.0;\n" + kRules);
    CHECK(bytes.find("calamari-server") != std::string::npos);
    CHECK(compiled("module calamari 1.0;\n" + kRules) == bytes);
    CHECK(compiled("policy_module(other, 1.0)\n" + kRules) == bytes);
    CHECK(compiled("module calamari 1.0;\n" + kRules, "10") != bytes);
}

TEST_CASE("what the compiler says is the reason") {
    CHECK(failure("module a 1.0;\n" + kRules + "files_read_var_files(httpd_t)\n") ==
          "checkmodule does not compile it: ERROR 'syntax error' at token 'files_read_var_files' "
          "on line 4:");
}

TEST_CASE("a missing compiler is named with its packages") {
    const std::string path = std::getenv("PATH");
    setenv("PATH", "/nonexistent", 1);
    std::string remedy;
    try {
        compiled("module a 1.0;\n" + kRules);
    } catch (const report::Error& error) {
        CHECK(error.subject() == "checkmodule");
        remedy = error.remedy();
    }
    setenv("PATH", path.c_str(), 1);
    CHECK(remedy == stage::kPolicyCompilersRemedy);
}
