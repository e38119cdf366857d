#include "lib/repo/tree/output_lock.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/lock.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace calpkg::repo {

OutputLock::OutputLock(const std::filesystem::path& out, const std::string& target,
                       const std::function<void()>& on_wait)
    : file_(out / ("." + target + ".lock")) {
    fs::wait_for_lock(
        [this] { return try_lock(); }, on_wait,
        [&out] {
            process::pause();
            fs::make_directories(out); // a build that failed takes the directory away that it made
        });
}

bool OutputLock::try_lock() {
    fd_ = fs::try_open(file_, O_RDWR | O_CREAT | O_NOFOLLOW, 0644);
    if (!fd_.is_open()) {
        const report::Error cause = report::system_error(file_.string(), "create", errno);
        throw report::Error(file_.parent_path().string(),
                            "cannot write there (" + cause.reason() + ")",
                            "choose another directory");
    }
    const fs::Locked locked = fs::try_lock(fd_.get(), LOCK_EX);
    if (locked == fs::Locked::impossible) throw report::system_error(file_.string(), "lock", errno);
    // Its holder removes the file when it releases it.
    return locked == fs::Locked::yes && fs::is_at(fd_.get(), file_);
}

// Removed while held: whoever opened it meanwhile finds it gone and tries again.
OutputLock::~OutputLock() { unlink(file_.c_str()); }

} // namespace calpkg::repo
