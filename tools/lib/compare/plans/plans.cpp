#include "lib/compare/plans/plans.hpp"

#include "lib/compare/file_contents.hpp"
#include "lib/compare/made_header.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/spec.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/version_order.hpp"
#include "lib/stage/content.hpp"

#include <algorithm>
#include <sys/stat.h>

namespace calpkg::compare {

namespace {

namespace tag = rpm::tag;
using stage::StagedEntry;

constexpr std::uint32_t kUser = 1039, kGroup = 1040;
constexpr std::uint64_t kConfigNoReplace = 1 | 1 << 4, kDoc = 1 << 1, kGhost = 1 << 6;

rpm::RawHeader header_of_plan(const plan::Plan& plan) {
    std::vector<std::string> paths;
    for (const StagedEntry& entry : plan.entries) paths.push_back(entry.path);
    return header_of(paths);
}

unsigned kind_of(const StagedEntry& entry) {
    switch (entry.kind) {
    case StagedEntry::Kind::directory: return S_IFDIR | entry.mode;
    case StagedEntry::Kind::symlink: return S_IFLNK | 0777;
    case StagedEntry::Kind::file:
    case StagedEntry::Kind::hardlink: break;
    }
    return S_IFREG | entry.mode;
}

rpm::FileTable files_of(const plan::Plan& plan, const rpm::RawHeader& header) {
    rpm::FileTable files(header, plan.nevra());
    for (std::size_t row = 0; row < files.size(); ++row) {
        const StagedEntry& entry = plan.entries[row];
        files.set_number(row, tag::file_mode, kind_of(entry));
        files.set_number(row, tag::file_mtime, static_cast<std::uint64_t>(entry.mtime));
        files.set_number(row, tag::file_flags,
                         (entry.config ? kConfigNoReplace : 0) | (entry.doc ? kDoc : 0) |
                             (entry.ghost ? kGhost : 0));
        files.set_file_size(row, entry.size);
        files.set_text(row, kUser, entry.user);
        files.set_text(row, kGroup, entry.group);
        files.set_text(row, tag::file_link, entry.link);
        files.set_text(row, tag::file_digest, entry.digest);
    }
    return files;
}

/// Contents as they would be staged.
class PlannedSource : public FileSource {
public:
    explicit PlannedSource(const plan::Plan& plan) : plan_(plan) {}
    void want(std::size_t, bool) override {}
    void fill() override {}
    std::string content(std::size_t row) const override {
        const StagedEntry& entry = plan_.entries[row];
        if (const auto* text = std::get_if<stage::TextSource>(&entry.source)) return text->text;
        if (const auto* file = std::get_if<stage::FileSource>(&entry.source))
            return !file->edits ? fs::read_file(file->path) : stage::edited_content(entry, *file);
        throw report::Error(plan_.nevra() + ": " + entry.path, "cannot be compared",
                            "compare packages that are built with it");
    }
    std::string digest(std::size_t row) const override { return hash::sha256(content(row)); }
    void drop(std::size_t) override {}

private:
    const plan::Plan& plan_;
};

Sizes sizes_of(const plan::Plan& plan) { return {0, plan.total_bytes(), plan.entries.size()}; }

} // namespace

PackageComparison compare_plans(const plan::Plan& before, const plan::Plan& after) {
    const auto evr = [](const plan::Plan& plan) { return plan.version + "-" + plan.release; };
    PackageComparison result;
    result.name = after.name;
    result.arch = after.arch;
    result.before = evr(before);
    result.after = evr(after);
    const int order = rpm::compare_versions(result.before, result.after);
    result.upgrade = order < 0 ? Upgrade::newer : order > 0 ? Upgrade::older : Upgrade::same;
    result.old_sizes = sizes_of(before);
    result.new_sizes = sizes_of(after);
    if (result.before != result.after)
        result.rows.push_back(
            {Section::versions, Kind::changed, after.name, "version", result.before, result.after});
    const std::string old_spec = plan::spec_text(before), new_spec = plan::spec_text(after);
    if (old_spec != new_spec)
        result.rows.push_back(text_row(Section::scripts, "spec", "text", &old_spec, &new_spec));
    const rpm::RawHeader old_header = header_of_plan(before), new_header = header_of_plan(after);
    Headers headers{old_header, new_header};
    const rpm::FileTable olds = files_of(before, old_header), news = files_of(after, new_header);
    PlannedSource old_source(before), new_source(after);
    const std::vector<ContentPair> pairs = compare_files(headers, olds, news, result.rows);
    const fs::TempDir work(fs::system_temp_directory(), "cal-pkg-diff-");
    std::filesystem::create_directory(work.path() / "members");
    compare_file_contents({olds, old_source}, {news, new_source}, pairs, work.path() / "members",
                          result.rows);
    std::ranges::stable_sort(result.rows, {}, &Row::section);
    return result;
}

} // namespace calpkg::compare
