#include "lib/compare/file_contents.hpp"

#include "lib/compare/contents/content.hpp"
#include "lib/compare/contents/words.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/tasks.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>

namespace calpkg::compare {

namespace {

namespace tag = rpm::tag;

class ContentComparison {
public:
    ContentComparison(const FileSide& before, const FileSide& after,
                      const std::filesystem::path& scratch, Rows& rows)
        : before_(before.files),
          after_(after.files),
          old_(before.source),
          new_(after.source),
          rows_(rows) {
        limits_.scratch = scratch;
    }

    void run(const std::vector<ContentPair>& pairs) {
        for (const ContentPair& pair : pairs) {
            old_.want(pair.before, is_opened(pair));
            new_.want(pair.after, is_opened(pair));
        }
        process::run_tasks({[&] { old_.fill(); }, [&] { new_.fill(); }}, 2);
        for (const ContentPair& pair : pairs) {
            process::check_interrupt();
            compare(pair);
        }
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
    const rpm::FileTable &before_, &after_;
    FileSource &old_, &new_;
    Rows& rows_;
};

} // namespace

void compare_file_contents(const FileSide& before, const FileSide& after,
                           const std::vector<ContentPair>& pairs,
                           const std::filesystem::path& scratch, Rows& rows) {
    if (!pairs.empty()) ContentComparison(before, after, scratch, rows).run(pairs);
}

} // namespace calpkg::compare
