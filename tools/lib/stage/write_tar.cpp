#include "lib/stage/write_tar.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/content.hpp"
#include "lib/stage/member_spool.hpp"
#include "lib/stage/policy.hpp"
#include "lib/stage/source_file.hpp"
#include "lib/tar/output.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <unordered_set>

namespace calpkg::stage {

namespace {

const MemberSource* member_of(const StagedEntry& entry) {
    return std::get_if<MemberSource>(&entry.source);
}

tar::MemberKind kind_of(StagedEntry::Kind kind) {
    switch (kind) {
    case StagedEntry::Kind::file: return tar::MemberKind::file;
    case StagedEntry::Kind::directory: return tar::MemberKind::directory;
    case StagedEntry::Kind::symlink: return tar::MemberKind::symlink;
    case StagedEntry::Kind::hardlink: return tar::MemberKind::hardlink;
    }
    return tar::MemberKind::file;
}

tar::Header header_of(const StagedEntry& entry) {
    return {kind_of(entry.kind), entry.path, entry.mode, entry.mtime, entry.link};
}

/// Puts the time that bytecode embeds into `block`, the `size` bytes of its file from offset `begin`.
void put_embedded_time(const StagedEntry& entry, std::uint64_t begin, char* block,
                       std::size_t size) {
    if (!entry.embedded_time) return;
    constexpr std::size_t word = 4;
    for (std::size_t i = 0; i < word; ++i) {
        const std::uint64_t at = entry.embedded_time->at + i;
        if (at >= begin && at - begin < size)
            block[at - begin] = static_cast<char>(entry.embedded_time->seconds >> (8 * i) & 0xff);
    }
}

/// Writes entries and keeps account of them.
class Stager {
public:
    Stager(tar::TarOutput& output, const OnProgress& on_progress)
        : output_(output),
          on_progress_(on_progress),
          block_(fs::kBlockSize) {}

    /// `spool` is nullptr when no entry is a member of the virtualenv's tarball.
    void add(const StagedEntry& entry, const MemberSpool* spool);
    std::vector<Staged> take() { return std::move(staged_); }

private:
    void add_file(const StagedEntry& entry, const MemberSpool* spool);
    void add_text(const StagedEntry& entry, std::string_view text);
    void add_other(const StagedEntry& entry);
    template <typename Source>
    void add_stream(const StagedEntry& entry, Source& source);
    void note(const StagedEntry& entry, std::string sha256, std::uint64_t size);
    void tell() const;

    tar::TarOutput& output_;
    const OnProgress& on_progress_;
    std::vector<char> block_;
    std::vector<Staged> staged_;
    std::unordered_set<std::string_view> paths_; ///< of what can be linked to; in the entries
    std::uint64_t bytes_ = 0;
};

void Stager::add(const StagedEntry& entry, const MemberSpool* spool) {
    process::check_interrupt();
    if (entry.kind == StagedEntry::Kind::file && entry.ghost) return;
    if (entry.kind == StagedEntry::Kind::file)
        add_file(entry, spool);
    else
        add_other(entry);
    tell();
}

void Stager::add_file(const StagedEntry& entry, const MemberSpool* spool) {
    if (const MemberSource* member = member_of(entry)) {
        MemberSpool::Content content = spool->content(member->member);
        add_stream(entry, content);
    } else if (const auto* text = std::get_if<TextSource>(&entry.source)) {
        add_text(entry, text->text);
    } else if (const auto& source = std::get<FileSource>(entry.source); !source.edits) {
        SourceFile file(source.path, entry.size, source.changed);
        add_stream(entry, file);
    } else {
        std::string content = edited_content(entry, source);
        if (source.edits->policy)
            content = compile_policy(content, *source.edits->policy, source.path);
        add_text(entry, content);
    }
}

void Stager::add_text(const StagedEntry& entry, std::string_view text) {
    output_.begin(header_of(entry), text.size());
    output_.write(text.data(), text.size());
    note(entry, hash::sha256(text), text.size());
}

template <typename Source>
void Stager::add_stream(const StagedEntry& entry, Source& source) {
    output_.begin(header_of(entry), entry.size);
    hash::Sha256 digest;
    std::uint64_t done = 0;
    while (const std::size_t count = source.read(block_.data(), block_.size())) {
        put_embedded_time(entry, done, block_.data(), count);
        done += count;
        digest.update(block_.data(), count);
        output_.write(block_.data(), count);
    }
    note(entry, digest.finish(), entry.size);
}

void Stager::add_other(const StagedEntry& entry) {
    if (entry.kind == StagedEntry::Kind::hardlink && paths_.count(entry.link) == 0)
        throw report::Error(entry.path,
                            fmt::format("is a hard link to {}, which is not staged", entry.link),
                            "stage the file too, or a copy instead of the link");
    output_.begin(header_of(entry), 0);
    if (entry.kind != StagedEntry::Kind::directory) paths_.insert(entry.path);
}

void Stager::note(const StagedEntry& entry, std::string sha256, std::uint64_t size) {
    staged_.push_back({entry.path, std::move(sha256), size});
    paths_.insert(entry.path);
    bytes_ += size;
}

void Stager::tell() const {
    if (on_progress_) on_progress_(staged_.size(), bytes_);
}

PlannedMembers planned_members(const std::vector<StagedEntry>& entries) {
    PlannedMembers planned;
    for (const StagedEntry& entry : entries)
        if (const MemberSource* source = member_of(entry))
            if (!planned.emplace(source->member, &entry).second)
                throw report::Error(source->member, "is planned twice",
                                    "please report it, with the layout");
    return planned;
}

} // namespace

std::vector<Staged> write_tar(const std::vector<StagedEntry>& entries,
                              const std::filesystem::path& venv_archive,
                              const std::filesystem::path& destination,
                              tar::Compression compression, const OnProgress& on_progress,
                              fs::Flush flush) {
    fs::AtomicFile file(destination);
    tar::TarOutput output(file.path(), destination, compression);
    Stager stager(output, on_progress);
    std::optional<MemberSpool> spool;
    if (PlannedMembers planned = planned_members(entries); !planned.empty())
        spool.emplace(venv_archive, std::move(planned), file.path().parent_path());
    // Behind what they lead to, wherever that is.
    const auto is_link = [](const StagedEntry& entry) {
        return entry.kind == StagedEntry::Kind::hardlink;
    };
    for (const bool links : {false, true})
        for (const StagedEntry& entry : entries)
            if (is_link(entry) == links) stager.add(entry, spool ? &*spool : nullptr);
    output.finish();
    file.commit(0644, flush);
    return stager.take();
}

} // namespace calpkg::stage
