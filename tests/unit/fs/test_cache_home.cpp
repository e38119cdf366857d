#include "lib/fs/cache_home.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <string>

using namespace calpkg;

namespace {

/// A variable of the environment with another value, or without one, until the object dies.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        set(value);
    }
    ~Variable() { set(before_ ? before_->c_str() : nullptr); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    void set(const char* value) const {
        if (value == nullptr)
            unsetenv(name_);
        else
            setenv(name_, value, 1);
    }

    const char* name_;
    std::optional<std::string> before_;
};

} // namespace

TEST_CASE("the cache is where XDG_CACHE_HOME says, else below HOME") {
    const Variable home("HOME", "/home/ada");
    {
        const Variable xdg("XDG_CACHE_HOME", "/var/cache");
        CHECK(fs::cache_home("the cache") == "/var/cache/cal-pkg");
    }
    const Variable relative("XDG_CACHE_HOME",
                            "cache"); // which the specification of XDG says to ignore
    CHECK(fs::cache_home("the cache") == "/home/ada/.cache/cal-pkg");
}

TEST_CASE("without either it is an error that says what to set") {
    const Variable home("HOME", nullptr), xdg("XDG_CACHE_HOME", nullptr);
    CHECK_THROWS_WITH_AS(fs::cache_home("the cache"), doctest::Contains("XDG_CACHE_HOME"),
                         report::Error);
}
