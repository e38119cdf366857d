#include "lib/plan/venv/settle_times.hpp"

#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/venv/texts.hpp"
#include "lib/python/bytecode_name.hpp"

#include <algorithm>
#include <optional>

namespace calpkg::plan {

namespace {

using stage::StagedEntry;

/// "2.6" of "lib/python2.6/site-packages/x.pyc"; "" for what lies elsewhere.
std::string python_of_library(const std::string& path) {
    for (const std::string lib : {"lib/python", "lib64/python"})
        if (path.starts_with(lib))
            return path.substr(lib.size(), path.find('/', lib.size()) - lib.size());
    return {};
}

/// Whether the Python that looks for bytecode at `path` is the one that made it.
bool fits_place(const std::string& path, const python::BytecodeHeader& header) {
    const bool cached = path.find("__pycache__/") != std::string::npos;
    const std::string python = cached ? python::python_named_by(path) : python_of_library(path);
    return python == header.python->version || (!cached && python.empty());
}

class Settling {
public:
    Settling(Venv& venv, std::int64_t epoch) : venv_(venv), epoch_(epoch) {}

    std::vector<std::string> run() {
        for (auto& [path, entry] : venv_.entries)
            if (entry.kind == StagedEntry::Kind::file && python::source_of(path).empty())
                set_time(entry, digest_of(path, entry));
        read_hashed_sources();
        settle_bytecode();
        settle_hard_links();
        for (const std::string& path : unfit_) venv_.entries.erase(path);
        return std::move(unfit_);
    }

private:
    struct Source {
        const StagedEntry* entry = nullptr; ///< a regular file
        std::string path; ///< of that file, another than asked for when that is a hard link to it
    };

    void set_time(StagedEntry& entry, std::string digest) const {
        entry.mtime = hash::content_time(epoch_, digest);
        entry.digest = std::move(digest);
    }
    std::string digest_of(const std::string& path, const StagedEntry& entry) const {
        if (const auto* text = std::get_if<stage::TextSource>(&entry.source))
            return hash::sha256(text->text);
        return venv_.facts.at(path).digest;
    }
    /// What was found out about an entry's content when it was read; nothing for texts.
    const FileFacts* facts_of(const std::string& path, const StagedEntry& entry) const {
        if (std::holds_alternative<stage::TextSource>(entry.source)) return nullptr;
        return &venv_.facts.at(path);
    }
    std::optional<Source> source_at(const std::string& path) const;
    void read_hashed_sources();
    void settle_bytecode();
    bool settle(const std::string& path, StagedEntry& entry);
    bool fits(const std::string& path, const FileFacts& facts, const Source& source) const;
    void settle_hard_links();

    Venv& venv_;
    std::int64_t epoch_;
    std::map<std::string, std::string>
        hashed_sources_; ///< content of sources that bytecode knows by hash
    std::vector<std::string> unfit_;
};

std::optional<Settling::Source> Settling::source_at(const std::string& path) const {
    auto found = venv_.entries.find(path);
    if (found == venv_.entries.end()) return std::nullopt;
    if (found->second.kind == StagedEntry::Kind::hardlink)
        found = venv_.entries.find(found->second.link.substr(venv_.top.size() + 1));
    if (found == venv_.entries.end() || found->second.kind != StagedEntry::Kind::file)
        return Source{};
    return Source{&found->second, found->first};
}

void Settling::read_hashed_sources() {
    std::vector<std::string> paths;
    for (const auto& [path, facts] : venv_.facts)
        if (facts.header.hash_based) paths.push_back(python::source_of(path));
    if (!paths.empty()) hashed_sources_ = read_venv_texts(venv_, paths);
}

void Settling::settle_bytecode() {
    for (auto& [path, entry] : venv_.entries)
        if (entry.kind == StagedEntry::Kind::file && !python::source_of(path).empty() &&
            !settle(path, entry))
            unfit_.push_back(path);
}

/// False when the bytecode at `path` cannot stay.
bool Settling::settle(const std::string& path, StagedEntry& entry) {
    const FileFacts* facts = facts_of(path, entry);
    const std::optional<Source> source = source_at(python::source_of(path));
    std::int64_t embedded = 0;
    if (!source) {
        if (path.find("__pycache__/") != std::string::npos) return false;
        embedded = facts == nullptr ? 0 : facts->header.mtime;
    } else {
        if (facts == nullptr || !fits(path, *facts, *source)) return false;
        if (!facts->header.hash_based) {
            embedded = source->entry->mtime;
            entry.embedded_time = {facts->header.python->time_at(),
                                   static_cast<std::uint32_t>(embedded)};
        }
    }
    set_time(entry, hash::sha256(digest_of(path, entry) + " " + std::to_string(embedded)));
    return true;
}

bool Settling::fits(const std::string& path, const FileFacts& facts, const Source& source) const {
    const python::BytecodeHeader& header = facts.header;
    if (source.entry == nullptr || !header.complete || !fits_place(path, header)) return false;
    if (header.length <= header.python->header) return false; // no code
    if (header.hash_based) {
        const auto text = hashed_sources_.find(python::source_of(path));
        return text != hashed_sources_.end() &&
               python::source_hash(*header.python, text->second) == header.hash;
    }
    const FileFacts* source_facts = facts_of(source.path, *source.entry);
    return source_facts != nullptr &&
           header.mtime == static_cast<std::uint32_t>(source_facts->mtime) &&
           (!header.python->three() ||
            header.size == static_cast<std::uint32_t>(source.entry->size));
}

/// Another name of bytecode stays where it is one of the same module.
void Settling::settle_hard_links() {
    std::vector<std::string> links;
    for (auto& [path, entry] : venv_.entries) {
        if (entry.kind != StagedEntry::Kind::hardlink) continue;
        const std::string target = entry.link.substr(venv_.top.size() + 1);
        const std::string source = python::source_of(path);
        if (std::ranges::binary_search(unfit_, target) ||
            (!source.empty() && source != python::source_of(target)))
            links.push_back(path);
        else
            entry.mtime = venv_.entries.at(target).mtime;
    }
    unfit_.insert(unfit_.end(), links.begin(), links.end());
    std::ranges::sort(unfit_);
}

} // namespace

std::vector<std::string> settle_times(Venv& venv, std::int64_t epoch) {
    return Settling(venv, epoch).run();
}

} // namespace calpkg::plan
