#include "lib/sources/copy_objects.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <sys/resource.h>

using namespace calpkg;

namespace {

/// No file gets longer than `bytes` while it lives.
class Limit {
public:
    explicit Limit(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~Limit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

private:
    void (*handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before_{};
};

} // namespace

TEST_CASE("where else a repository has objects is not copied") {
    const test::Dir dir;
    const test::Repository from(dir.path() / "from"), to(dir.path() / "to");
    from.write(".git/objects/info/alternates", "/nonexistent\n");
    sources::copy_objects(from.top(), to.top());
    CHECK_FALSE(std::filesystem::exists(to.top() / ".git/objects/info/alternates"));
}

TEST_CASE("a pack of which half has been copied is copied again") {
    const test::Dir dir;
    test::Repository from(dir.path() / "from");
    std::string text;
    for (int i = 0; i < 2000; ++i) text += std::to_string(i * i % 7919);
    from.write("file", text);
    from.commit("First");
    from.git({"repack", "-a", "-d", "-q"});
    const test::Repository to(dir.path() / "to");
    {
        const Limit limit(500);
        CHECK_THROWS_AS(sources::copy_objects(from.top(), to.top()), report::Error);
    }
    const std::filesystem::path packs = to.top() / ".git/objects/pack";
    for (const auto& item : std::filesystem::directory_iterator(packs))
        CHECK(item.path().filename().string().starts_with("tmp_"));
    sources::copy_objects(from.top(), to.top());
    CHECK(to.git({"cat-file", "blob", from.git({"rev-parse", "HEAD:file"})}) == text);
    for (const auto& item : std::filesystem::directory_iterator(packs))
        CHECK_FALSE(item.path().filename().string().starts_with("tmp_"));
}
