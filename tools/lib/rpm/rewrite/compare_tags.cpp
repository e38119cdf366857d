#include "lib/rpm/rewrite/compare_tags.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/lead.hpp"
#include "lib/rpm/format/tag_name.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>

namespace calpkg::rpm {

namespace {

/// Compares the headers of two packages, a family of tags a function. What no function has looked
/// at must be the same.
class TagComparison {
public:
    TagComparison(const PackageView& before, const PackageView& after,
                  const AllowedDifferences& allowed, const std::string& subject,
                  report::Findings& findings)
        : before_(before),
          after_(after),
          old_(before.parts.header),
          new_(after.parts.header),
          old_files_(before.files),
          new_files_(after.files),
          allowed_(allowed),
          subject_(subject),
          findings_(findings) {}

    void run();

private:
    void release();
    void provides();
    void changelog();
    void sizes();
    void payload_digests();
    void file_lists();
    std::vector<std::uint32_t> attributes(const FileTable& files) const;
    void file(std::size_t before, std::size_t after, const std::vector<std::uint32_t>& tags);
    void directories();
    void everything_else();
    void signature_header();
    void lead();

    void find(const std::string& message) { findings_.push_back(difference(subject_, message)); }
    void expect(std::uint32_t tag, bool as_asked) {
        seen_.insert(tag);
        if (!as_asked && !allowed_.tags.contains(tag)) find(tag_name(tag) + " differs");
    }
    bool same_presence(std::uint32_t tag) const { return old_.has(tag) == new_.has(tag); }

    const PackageView &before_, &after_;
    const RawHeader &old_, &new_;
    const FileTable &old_files_, &new_files_;
    const AllowedDifferences& allowed_;
    const std::string& subject_;
    report::Findings& findings_;
    std::set<std::uint32_t> seen_;
};

void TagComparison::run() {
    release();
    provides();
    changelog();
    sizes();
    payload_digests();
    file_lists();
    directories();
    everything_else();
    signature_header();
    lead();
}

void TagComparison::release() {
    const std::string& wanted = allowed_.release;
    expect(tag::release,
           new_.text(tag::release) == (wanted.empty() ? old_.text(tag::release) : wanted));
}

void TagComparison::provides() {
    expect(tag::provide_version,
           new_.strings(tag::provide_version) == provide_versions(old_, new_.text(tag::release)));
}

/// Whether `after` without its first `count` is `before`.
template <typename T>
bool is_put_on_top(std::vector<T> after, const std::vector<T>& before, std::size_t count) {
    if (after.size() < count) return false;
    after.erase(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(count));
    return after == before;
}

void TagComparison::changelog() {
    expect(tag::changelog_time,
           is_put_on_top(new_.numbers(tag::changelog_time), old_.numbers(tag::changelog_time),
                         allowed_.changelog));
    for (const std::uint32_t tag : {tag::changelog_name, tag::changelog_text})
        expect(tag, is_put_on_top(new_.strings(tag), old_.strings(tag), allowed_.changelog));
}

void TagComparison::sizes() {
    const std::uint64_t installed = new_files_.installed_size() - old_files_.installed_size();
    for (const std::uint32_t tag : {tag::size, tag::long_size})
        expect(tag, same_presence(tag) &&
                        (!old_.has(tag) || new_.number(tag) == old_.number(tag) + installed));
    const std::uint64_t archive = after_.contents.size - before_.contents.size;
    expect(tag::archive_size,
           same_presence(tag::archive_size) &&
               (!old_.has(tag::archive_size) ||
                new_.number(tag::archive_size) == old_.number(tag::archive_size) + archive));
}

/// Their values are held against the payload where the packages are read.
void TagComparison::payload_digests() {
    for (const std::uint32_t tag : {tag::payload_digest, tag::payload_digest_alt})
        expect(tag, same_presence(tag) && old_.strings(tag).size() == new_.strings(tag).size());
}

void TagComparison::file_lists() {
    std::map<std::string_view, std::size_t> rows;
    std::vector<std::string_view> old_order, new_order; // of the tables' paths, as the last
    for (std::size_t row = 0; row < new_files_.size(); ++row) {
        const std::string& path = new_files_.path(row);
        rows.emplace(path, row);
        if (!allowed_.added.contains(path)) new_order.push_back(path);
    }
    const std::vector<std::uint32_t> tags = attributes(old_files_);
    for (std::size_t row = 0; row < old_files_.size(); ++row) {
        const std::string& path = old_files_.path(row);
        const auto other = rows.find(path);
        if (!allowed_.removed.contains(path)) old_order.push_back(path);
        if (other != rows.end()) file(row, other->second, tags);
    }
    if (old_order != new_order) find("the list of files differs");
    for (const std::string& path : allowed_.added)
        if (!rows.contains(path)) find(path + " was not added");
    for (const std::string& path : allowed_.removed)
        if (rows.contains(path)) find(path + " was not removed");
    expect(tag::dir_index, true);
    expect(tag::base_name, true);
    if (tags != attributes(new_files_)) find("the attributes of files differ");
    for (const std::uint32_t tag : old_files_.tags()) seen_.insert(tag);
}

std::vector<std::uint32_t> TagComparison::attributes(const FileTable& files) const {
    std::vector<std::uint32_t> tags = files.tags();
    std::erase_if(tags, [&](std::uint32_t tag) { return allowed_.tags.contains(tag); });
    return tags;
}

void TagComparison::file(std::size_t before, std::size_t after,
                         const std::vector<std::uint32_t>& tags) {
    std::set<std::uint32_t> free;
    if (allowed_.form && old_files_.is_ghost(before)) free = {tag::file_mtime};
    if (allowed_.content.contains(old_files_.path(before)))
        free = {tag::file_size,      tag::long_file_size,   tag::file_mtime, tag::file_digest,
                tag::file_signature, tag::verity_signature, tag::file_inode};
    for (const std::uint32_t tag : tags) {
        if (free.contains(tag) || old_files_.raw(before, tag) == new_files_.raw(after, tag))
            continue;
        find(old_files_.path(before) + ": " + tag_name(tag) + " differs");
    }
}

/// DIRNAMES may lose what no file is in any more, and get what added files need.
void TagComparison::directories() {
    std::vector<std::string> before = old_.strings(tag::dir_name);
    std::vector<std::string> after = new_.strings(tag::dir_name);
    const std::set<std::string> were(before.begin(), before.end());
    const std::set<std::string> are(after.begin(), after.end());
    std::erase_if(before, [&](const std::string& directory) { return !are.contains(directory); });
    std::erase_if(after, [&](const std::string& directory) { return !were.contains(directory); });
    expect(tag::dir_name, before == after && (were == are || !allowed_.added.empty() ||
                                              !allowed_.removed.empty()));
}

void TagComparison::everything_else() {
    for (const TagData& data : old_.entries()) {
        if (seen_.contains(data.tag)) continue;
        const TagData* other = new_.find(data.tag);
        expect(data.tag, other != nullptr && *other == data);
    }
    for (const TagData& data : new_.entries())
        if (!old_.has(data.tag) && !allowed_.tags.contains(data.tag) &&
            !(seen_.contains(data.tag) && allowed_.changelog != 0))
            find(tag_name(data.tag) + " is new");
}

void TagComparison::signature_header() {
    const RawHeader &before = before_.parts.signature, &after = after_.parts.signature;
    std::set<std::uint32_t> gone(tag::seal::signatures.begin(), tag::seal::signatures.end());
    gone.insert(tag::seal::obsolete.begin(), tag::seal::obsolete.end());
    std::set<std::uint32_t> sealed{
        tag::seal::sha1,         tag::seal::long_size,      tag::seal::long_payload_size,
        tag::seal::sha256,       tag::seal::size,           tag::seal::md5,
        tag::seal::payload_size, tag::seal::file_signature, tag::seal::verity_signature};
    if (allowed_.form) sealed.insert(tag::seal::reserved_space);
    for (const TagData& data : before.entries()) {
        const TagData* other = after.find(data.tag);
        const bool as_asked =
            gone.contains(data.tag)
                ? other == nullptr || *other == data
                : other != nullptr && (sealed.contains(data.tag) || *other == data);
        if (!as_asked) find(fmt::format("tag {} of the signature header differs", data.tag));
    }
    for (const TagData& data : after.entries())
        if (!before.has(data.tag))
            find(fmt::format("tag {} of the signature header is new", data.tag));
}

void TagComparison::lead() {
    std::string one = before_.parts.lead, two = after_.parts.lead;
    for (std::string* lead : {&one, &two}) {
        lead->replace(kLeadName, kLeadNameSize, kLeadNameSize, ' ');
        if (allowed_.form) *lead = constant_lead(*lead);
    }
    if (one != two) find("the lead differs");
}

} // namespace

report::Finding difference(const std::string& subject, const std::string& message) {
    return {"unasked-difference", report::Severity::error, subject, message, ""};
}

void compare_tags(const PackageView& before, const PackageView& after,
                  const AllowedDifferences& allowed, const std::string& subject,
                  report::Findings& findings) {
    TagComparison(before, after, allowed, subject, findings).run();
}

} // namespace calpkg::rpm
