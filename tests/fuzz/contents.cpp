// Two contents of a file, archives among them: the first byte chooses its name, the next two are
// the length of the one before. Different ones have a difference, a unified diff makes the second
// of the first, and what is put into lines for people is the same text.

#include "refusable.hpp"

#include "lib/compare/contents/content.hpp"
#include "lib/compare/contents/script_lines.hpp"
#include "lib/diff/apply_patch.hpp"
#include "lib/fs/temp_dir.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;
namespace stdfs = std::filesystem;

namespace {

constexpr std::array kNames{"/x",      "/x.js",  "/x.css",    "/x.json",
                            "/x.html", "/x.egg", "/x.tar.gz", "/x.so"};

compare::Limits limits() {
    static const fs::TempDir directory(fs::system_temp_directory(), "cal-pkg-fuzz-");
    const stdfs::path scratch = directory.path() / "scratch";
    stdfs::remove_all(scratch);
    stdfs::create_directory(scratch);
    compare::Limits limits;
    limits.member = 1U << 20;
    limits.expanded = 4U << 20;
    limits.scratch = scratch;
    return limits;
}

void lines(const std::string& name, const std::string& content) {
    std::string plain = content, broken = compare::broken_lines(name, content);
    for (std::string* text : {&plain, &broken}) std::erase(*text, '\n');
    if (plain != broken) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const std::string name = kNames[data[0] % kNames.size()];
    const std::string rest(reinterpret_cast<const char*>(data) + 3, size - 3);
    const std::size_t length = std::min<std::size_t>(data[1] * 256U + data[2], rest.size());
    const std::string before = rest.substr(0, length), after = rest.substr(length);
    lines(name, before);
    if (before == after) return 0;
    refusable([&] {
        compare::Rows rows;
        compare::Limits most = limits();
        compare::compare_content(name, before, after, most, rows);
        if (rows.empty()) std::abort();
        const bool alone = rows.size() == 1 && rows[0].object == name && !rows[0].diff.empty();
        if (!alone || compare::is_minified(name, before) || compare::is_minified(name, after) ||
            name == "/x.so")
            return;
        const auto patch = diff::parse_patch(rows[0].diff, "fuzz");
        if (diff::apply_patch(patch.at(0), before, "fuzz") != after) std::abort();
    });
    return 0;
}
