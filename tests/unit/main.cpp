#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>
#include <string>

namespace {

/// Takes pyenv's shims off PATH, as tests/cli/run does: what python3 is must not depend on the
/// directory, and a dozen processes of pyenv's would begin before each of a test's.
void use_programs_themselves() {
    const char* path = std::getenv("PATH");
    if (path == nullptr) return;
    std::istringstream directories(path);
    std::string kept;
    for (std::string directory; std::getline(directories, directory, ':');)
        if (!directory.ends_with("/shims")) kept += (kept.empty() ? "" : ":") + directory;
    setenv("PATH", kept.c_str(), 1);
}

} // namespace

int main(int argc, char** argv) {
    use_programs_themselves();
    return doctest::Context(argc, argv).run();
}
