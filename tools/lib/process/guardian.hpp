#pragma once

#include <sys/types.h>

namespace calpkg::process {

/// For its life, a process group that does not outlive this process: when this one is killed
/// (SIGKILL, no memory left), so that it cannot end what it has started, a small process beside it
/// does. (PR_SET_PDEATHSIG would reach the program alone, not what that has started.) Without
/// effect where no more processes or files are to be had, and in the moment between a program's start and the news of
/// it. Thread-safe.
class Guarded {
public:
    /// Starts what watches, so that it need not be started while a program runs already.
    static void prepare();
    /// `group` is led by a child of this process that has not been waited for.
    explicit Guarded(pid_t group);
    ~Guarded();
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;

private:
    pid_t group_;
};

} // namespace calpkg::process
