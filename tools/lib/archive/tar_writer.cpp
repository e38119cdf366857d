#include "lib/archive/tar_writer.hpp"

#include "lib/archive/descriptor.hpp"
#include "lib/archive/edits.hpp"
#include "lib/archive/member_spool.hpp"
#include "lib/archive/source_file.hpp"
#include "lib/archive/tar_output.hpp"
#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/digest.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <unordered_set>

namespace calpkg::archive {

namespace {

using report::quoted_for_message;

/// Edited files are held in memory, twice.
constexpr std::uint64_t kEditLimit = 8U << 20;

const MemberSource* member_of(const Entry& entry) {
    return std::get_if<MemberSource>(&entry.source);
}

/// Writes entries and keeps account of them.
class Stager {
public:
    Stager(TarOutput& output, const OnProgress& on_progress)
        : output_(output),
          on_progress_(on_progress),
          block_(kBlockSize) {}

    /// `spool` is nullptr when no entry is a member of the virtualenv's tarball.
    void add(const Entry& entry, const MemberSpool* spool);
    std::vector<Staged> take() { return std::move(staged_); }

private:
    void add_file(const Entry& entry, const MemberSpool* spool);
    void add_edited(const Entry& entry, const FileSource& source);
    void add_text(const Entry& entry, std::string_view text);
    void add_other(const Entry& entry);
    template <typename Source>
    void add_stream(const Entry& entry, Source& source);
    void note(const Entry& entry, std::string sha256, std::uint64_t size);
    void tell() const;

    TarOutput& output_;
    const OnProgress& on_progress_;
    std::vector<char> block_;
    std::vector<Staged> staged_;
    std::unordered_set<std::string_view> paths_; ///< of what can be linked to; in the entries
    std::uint64_t bytes_ = 0;
};

void Stager::add(const Entry& entry, const MemberSpool* spool) {
    process::check_interrupt();
    if (entry.kind == Entry::Kind::file && entry.ghost) return;
    if (entry.kind == Entry::Kind::file)
        add_file(entry, spool);
    else
        add_other(entry);
    tell();
}

void Stager::add_file(const Entry& entry, const MemberSpool* spool) {
    if (const MemberSource* member = member_of(entry)) {
        MemberSpool::Content content = spool->content(member->member);
        add_stream(entry, content);
    } else if (const auto* text = std::get_if<TextSource>(&entry.source)) {
        add_text(entry, text->text);
    } else if (const auto& source = std::get<FileSource>(entry.source); source.edits.empty()) {
        SourceFile file(source.path, entry.size, source.changed);
        add_stream(entry, file);
    } else {
        add_edited(entry, source);
    }
}

void Stager::add_edited(const Entry& entry, const FileSource& source) {
    if (entry.size > kEditLimit)
        throw report::Error(quoted_for_message(source.path.string()),
                            fmt::format("is too large to be edited ({} bytes)", entry.size),
                            "take it out of the layout's edits");
    SourceFile file(source.path, entry.size, source.changed);
    std::string content;
    while (const std::size_t count = file.read(block_.data(), block_.size()))
        content.append(block_.data(), count);
    add_text(entry, archive::apply(source.edits, std::move(content)));
}

void Stager::add_text(const Entry& entry, std::string_view text) {
    output_.begin(entry, text.size());
    output_.write(text.data(), text.size());
    note(entry, rpm::sha256(text), text.size());
}

template <typename Source>
void Stager::add_stream(const Entry& entry, Source& source) {
    output_.begin(entry, entry.size);
    rpm::Sha256 digest;
    while (const std::size_t count = source.read(block_.data(), block_.size())) {
        digest.update(block_.data(), count);
        output_.write(block_.data(), count);
    }
    note(entry, digest.finish(), entry.size);
}

void Stager::add_other(const Entry& entry) {
    if (entry.kind == Entry::Kind::hardlink && paths_.count(entry.link) == 0)
        throw report::Error(quoted_for_message(entry.path),
                            fmt::format("is a hard link to {}, which is not staged",
                                        quoted_for_message(entry.link)),
                            "stage the file too, or a copy instead of the link");
    output_.begin(entry, 0);
    if (entry.kind != Entry::Kind::directory) paths_.insert(entry.path);
}

void Stager::note(const Entry& entry, std::string sha256, std::uint64_t size) {
    staged_.push_back({entry.path, std::move(sha256), size});
    paths_.insert(entry.path);
    bytes_ += size;
}

void Stager::tell() const {
    if (on_progress_) on_progress_(staged_.size(), bytes_);
}

PlannedMembers planned_members(const std::vector<Entry>& entries) {
    PlannedMembers planned;
    for (const Entry& entry : entries)
        if (const MemberSource* source = member_of(entry))
            if (!planned.emplace(source->member, &entry).second)
                throw report::Error(quoted_for_message(source->member), "is planned twice",
                                    "please report it, with the layout");
    return planned;
}

} // namespace

std::vector<Staged> write_tar(const std::vector<Entry>& entries,
                              const std::filesystem::path& venv_archive,
                              const std::filesystem::path& destination, Compression compression,
                              const OnProgress& on_progress, fs::Flush flush) {
    fs::AtomicFile file(destination);
    TarOutput output(file.path(), destination, compression);
    Stager stager(output, on_progress);
    std::optional<MemberSpool> spool;
    if (PlannedMembers planned = planned_members(entries); !planned.empty())
        spool.emplace(venv_archive, std::move(planned), file.path().parent_path());
    // Behind what they lead to, wherever that is.
    const auto is_link = [](const Entry& entry) { return entry.kind == Entry::Kind::hardlink; };
    for (const bool links : {false, true})
        for (const Entry& entry : entries)
            if (is_link(entry) == links) stager.add(entry, spool ? &*spool : nullptr);
    output.finish();
    file.commit(0644, flush);
    return stager.take();
}

} // namespace calpkg::archive
