#include "lib/rpm/rewrite/compare_packages.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/compare_tags.hpp"

#include <map>
#include <string_view>

namespace calpkg::rpm {

namespace {

/// Paths whose hard link sets lose or change a file: names of such a set may come in another order,
/// and the content with another name.
std::set<std::string> in_losing_sets(const FileTable& files, const AllowedDifferences& allowed) {
    std::set<std::string> paths;
    for (const auto& [id, rows] : link_sets(files)) {
        std::set<std::string> members;
        bool loses = false;
        for (const std::size_t row : rows) {
            members.insert(files.path(row));
            loses = loses || allowed.removed.contains(files.path(row)) ||
                    allowed.content.contains(files.path(row));
        }
        if (loses) paths.merge(members);
    }
    return paths;
}

class PayloadComparison {
public:
    PayloadComparison(const PackageView& before, const PackageView& after,
                      const AllowedDifferences& allowed, const std::string& subject)
        : allowed_(allowed),
          subject_(subject),
          old_files_(before.files),
          new_files_(after.files),
          losing_(in_losing_sets(old_files_, allowed)) {
        for (const PayloadEntry& entry : before.contents.entries) {
            const std::string& path = old_files_.path(entry.row);
            if (allowed.removed.contains(path)) continue;
            old_entries_.emplace(path, &entry);
            if (!losing_.contains(path)) old_order_.push_back(path);
        }
        for (const PayloadEntry& entry : after.contents.entries) {
            const std::string& path = new_files_.path(entry.row);
            if (allowed.added.contains(path)) continue;
            new_entries_.emplace(path, &entry);
            if (!losing_.contains(path)) new_order_.push_back(path);
        }
    }

    void run(report::Findings& findings) const {
        if (old_order_ != new_order_)
            findings.push_back(difference(subject_, "the order of files in the payload differs"));
        for (const auto& [name, entry] : old_entries_) {
            const std::string& path = old_files_.path(entry->row);
            const auto other = new_entries_.find(path);
            if (other == new_entries_.end())
                findings.push_back(difference(subject_, path + " is not in the payload any more"));
            else if (!same(path, *entry, *other->second))
                findings.push_back(difference(subject_, path + " differs in the payload"));
        }
        for (const auto& [path, entry] : new_entries_)
            if (!old_entries_.contains(path))
                findings.push_back(
                    difference(subject_, new_files_.path(entry->row) + " is new in the payload"));
    }

private:
    bool same(const std::string& path, const PayloadEntry& a, const PayloadEntry& b) const {
        CpioEntry one = a.entry, two = b.entry;
        one.index = two.index = 0; // numbers of rows, which removals shift
        std::vector<CpioField> free;
        const bool content = allowed_.content.contains(path);
        if (content) free = {CpioField::mtime, CpioField::size};
        if (losing_.contains(path)) {
            free.insert(free.end(), {CpioField::nlink, CpioField::size});
            if (content) free.push_back(CpioField::inode);
        }
        if (allowed_.form) free.insert(free.end(), {CpioField::uid, CpioField::gid});
        for (const CpioField field : free) two.set(field, one[field]);
        return one == two && (content || losing_.contains(path) || a.digest == b.digest);
    }

    const AllowedDifferences& allowed_;
    const std::string& subject_;
    const FileTable &old_files_, &new_files_;
    std::set<std::string> losing_;
    std::vector<std::string_view> old_order_, new_order_; ///< of the tables' paths, as the next
    std::map<std::string_view, const PayloadEntry*> old_entries_, new_entries_;
};

} // namespace

report::Findings compare_packages(const PackageView& before, const PackageView& after,
                                  const AllowedDifferences& allowed, const std::string& subject) {
    report::Findings findings;
    compare_tags(before, after, allowed, subject, findings);
    PayloadComparison(before, after, allowed, subject).run(findings);
    return findings;
}

void require_as_asked(const PackageView& before, const PackageView& after,
                      const AllowedDifferences& allowed, const std::string& subject) {
    constexpr const char* way_out = "nothing was written; please report it";
    const FileTable& files = after.files;
    for (const PayloadEntry& entry : after.contents.entries)
        if (files.is_regular(entry.row) && !entry.digest.empty() &&
            files.text(entry.row, tag::file_digest) != entry.digest)
            throw report::Error(subject, "has a wrong digest of " + files.path(entry.row), way_out);
    const report::Findings findings = compare_packages(before, after, allowed, subject);
    if (findings.empty()) return;
    throw report::Error(subject, "has unrequested changes: " + findings.front().message, way_out);
}

} // namespace calpkg::rpm
