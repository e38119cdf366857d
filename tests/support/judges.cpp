#include "support/judges.hpp"

#include "lib/report/error.hpp"

#include <algorithm>

namespace calpkg::test {

using stage::StagedEntry;

namespace {

constexpr const char* kMakeTar = R"(
import io, sys, tarfile
t = tarfile.open(sys.argv[1], sys.argv[2], format=tarfile.PAX_FORMAT)
def put(name, content='', **fields):
    info = tarfile.TarInfo(name)
    data = content.encode()
    info.size = len(data)
    for key, value in fields.items(): setattr(info, key, value)
    t.addfile(info, io.BytesIO(data))
def special(name, type, link='', mode=0o644):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode = type, link, mode
    t.addfile(info)
)";

constexpr std::int64_t kTime = 1404216000; // 2014-07-01T12:00:00Z

} // namespace

StagedEntry text_entry(const std::string& path, const std::string& text, unsigned mode) {
    StagedEntry entry;
    entry.path = path;
    entry.mode = mode;
    entry.mtime = kTime;
    entry.size = text.size();
    entry.source = stage::TextSource{text};
    return entry;
}

StagedEntry file_entry(const std::string& path, const std::filesystem::path& source) {
    StagedEntry entry = text_entry(path, "");
    entry.size = std::filesystem::file_size(source);
    entry.source = stage::FileSource{source, {}};
    return entry;
}

StagedEntry directory_entry(const std::string& path, unsigned mode) {
    StagedEntry entry = text_entry(path, "", mode);
    entry.kind = StagedEntry::Kind::directory;
    return entry;
}

StagedEntry link_entry(const std::string& path, StagedEntry::Kind kind, const std::string& target) {
    StagedEntry entry = text_entry(path, "");
    entry.kind = kind;
    entry.link = target;
    return entry;
}

std::vector<stage::Staged> stage_all(const std::vector<StagedEntry>& entries,
                                     const std::filesystem::path& destination,
                                     tar::Compression compression) {
    return stage::write_tar(entries, {}, destination, compression);
}

std::string output_of(std::vector<std::string> argv, const std::string& locale) {
    argv.insert(argv.begin(), {"env", "LC_ALL=" + locale});
    const process::Result result = run(argv);
    if (!result.ok() || !result.err.empty())
        throw report::Error(argv[2], result.ending() + ": " + result.err);
    return result.out;
}

std::string python(const std::string& program, const std::vector<std::string>& arguments) {
    std::vector<std::string> argv{"python3", "-c", program};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return output_of(argv, "C.UTF-8");
}

std::filesystem::path make_tar(const Dir& dir, const std::string& name, const std::string& program,
                               const std::string& mode) {
    const std::filesystem::path file = dir.path() / name;
    python(kMakeTar + program + "\nt.close()\n", {file.string(), mode});
    return file;
}

std::vector<std::string> names_in(const std::filesystem::path& directory) {
    std::vector<std::string> names;
    for (const auto& item : std::filesystem::directory_iterator(directory))
        names.push_back(item.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace calpkg::test
