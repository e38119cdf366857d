/// Preloaded into cal-pkg by tests/torture/run: numbers its calls for files, streams and processes, and has one of them
/// go wrong. Calls that the C library makes by itself, as opendir() does, do not come here; opendir() does.
///
/// FAILING_CALLS_LOG     where a line is appended for each call (count), or for the one that goes wrong
/// FAILING_CALLS_MODE    count: nothing goes wrong; error: the call fails; again: with EINTR; short: half of it is done;
///                       full: so do all later ones that need room on a disk; kill: SIGKILL instead of the call
/// FAILING_CALLS_NUMBER  which call it is, from 1 on
/// FAILING_CALLS_OF      the program whose calls are meant (default: cal-pkg). Its children are left alone.
///
/// A line of "count": the number, the function, which modes are of use for it (letters of the modes' names), a number
/// for where it was called from, and what it was called for.

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <string>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

enum class Mode { off, count, error, again, cut, full, kill };

/// What becomes of a call.
enum class Fate { normal, fails, half };

/// For which modes a call is of use, besides `error` and `kill`.
enum : unsigned {
    kInterruptible = 1, ///< a signal may end it
    kDivisible = 2,     ///< may do less than it was asked for
    kNeedsRoom = 4,     ///< fails when the disk is full
    kOnlySignals = 8,   ///< does not fail otherwise
};

Mode g_mode = Mode::off;
pid_t g_process = 0;
int g_log = -1;
unsigned long g_number = 0;
std::atomic<unsigned long> g_count{0};
thread_local bool g_inside = false;

/// The C library's own function.
template <typename Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

Mode mode_of(const char* text) {
    const std::string name = text == nullptr ? "" : text;
    if (name == "count") return Mode::count;
    if (name == "error") return Mode::error;
    if (name == "again") return Mode::again;
    if (name == "short") return Mode::cut;
    if (name == "full") return Mode::full;
    if (name == "kill") return Mode::kill;
    return Mode::off;
}

__attribute__((constructor)) void begin() {
    const char* of = std::getenv("FAILING_CALLS_OF");
    if (std::strcmp(program_invocation_short_name, of == nullptr ? "cal-pkg" : of) != 0) return;
    const char* log = std::getenv("FAILING_CALLS_LOG");
    const char* number = std::getenv("FAILING_CALLS_NUMBER");
    unsetenv("LD_PRELOAD");
    const int fd = log == nullptr ? -1 : open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    constexpr int kOutOfTheWay =
        700; // whatever the program opens gets the number that it would get without this
    g_log = fcntl(fd, F_DUPFD_CLOEXEC, kOutOfTheWay);
    close(fd);
    void* frames[1];
    backtrace(frames, 1); // loads what it needs before anything is counted
    g_number = number == nullptr ? 0 : std::strtoul(number, nullptr, 10);
    g_process = getpid();
    g_mode = mode_of(std::getenv("FAILING_CALLS_MODE"));
}

/// Whether the program itself calls, and not a library for it: only there is EINTR of use. Libraries either try again or
/// are called while no signal can come.
bool is_of_program(void* caller) {
    static const void* const program = [] {
        Dl_info info{};
        dladdr(reinterpret_cast<void*>(getauxval(AT_ENTRY)), &info);
        return info.dli_fbase;
    }();
    Dl_info info{};
    return dladdr(caller, &info) != 0 && info.dli_fbase == program;
}

std::uint64_t place_of_call() {
    void* frames[64];
    const int depth = backtrace(frames, 64);
    std::uint64_t hash = 14695981039346656037U;
    for (int i = 2; i < depth; ++i) {
        hash ^= reinterpret_cast<std::uintptr_t>(frames[i]);
        hash *= 1099511628211U;
    }
    return hash;
}

std::string printable(const char* text) {
    std::string out;
    for (; text != nullptr && *text != '\0'; ++text)
        out += static_cast<unsigned char>(*text) < ' ' ? '?' : *text;
    return out;
}

void note(unsigned long number, const char* name, unsigned kind, const std::string& what) {
    std::string modes = "k";
    if ((kind & kOnlySignals) == 0) modes += "e";
    if ((kind & kInterruptible) != 0) modes += "a";
    if ((kind & kDivisible) != 0) modes += "s";
    if ((kind & kNeedsRoom) != 0) modes += "f";
    char line[5000];
    const int size =
        std::snprintf(line, sizeof line, "%lu\t%s\t%s\t%016lx\t%.4000s\n", number, name,
                      modes.c_str(), g_mode == Mode::count ? place_of_call() : 0UL, what.c_str());
    [[maybe_unused]] const long ignored =
        syscall(SYS_write, g_log, line, static_cast<std::size_t>(size));
}

/// Numbers the call and gives what becomes of it; sets errno if it fails.
Fate fate(const char* name, int error, unsigned kind, const std::string& what, void* caller) {
    if (g_mode == Mode::off || g_inside || getpid() != g_process) return Fate::normal;
    if (what.starts_with("/proc/sys/"))
        return Fate::normal; // libgcrypt ends the process when it cannot read one
    const int reason = errno;
    g_inside = true;
    if ((kind & kInterruptible) != 0 && !is_of_program(caller))
        kind &= ~static_cast<unsigned>(kInterruptible);
    const unsigned long number = ++g_count;
    if (g_mode == Mode::count || number == g_number) note(number, name, kind, what);
    g_inside = false;
    errno = reason;
    if (g_mode == Mode::full && number >= g_number && (kind & kNeedsRoom) != 0) {
        errno = ENOSPC;
        return Fate::fails;
    }
    if (number != g_number) return Fate::normal;
    switch (g_mode) {
    case Mode::error:
        if ((kind & kOnlySignals) != 0) return Fate::normal;
        errno = error;
        return Fate::fails;
    case Mode::again:
        if ((kind & kInterruptible) == 0) return Fate::normal;
        errno = EINTR;
        return Fate::fails;
    case Mode::cut: return (kind & kDivisible) != 0 ? Fate::half : Fate::normal;
    case Mode::kill:
        ::kill(g_process, SIGKILL);
        pause();
        break;
    default: break;
    }
    return Fate::normal;
}

std::string of_fd(int fd) { return "fd " + std::to_string(fd); }

/// Messages of a few bytes, as between two processes, go as a whole.
std::size_t half_of(Fate chosen, std::size_t size) {
    return chosen == Fate::half && size > sizeof(int) ? size / 2 : size;
}

} // namespace

// Each of these has the name and the type of the C library's. NAME64 is the same function on this kind of system.
#define WRAP(result, name, parameters, arguments, failed, error, kind, what)             \
    extern "C" result name parameters {                                                  \
        static auto* const real = next<result parameters>(#name);                        \
        if (fate(#name, error, kind, what, __builtin_return_address(0)) != Fate::normal) \
            return failed;                                                               \
        return real arguments;                                                           \
    }
#define WRAP_BOTH(result, name, parameters, arguments, failed, error, kind, what) \
    WRAP(result, name, parameters, arguments, failed, error, kind, what)          \
    WRAP(result, name##64, parameters, arguments, failed, error, kind, what)
#define WRAP_PIECE(name, parameters, arguments, kind)                                          \
    extern "C" ssize_t name parameters {                                                       \
        static auto* const real = next<ssize_t parameters>(#name);                             \
        const Fate chosen = fate(#name, (kind)&kNeedsRoom ? ENOSPC : EIO, (kind) | kDivisible, \
                                 of_fd(fd), __builtin_return_address(0));                      \
        if (chosen == Fate::fails) return -1;                                                  \
        size = half_of(chosen, size);                                                          \
        return real arguments;                                                                 \
    }
#define WRAP_OPEN(name, parameters, arguments, path, interruptible)          \
    extern "C" int name parameters {                                         \
        static auto* const real = next<int parameters>(#name);               \
        mode_t mode = 0;                                                     \
        if ((flags & (O_CREAT | O_TMPFILE)) != 0) {                          \
            va_list rest;                                                    \
            va_start(rest, flags);                                           \
            mode = va_arg(rest, mode_t);                                     \
            va_end(rest);                                                    \
        }                                                                    \
        const bool creates = (flags & O_CREAT) != 0;                         \
        const unsigned kind = (interruptible) | (creates ? kNeedsRoom : 0U); \
        if (fate(#name, creates ? ENOSPC : EMFILE, kind, printable(path),    \
                 __builtin_return_address(0)) != Fate::normal)               \
            return -1;                                                       \
        return real arguments;                                               \
    }

// A signal may end it where the file is on a network; directories are opened by the C++ library and Boost, with openat().
WRAP_OPEN(open, (const char* path, int flags, ...), (path, flags, mode), path, kInterruptible)
WRAP_OPEN(open64, (const char* path, int flags, ...), (path, flags, mode), path, kInterruptible)
WRAP_OPEN(openat, (int at, const char* path, int flags, ...), (at, path, flags, mode), path, 0U)
WRAP_OPEN(openat64, (int at, const char* path, int flags, ...), (at, path, flags, mode), path, 0U)

WRAP_PIECE(read, (int fd, void* buffer, size_t size), (fd, buffer, size), kInterruptible)
WRAP_PIECE(write, (int fd, const void* buffer, size_t size), (fd, buffer, size),
           kInterruptible | kNeedsRoom)
WRAP_PIECE(pread, (int fd, void* buffer, size_t size, off_t at), (fd, buffer, size, at),
           kInterruptible)
WRAP_PIECE(pread64, (int fd, void* buffer, size_t size, off_t at), (fd, buffer, size, at),
           kInterruptible)
WRAP_PIECE(pwrite, (int fd, const void* buffer, size_t size, off_t at), (fd, buffer, size, at),
           kInterruptible | kNeedsRoom)
WRAP_PIECE(pwrite64, (int fd, const void* buffer, size_t size, off_t at), (fd, buffer, size, at),
           kInterruptible | kNeedsRoom)
WRAP_PIECE(send, (int fd, const void* buffer, size_t size, int flags), (fd, buffer, size, flags),
           kInterruptible)
WRAP(ssize_t, writev, (int fd, const iovec* pieces, int count), (fd, pieces, count), -1, ENOSPC,
     kInterruptible | kNeedsRoom, of_fd(fd))
WRAP_BOTH(off_t, lseek, (int fd, off_t at, int whence), (fd, at, whence), -1, EIO, 0, of_fd(fd))
WRAP_BOTH(int, ftruncate, (int fd, off_t size), (fd, size), -1, ENOSPC, kInterruptible | kNeedsRoom,
          of_fd(fd))
WRAP(int, fsync, (int fd), (fd), -1, EIO, kInterruptible, of_fd(fd))
WRAP(int, fdatasync, (int fd), (fd), -1, EIO, kInterruptible, of_fd(fd))
WRAP(int, flock, (int fd, int how), (fd, how), -1, ENOLCK, kInterruptible, of_fd(fd))
WRAP(int, dup, (int fd), (fd), -1, EMFILE, 0, of_fd(fd))
WRAP(int, pipe2, (int* ends, int flags), (ends, flags), -1, EMFILE, 0, "")
WRAP(int, socketpair, (int domain, int type, int protocol, int* ends),
     (domain, type, protocol, ends), -1, EMFILE, 0, "")

// Closed it is, also when that fails, as on a network's file system or at the end of a quota.
extern "C" int close(int fd) {
    static auto* const real = next<int(int)>("close");
    const Fate chosen = fate("close", EIO, kInterruptible, of_fd(fd), __builtin_return_address(0));
    const int reason = errno;
    const int result = real(fd);
    if (chosen == Fate::normal) return result;
    errno = reason;
    return -1;
}

WRAP(int, rename, (const char* from, const char* to), (from, to), -1, ENOSPC, kNeedsRoom,
     printable(to))
WRAP(int, link, (const char* from, const char* to), (from, to), -1, EMLINK, kNeedsRoom,
     printable(to))
WRAP(int, linkat, (int one, const char* from, int other, const char* to, int flags),
     (one, from, other, to, flags), -1, EMLINK, kNeedsRoom, printable(to))
WRAP(int, symlink, (const char* from, const char* to), (from, to), -1, ENOSPC, kNeedsRoom,
     printable(to))
WRAP(int, unlink, (const char* path), (path), -1, EIO, 0, printable(path))
WRAP(int, unlinkat, (int at, const char* path, int flags), (at, path, flags), -1, EIO, 0,
     printable(path))
WRAP(int, rmdir, (const char* path), (path), -1, EIO, 0, printable(path))
WRAP(int, mkdir, (const char* path, mode_t mode), (path, mode), -1, ENOSPC, kNeedsRoom,
     printable(path))
WRAP(char*, mkdtemp, (char* path), (path), nullptr, ENOSPC, kNeedsRoom, printable(path))
WRAP_BOTH(int, mkostemp, (char* path, int flags), (path, flags), -1, ENOSPC, kNeedsRoom,
          printable(path))
WRAP(int, chmod, (const char* path, mode_t mode), (path, mode), -1, EPERM, 0, printable(path))
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), -1, EPERM, 0, of_fd(fd))
WRAP(int, fchmodat, (int at, const char* path, mode_t mode, int flags), (at, path, mode, flags), -1,
     EPERM, 0, printable(path))
WRAP(int, lchown, (const char* path, uid_t user, gid_t group), (path, user, group), -1, EPERM, 0,
     printable(path))
WRAP(int, futimens, (int fd, const timespec* times), (fd, times), -1, EPERM, 0, of_fd(fd))
WRAP(int, utimensat, (int at, const char* path, const timespec* times, int flags),
     (at, path, times, flags), -1, EPERM, 0, printable(path))
WRAP(int, access, (const char* path, int how), (path, how), -1, EIO, 0, printable(path))
WRAP(int, faccessat, (int at, const char* path, int how, int flags), (at, path, how, flags), -1,
     EIO, 0, printable(path))
WRAP(int, stat, (const char* path, struct stat* out), (path, out), -1, EIO, 0, printable(path))
WRAP(int, stat64, (const char* path, struct stat64* out), (path, out), -1, EIO, 0, printable(path))
WRAP(int, lstat, (const char* path, struct stat* out), (path, out), -1, EIO, 0, printable(path))
WRAP(int, lstat64, (const char* path, struct stat64* out), (path, out), -1, EIO, 0, printable(path))
WRAP(int, fstat, (int fd, struct stat* out), (fd, out), -1, EIO, 0, of_fd(fd))
WRAP(int, fstat64, (int fd, struct stat64* out), (fd, out), -1, EIO, 0, of_fd(fd))
WRAP(int, fstatat, (int at, const char* path, struct stat* out, int flags), (at, path, out, flags),
     -1, EIO, 0, printable(path))
WRAP(int, fstatat64, (int at, const char* path, struct stat64* out, int flags),
     (at, path, out, flags), -1, EIO, 0, printable(path))
WRAP(int, statx, (int at, const char* path, int flags, unsigned mask, struct statx* out),
     (at, path, flags, mask, out), -1, EIO, 0, printable(path))
WRAP(int, statfs, (const char* path, struct statfs* out), (path, out), -1, EIO, 0, printable(path))
WRAP(ssize_t, readlink, (const char* path, char* out, size_t size), (path, out, size), -1, EIO, 0,
     printable(path))
WRAP(ssize_t, llistxattr, (const char* path, char* out, size_t size), (path, out, size), -1, EIO, 0,
     printable(path))
WRAP(ssize_t, lgetxattr, (const char* path, const char* name, void* out, size_t size),
     (path, name, out, size), -1, EIO, 0, printable(path))
WRAP(int, lsetxattr,
     (const char* path, const char* name, const void* value, size_t size, int flags),
     (path, name, value, size, flags), -1, ENOSPC, kNeedsRoom, printable(path))
WRAP(DIR*, opendir, (const char* path), (path), nullptr, EMFILE, 0, printable(path))
WRAP(DIR*, fdopendir, (int fd), (fd), nullptr, ENOMEM, 0, of_fd(fd))
WRAP(dirent*, readdir, (DIR * directory), (directory), nullptr, EIO, 0, "")
WRAP_BOTH(FILE*, fopen, (const char* path, const char* how), (path, how), nullptr, EMFILE, 0,
          printable(path))
WRAP(int, memfd_create, (const char* name, unsigned flags), (name, flags), -1, EMFILE, 0, name)

WRAP(pid_t, fork, (), (), -1, EAGAIN, 0, "")
WRAP(pid_t, waitpid, (pid_t process, int* status, int options), (process, status, options), -1,
     ECHILD, kInterruptible | kOnlySignals, "")
WRAP(int, poll, (pollfd * fds, nfds_t count, int timeout), (fds, count, timeout), -1, ENOMEM,
     kInterruptible | kOnlySignals, "")
WRAP(ssize_t, recv, (int fd, void* out, size_t size, int flags), (fd, out, size, flags), -1, EIO,
     kInterruptible, of_fd(fd))
WRAP(int, posix_spawnp,
     (pid_t * process, const char* file, const posix_spawn_file_actions_t* actions,
      const posix_spawnattr_t* attributes, char* const* words, char* const* environment),
     (process, file, actions, attributes, words, environment), errno, EAGAIN, 0, printable(file))
WRAP(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t* attributes, void* (*work)(void*), void* given),
     (thread, attributes, work, given), errno, EAGAIN, 0, "")

// For what the C library has no function, or musl has none: renameat2.
extern "C" long syscall(long number, ...) noexcept {
    static auto* const real = next<long(long, ...)>("syscall");
    va_list rest;
    va_start(rest, number);
    long words[6];
    for (long& word : words) word = va_arg(rest, long);
    va_end(rest);
    if (number == SYS_renameat2 &&
        fate("renameat2", ENOSPC, kNeedsRoom, printable(reinterpret_cast<const char*>(words[3])),
             nullptr) != Fate::normal)
        return -1;
    return real(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}
