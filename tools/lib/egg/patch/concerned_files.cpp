#include "lib/egg/patch/concerned_files.hpp"

#include "lib/diff/git_names.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace calpkg::egg {

namespace {

/// The numbers that are tried: git's first.
constexpr std::array<unsigned, 7> kStrips{1, 0, 2, 3, 4, 5, 6};

/// How a file of a patch concerns an egg.
enum class Concern {
    none,
    at_top,  ///< a new file at the egg's top
    missing, ///< a module that the egg's package should have
    made,    ///< a new file below the egg's directories
    there,   ///< a member
};

class Chooser {
public:
    Chooser(const Egg& egg, const std::vector<diff::FilePatch>& files,
            const std::function<bool(const std::string&)>& has, const std::string& name)
        : egg_(egg),
          files_(files),
          has_(has),
          name_(name) {}

    ConcernedFiles run(std::optional<unsigned> strip) const {
        const std::optional<unsigned> best = most_of(Concern::there, Concern::made);
        const std::optional<unsigned> chosen = strip ? strip : best;
        if (!chosen) throw nothing(best, strip);
        ConcernedFiles concerned = divided(*chosen, Concern::missing);
        if (concerned.files.empty() && strip) concerned = divided(*chosen, Concern::at_top);
        if (concerned.files.empty()) throw nothing(best, strip);
        return concerned;
    }

private:
    /// Whether the egg has something in directory `path`.
    bool has_directory(const std::string& path) const {
        return std::ranges::any_of(egg_.members(), [&](const Member& member) {
            return member.name.size() > path.size() + 1 && member.name.starts_with(path + "/");
        });
    }

    /// Whether one of the patch's first `count` files, as of a series of commits, makes `member` in the egg.
    bool is_made(const std::string& member, unsigned strip, std::size_t count) const {
        return std::any_of(files_.begin(), files_.begin() + static_cast<std::ptrdiff_t>(count),
                           [&](const diff::FilePatch& file) {
                               return (file.old_path.empty() || is_move(file)) &&
                                      diff::without_directories(file.new_path, strip) == member &&
                                      concern_of(file, strip) >= Concern::made;
                           });
    }

    static bool is_move(const diff::FilePatch& file) {
        return file.move != diff::FilePatch::Move::none;
    }

    /// Of a move both names have to be the egg's. It may be of what an earlier file of the patch makes.
    Concern concern_of_move(const diff::FilePatch& file, unsigned strip) const {
        const auto from = diff::without_directories(file.old_path, strip);
        const auto to = diff::without_directories(file.new_path, strip);
        if (!from || !to || from->empty() || to->empty() || !is_beside(file, *from, *to))
            return Concern::none;
        const auto before = static_cast<std::size_t>(&file - files_.data());
        const bool inside =
            to->find('/') == to->npos || has_directory(to->substr(0, to->find('/')));
        const bool there = has_(*from) || is_made(*from, strip, before);
        return inside && there ? Concern::there : Concern::none;
    }

    /// Whether the directories that were taken from both names are the same, "a/" and "b/" aside: others' are
    /// those of other eggs.
    static bool is_beside(const diff::FilePatch& file, const std::string& from,
                          const std::string& to) {
        std::string one = file.old_path.substr(0, file.old_path.size() - from.size());
        std::string other = file.new_path.substr(0, file.new_path.size() - to.size());
        if (one.find('/') == 1 && other.find('/') == 1) {
            one.erase(0, 2);
            other.erase(0, 2);
        }
        return one == other;
    }

    Concern concern_of(const diff::FilePatch& file, unsigned strip) const {
        if (is_move(file)) return concern_of_move(file, strip);
        const bool made = file.old_path.empty();
        const auto old_name = diff::without_directories(file.old_path, strip);
        const auto new_name = diff::without_directories(file.new_path, strip);
        for (const auto& name : {old_name, new_name})
            if (name && !name->empty() &&
                (has_(*name) || (!made && is_made(*name, strip, files_.size()))))
                return Concern::there;
        const std::string name = (made ? new_name : old_name).value_or("");
        const std::size_t slash = name.rfind('/');
        if (name.empty()) return Concern::none;
        if (slash == name.npos) return made ? Concern::at_top : Concern::none;
        if (made)
            return has_directory(name.substr(0, name.find('/'))) ? Concern::made : Concern::none;
        const bool module = name.ends_with(".py") && has_(name.substr(0, slash) + "/__init__.py");
        return module ? Concern::missing : Concern::none;
    }

    /// The number of directories with which most files concern the egg in the first way, else in the second.
    std::optional<unsigned> most_of(Concern first, Concern second) const {
        std::optional<unsigned> best;
        for (const Concern wanted : {first, second}) {
            std::ptrdiff_t most = 0;
            for (const unsigned strip : kStrips) {
                const auto count = std::ranges::count_if(files_, [&](const diff::FilePatch& file) {
                    return concern_of(file, strip) == wanted;
                });
                if (count <= most) continue;
                most = count;
                best = strip;
            }
            if (best) break;
        }
        return best;
    }

    /// The files that concern the egg at least so much, and the others.
    ConcernedFiles divided(unsigned strip, Concern least) const {
        ConcernedFiles concerned;
        concerned.strip = strip;
        for (const diff::FilePatch& file : files_) {
            if (concern_of(file, strip) < least) {
                concerned.others.push_back(shown(file));
                continue;
            }
            concerned.files.push_back(file);
            diff::FilePatch& taken = concerned.files.back();
            taken.old_path = stripped(file.old_path, file.new_path, strip);
            taken.new_path = stripped(file.new_path, file.old_path, strip);
        }
        return concerned;
    }

    /// `path`, or the file's other name where this one has not so many directories (`diff -u x.py DIR/x.py`).
    static std::string stripped(const std::string& path, const std::string& other, unsigned strip) {
        const auto name = diff::without_directories(path, strip);
        return name ? *name : diff::without_directories(other, strip).value_or("");
    }

    static std::string without_prefix(const std::string& path) {
        return path.starts_with("a/") || path.starts_with("b/") ? path.substr(2) : path;
    }

    static std::string shown(const diff::FilePatch& file) {
        using Move = diff::FilePatch::Move;
        const std::string path = without_prefix(file.path());
        if (file.move == Move::none) return path;
        return fmt::format("{} ({} {})", path, file.move == Move::copy ? "copied to" : "renamed to",
                           without_prefix(file.new_path));
    }

    report::Error nothing(std::optional<unsigned> best, std::optional<unsigned> strip) const {
        const std::string what = files_.size() == 1
                                     ? shown(files_.front()) + " is not in "
                                     : fmt::format("none of its {} files is in ", files_.size());
        if (best && strip && best != strip)
            return {name_, what + egg_.name(),
                    fmt::format("with -p{} its files are in the egg", *best)};
        return {name_, what + egg_.name(), "'cal-pkg egg list' shows what is in it"};
    }

    const Egg& egg_;
    const std::vector<diff::FilePatch>& files_;
    const std::function<bool(const std::string&)>& has_;
    const std::string& name_;
};

} // namespace

ConcernedFiles concerned_files(const Egg& egg, const std::vector<diff::FilePatch>& files,
                               const std::function<bool(const std::string&)>& has,
                               std::optional<unsigned> strip, const std::string& name) {
    return Chooser(egg, files, has, name).run(strip);
}

} // namespace calpkg::egg
