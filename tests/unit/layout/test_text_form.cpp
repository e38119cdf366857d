#include "lib/layout/text_form.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calpkg;
namespace forms = layout::forms;

namespace {

struct Form {
    const layout::TextForm& form;
    std::vector<std::string> good, bad;
};

} // namespace

TEST_CASE("each form takes what the field writes and nothing that means something to rpm") {
    const std::vector<Form> cases{
        {forms::token, {"el6", "1.2-3+x"}, {"", "a b", "%{x}", "a\"b"}},
        {forms::identifier, {"server", "my-feature_2"}, {"", "Server", "2x", "a.b"}},
        {forms::package_name, {"calamari-server", "0ad"}, {"-x", "a b", "%x"}},
        {forms::dotted_number, {"4.8.1", "2"}, {"", "4.", ".4", "4..8", "4a"}},
        {forms::payload, {"w6.gzdio", "w3T2.xzdio"}, {"", "gzdio", "w6", "w6.gzdio %{x}"}},
        {forms::spec_name, {"calamari-server.spec"}, {"x", "a/b.spec", "x.spec.in"}},
        {forms::checkout_path, {"conf/a", "setup.py"}, {"", ".", "/etc", "../x", "a/../b", "a//b"}},
        {forms::checkout_tree, {".", "conf"}, {"", "..", "/conf"}},
        {forms::installed_path, {"/opt/a", "{site-packages}/a"}, {"", "opt/a", "/a/../b", "/a/"}},
        {forms::tarball_path, {".", "a/b"}, {"", "/a", "../a"}},
        {forms::interpreter, {"/usr/bin/python", "/usr/bin/env python"}, {"", "python"}},
        {forms::path_file, {"calamari.pth"}, {"", "calamari", "a/b.pth"}},
        {forms::venv_option, {"--prefix=@venv@"}, {"", "--a b", "--a=$(id)"}},
        {forms::url, {"https://example.org/a"}, {"", "http://example.org", "file:///etc"}},
    };
    for (const Form& form : cases) {
        INFO(std::string(form.form.form));
        CHECK(!form.form.form.empty());
        for (const std::string& text : form.good) CHECK_MESSAGE(form.form.accepts(text), text);
        for (const std::string& text : form.bad) CHECK_MESSAGE(!form.form.accepts(text), text);
    }
}
