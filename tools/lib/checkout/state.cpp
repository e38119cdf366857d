#include "lib/checkout/state.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/local.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"
#include "lib/hash/known_contents.hpp"
#include "lib/process/build_id.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <thread>
#include <utility>

namespace calpkg::checkout {

namespace {

namespace stdfs = std::filesystem;

/// Of a repository's directory what holds nothing that git looks at for an answer, or, as the objects, never changes.
constexpr std::array kNeverAsked{"objects", "logs", "hooks", "modules", "lfs", "rr-cache"};

/// Collects what lstat(2) says of files.
class State {
public:
    explicit State(std::time_t now) : now_(now) {}

    void add(const std::string& name, const struct stat* status) {
        digest_.update(name.c_str(), name.size() + 1);
        if (status == nullptr) return;
        digest_.update(hash::identity(*status) + "\n");
        is_settled_ = is_settled_ && hash::is_settled(*status, now_);
    }
    void add_text(const std::string& text) { digest_.update(text.c_str(), text.size() + 1); }
    std::optional<std::string> finish() {
        if (!is_settled_) return std::nullopt;
        return digest_.finish();
    }

private:
    std::time_t now_;
    bool is_settled_ = true;
    hash::Sha256 digest_;
};

/// A directory's own times tell what was put there and removed.
void add(State& state, const stdfs::path& path) {
    const auto status = fs::status_if_there(path);
    state.add(path.native(), status ? &*status : nullptr);
}

void add_all(State& state, const stdfs::path& directory) {
    std::vector<stdfs::path> paths{directory};
    for (const auto& entry : stdfs::directory_iterator(directory)) {
        if (std::ranges::count(kNeverAsked, entry.path().filename()) != 0) continue;
        paths.push_back(entry.path());
        if (fs::is_real_directory(entry.path()))
            fs::walk(entry.path(), [&](const stdfs::path& path) { paths.push_back(path); });
    }
    std::ranges::sort(paths);
    for (const stdfs::path& path : paths) add(state, path);
}

/// Where git looks for the user's attributes when nothing is configured.
std::vector<stdfs::path> own_attributes() {
    std::vector<stdfs::path> paths;
    for (const auto& [name, below] : {std::pair("XDG_CONFIG_HOME", "git/attributes"),
                                      std::pair("HOME", ".config/git/attributes")})
        if (const char* const directory = std::getenv(name))
            paths.push_back(stdfs::path(directory) / below);
    return paths;
}

/// Looks at files below `top`, one directory after the other, each from the one that it is in and no link followed: what lies
/// behind a link in the place of a directory is not what is tracked.
class Files {
public:
    Files(const stdfs::path& top, State& state) : state_(state) {
        open_directories_.emplace_back(0, fs::open_existing(top, O_PATH | O_DIRECTORY));
        look_at(top_most(), ".gitattributes");
    }

    /// Those of one directory should follow each other.
    void add(const std::string& path) {
        std::size_t begin = 0;
        while (open_directories_.size() > 1 && !path.starts_with(path_)) leave();
        begin = path_.size();
        for (std::size_t slash = path.find('/', begin); slash != std::string::npos;
             slash = path.find('/', begin)) {
            enter(path.substr(begin, slash - begin));
            begin = slash + 1;
        }
        look_at(top_most(), path.substr(begin));
    }

private:
    int top_most() const { return open_directories_.back().second.get(); }

    void leave() {
        path_.resize(open_directories_.back().first);
        open_directories_.pop_back();
    }
    void enter(const std::string& name) {
        const int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        fs::Descriptor directory(top_most() < 0 ? -1 : openat(top_most(), name.c_str(), flags));
        if (!directory.is_open()) require_nothing(name);
        open_directories_.emplace_back(path_.size(), std::move(directory));
        path_ += name + "/";
        look_at(top_most(), ".gitattributes"); // it may be there without being tracked
    }
    /// What is in a directory that is not there is not there either.
    void look_at(int directory, const std::string& name) {
        struct stat status {};
        const bool there =
            directory >= 0 && fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
        if (!there) require_nothing(name);
        state_.add(path_ + name, there ? &status : nullptr);
    }
    void require_nothing(const std::string& name) const {
        if (top_most() >= 0 && !fs::means_nothing(errno) && errno != ELOOP)
            throw report::system_error(path_ + name, "read", errno);
    }

    State& state_;
    std::string path_; ///< of the last one, with a "/" behind each name
    /// With the length of the path of the one that it is in.
    std::vector<std::pair<std::size_t, fs::Descriptor>> open_directories_;
};

} // namespace

std::optional<std::string> repository_state(const std::vector<stdfs::path>& directories,
                                            const std::string& configuration, std::time_t now) try {
    State state(now);
    state.add_text(process::build_id());
    for (const auto& [name, value] : reading_environment()) state.add_text(name + "=" + value);
    state.add_text(configuration);
    for (const stdfs::path& path : own_attributes()) add(state, path);
    for (const stdfs::path& directory : directories) {
        if (!fs::is_local(directory)) return std::nullopt;
        add_all(state, directory);
    }
    return state.finish();
} catch (const report::Error&) { // what cannot be looked at may be anything: git is asked
    return std::nullopt;
} catch (const stdfs::filesystem_error&) {
    return std::nullopt;
}

std::optional<std::string> work_tree_state(const stdfs::path& top,
                                           const std::vector<TrackedFile>& files,
                                           std::time_t now) try {
    // Of a submodule that is checked out git looks at more than is looked at here.
    const auto is_checked_out = [&](const TrackedFile& file) {
        return file.is_submodule() && fs::is_there(top / file.path / ".git");
    };
    if (!fs::is_local(top) || std::ranges::any_of(files, is_checked_out)) return std::nullopt;
    const std::size_t pieces = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::optional<std::string>> states(pieces);
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < pieces; ++i)
        tasks.emplace_back([&, i] {
            State state(now);
            Files looked_at(top, state);
            for (std::size_t n = files.size() * i / pieces; n < files.size() * (i + 1) / pieces;
                 ++n)
                looked_at.add(files[n].path);
            states[i] = state.finish();
        });
    process::run_tasks(tasks, static_cast<unsigned>(pieces));
    hash::Sha256 all;
    for (const auto& state : states) {
        if (!state) return std::nullopt;
        all.update(*state);
    }
    return all.finish();
} catch (const report::Error&) { // as above
    return std::nullopt;
}

} // namespace calpkg::checkout
