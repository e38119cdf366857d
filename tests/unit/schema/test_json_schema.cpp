#include "lib/schema/json_schema.hpp"

#include "lib/layout/layout.hpp"
#include "lib/layout/line.hpp"
#include "lib/layout/project.hpp"
#include "lib/layout/target.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <regex>
#include <string>
#include <vector>

using namespace calpkg;
using layout::Form;
using layout::Keys;

namespace {

void collect(const Keys& keys, std::map<std::string, const layout::TextForm*>& found);

void collect(const Form& form, std::map<std::string, const layout::TextForm*>& found) {
    if (form.text != nullptr) found[std::string(form.text->form)] = form.text;
    for (const Form& item : form.items) collect(item, found);
    for (const Keys* keys : form.kinds) collect(*keys, found);
}

void collect(const Keys& keys, std::map<std::string, const layout::TextForm*>& found) {
    for (const layout::Key& key : keys.keys) collect(key.form, found);
}

/// Every form of text in the tables, by what messages say of it.
std::map<std::string, const layout::TextForm*> text_forms() {
    std::map<std::string, const layout::TextForm*> found;
    for (const Keys* keys : {&layout::layout_keys(), &layout::target_keys(), &layout::line_keys(),
                             &layout::project_keys()})
        collect(*keys, found);
    return found;
}

/// Texts that some form takes.
const std::vector<std::string> kTexts{
    "",
    ".",
    "..",
    "/",
    "a",
    "1",
    "1.5",
    "-1",
    "a/b",
    "/a/b",
    "a/../b",
    "a//b",
    "{site-packages}/a",
    "/opt/{web}/x",
    "el6",
    "server",
    "my-feature_2",
    "1.0-1",
    "2026-11-29",
    "4.8.1",
    "w6.gzdio",
    "w3T2.xzdio",
    "w3.zstdio",
    "supervisor >= 3.0",
    "python(abi)",
    "minion.master",
    "root:{web}",
    "calamari-server.spec",
    "calamari-server_{version}.tar.gz",
    "**/*.py",
    "/usr/bin/env python",
    "calamari.pth",
    "carbon==0.9.15",
    "--prefix=@venv@",
    "lib/*/test?",
    "graphite-web-0.9.tar.gz",
    "https://example.org/owner/name",
    "https://example.org/a.git?x=1&y=%20~",
    "refs/v1.2",
    "release.lock",
    "0123456789abcdef0123456789abcdef01234567",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "optipng-bin>bin-build",
    "^1.0.0 || ~2",
    "@scope/name@1.0",
};

/// One text with up to three characters removed, put in or changed.
std::string varied(std::mt19937& random) {
    constexpr std::string_view some = "aZ09._+-/{}*:@=,()>< \n%~!?^&;\"\x7f";
    const auto below = [&](std::size_t size) { return random() % size; };
    std::string text = kTexts[below(kTexts.size())];
    for (std::size_t n = below(4); n > 0; --n) {
        const std::size_t at = below(text.size() + 1);
        if (below(2) == 0 && at < text.size()) text.erase(at, 1);
        if (below(2) == 0) text.insert(at, 1, some[below(some.size())]);
    }
    return text;
}

} // namespace

TEST_CASE("a pattern takes what its form takes") {
    const auto forms = text_forms();
    CHECK(forms.size() > 20);
    for (const auto& [name, form] : forms) {
        INFO(name);
        const std::regex pattern(form->pattern.begin(), form->pattern.end());
        std::mt19937 random(1);
        int taken = 0;
        for (int i = 0; i < 1000; ++i) {
            const std::string text = varied(random);
            const bool takes = form->accepts(text);
            taken += takes ? 1 : 0;
            if (form->pattern.empty()) continue;
            CHECK_MESSAGE(takes == std::regex_search(text, pattern), text);
        }
        CHECK(taken > 0);
    }
}

TEST_CASE("numbers have an end in quotes, too") {
    const Keys keys{{{"jobs", layout::takes::number(64)}}};
    CHECK(schema::json_schema("x", keys).find(
              R"("^0*(64|[1-5][0-9]{1}|6[0-3][0-9]{0}|[1-9][0-9]{0,0})$")") != std::string::npos);
}
