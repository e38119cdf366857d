#include "lib/compare/file_contents.hpp"

#include "lib/compare/contents/content.hpp"
#include "lib/compare/contents/words.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tags.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <set>

namespace calpkg::compare {

namespace {

namespace tag = rpm::tag;

/// The files of one package that are looked into, each in a scratch file of its own.
class Spool {
public:
    Spool(const rpm::OpenPackage& package, std::filesystem::path directory)
        : package_(package),
          directory_(std::move(directory)),
          sets_(rpm::link_sets(package.files)) {}

    /// That this file is wanted, or only its digest.
    void want(std::size_t row, bool content) {
        const std::size_t first = first_of(row);
        wanted_[first] = wanted_[first] || content;
    }
    /// Reads the payload up to the last file that is wanted.
    void fill();
    std::string content(std::size_t row) const {
        return fs::read_file(file_of(first_of(row)), package_.files.file_size(row));
    }
    /// SHA-256, made while the file came by.
    std::string digest(std::size_t row) const { return digests_.at(first_of(row)); }
    void drop(std::size_t row) const {
        // Other names of the same file may be wanted, too.
        if (sets_.contains(package_.files.link_set(row))) return;
        std::filesystem::remove(file_of(row));
    }

private:
    /// Names that share a file have their content in one of them.
    std::size_t first_of(std::size_t row) const {
        const auto set = sets_.find(package_.files.link_set(row));
        return set == sets_.end() ? row : set->second.front();
    }
    std::filesystem::path file_of(std::size_t row) const {
        return directory_ / std::to_string(row);
    }
    void take(rpm::PayloadWalk& walk, std::size_t row);

    const rpm::OpenPackage& package_;
    std::filesystem::path directory_;
    rpm::LinkSets sets_;
    std::map<std::size_t, bool> wanted_;
    std::map<std::size_t, std::string> digests_;
};

void Spool::fill() {
    if (wanted_.empty()) return;
    std::filesystem::create_directory(directory_);
    rpm::PayloadReader payload(package_);
    rpm::PayloadWalk walk(payload, package_.files, rpm::file_hash(package_.parts.header),
                          package_.subject, rpm::FileDigests::from_header);
    while (digests_.size() < wanted_.size() && walk.next()) {
        const std::size_t row = first_of(walk.row());
        const bool has_content = walk.size() != 0 || package_.files.file_size(walk.row()) == 0 ||
                                 !sets_.contains(package_.files.link_set(walk.row()));
        if (wanted_.contains(row) && has_content && !digests_.contains(row))
            take(walk, row);
        else
            walk.skip();
    }
    if (digests_.size() < wanted_.size())
        throw report::Error(package_.subject, "its payload is damaged: a file is missing",
                            "copy or build it again");
}

void Spool::take(rpm::PayloadWalk& walk, std::size_t row) {
    fs::Descriptor fd;
    const std::string name = file_of(row).string();
    if (wanted_.at(row)) {
        fd.reset(open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!fd.is_open()) throw report::system_error(name, "write", errno);
    }
    hash::Sha256 digest;
    walk.read([&](std::string_view piece) {
        digest.update(piece);
        if (fd.is_open()) fs::write_all(fd.get(), piece, name);
    });
    digests_[row] = digest.finish();
}

class ContentComparison {
public:
    ContentComparison(const rpm::OpenPackage& before, const rpm::OpenPackage& after, Rows& rows)
        : directory_(fs::system_temp_directory(), "cal-pkg-diff-"),
          before_(before.files),
          after_(after.files),
          old_(before, directory_.path() / "old"),
          new_(after, directory_.path() / "new"),
          rows_(rows) {
        limits_.scratch = directory_.path() / "members";
        std::filesystem::create_directory(limits_.scratch);
    }

    void run(const std::vector<ContentPair>& pairs) {
        for (const ContentPair& pair : pairs) {
            old_.want(pair.before, is_opened(pair));
            new_.want(pair.after, is_opened(pair));
        }
        process::run_tasks({[&] { old_.fill(); }, [&] { new_.fill(); }}, 2);
        for (const ContentPair& pair : pairs) compare(pair);
    }

private:
    bool is_opened(const ContentPair& pair) const {
        return std::max(before_.file_size(pair.before), after_.file_size(pair.after)) <=
               limits_.member;
    }

    void compare(const ContentPair& pair) {
        const std::string a = old_.digest(pair.before), b = new_.digest(pair.after);
        const std::string& path = before_.path(pair.before);
        const std::size_t rows = rows_.size();
        if (a != b && is_opened(pair)) {
            compare_content(path, old_.content(pair.before), new_.content(pair.after), limits_,
                            rows_);
        } else if (a != b || pair.certain) {
            rows_.push_back({Section::contents, Kind::changed, path, "content",
                             digest_words(before_.file_size(pair.before), a),
                             digest_words(after_.file_size(pair.after), b)});
        }
        if (is_opened(pair)) {
            old_.drop(pair.before);
            new_.drop(pair.after);
        }
        tell_time(pair, rows);
    }

    /// Time follows content, so it is told with it, and has a row of its own only where the content is the same.
    void tell_time(const ContentPair& pair, std::size_t first_row) {
        const auto time = [](const rpm::FileTable& files, std::size_t row) {
            return time_words(static_cast<std::int64_t>(files.number(row, tag::file_mtime)));
        };
        const std::string a = time(before_, pair.before), b = time(after_, pair.after);
        if (a == b) return;
        const std::string& path = before_.path(pair.before);
        if (first_row == rows_.size()) {
            rows_.push_back({Section::noise, Kind::changed, path, "time", a, b});
        } else if (Row& row = rows_[first_row]; row.object == path && !row.before.empty()) {
            row.before += ", of " + a;
            row.after += ", of " + b;
        }
    }

    Limits limits_;
    fs::TempDir directory_;
    const rpm::FileTable &before_, &after_;
    Spool old_, new_;
    Rows& rows_;
};

} // namespace

void compare_file_contents(const rpm::OpenPackage& before, const rpm::OpenPackage& after,
                           const std::vector<ContentPair>& pairs, Rows& rows) {
    if (!pairs.empty()) ContentComparison(before, after, rows).run(pairs);
}

} // namespace calpkg::compare
