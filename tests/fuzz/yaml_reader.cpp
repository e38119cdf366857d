// The YAML readers of all kinds of files, each strict: what one takes has the lines that it tells
// of, and a lock that is written out reads back as the same.

#include "refusable.hpp"

#include "lib/compare/policy/policy.hpp"
#include "lib/engine/builder.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/layout/layout.hpp"
#include "lib/layout/line.hpp"
#include "lib/layout/project.hpp"
#include "lib/layout/target.hpp"
#include "lib/layout/yaml.hpp"
#include "lib/venv/lock.hpp"
#include "lib/web/make/lock.hpp"
#include "lib/web/make/web_recipe.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

const std::filesystem::path& file() {
    static const fs::TempDir directory(fs::system_temp_directory(), "cal-pkg-fuzz-");
    static const std::filesystem::path file = directory.path() / "fuzz.yaml";
    return file;
}

void write(const std::string& text) { std::ofstream(file(), std::ios::binary) << text; }

void lines(const layout::Value& value, int last) {
    if (value.at.line < 1 || value.at.line > last) std::abort();
    for (const layout::Value& item : value.items) lines(item, last);
    for (const layout::Value::Member& member : value.members) lines(member.value, last);
}

void lock() {
    const venv::Lock lock = venv::read_lock(file());
    const std::string text = venv::to_text(lock);
    write(text);
    if (venv::to_text(venv::read_lock(file())) != text) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    write(text);
    refusable([&] {
        lines(layout::read_yaml(file()),
              1 + static_cast<int>(std::count(text.begin(), text.end(), '\n')));
    });
    refusable([] { layout::read_layout(file()); });
    refusable([] { layout::read_project(file()); });
    refusable([] { layout::read_target(file()); });
    refusable([] { layout::read_line(file()); });
    refusable([] { engine::read_builder(file()); });
    refusable([] { compare::read_policy(file()); });
    refusable([] { web::read_web_recipe(file()); });
    refusable([] { web::read_lock(file()); });
    refusable([] { lock(); });
    return 0;
}
