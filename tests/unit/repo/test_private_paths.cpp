#include "lib/repo/private_paths.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using calpkg::repo::without_private_paths;

namespace {

/// Sets an environment variable while it lives.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) {
        const char* old = std::getenv(name);
        if (old != nullptr) old_ = old;
        setenv(name, value, 1);
    }
    ~Variable() {
        if (old_.empty())
            unsetenv(name_);
        else
            setenv(name_, old_.c_str(), 1);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
    std::string old_;
};

} // namespace

TEST_CASE("sources, the home and the directory for temporary files lose where they are") {
    const Variable home("HOME", "/home/ada");
    const Variable temporary("TMPDIR", "/scratch/ada");
    CHECK(without_private_paths("/srv/src/calamari/a.py, /home/ada/.pyenv and /scratch/ada/x",
                                {"/srv/src/calamari"}) == "calamari/a.py, ~/.pyenv and TMPDIR/x");
    CHECK(without_private_paths("at '/home/ada'", {}) == "at '~'");
}

TEST_CASE("a path in the middle of another one stays, and so does all when the home is /") {
    const Variable home("HOME", "/root");
    CHECK(without_private_paths("/opt/root/x, /root2, /root-x", {}) ==
          "/opt/root/x, /root2, /root-x");
    const Variable none("HOME", "/");
    CHECK(without_private_paths("/usr/lib", {"", "/", "relative"}) == "/usr/lib");
}
