#include "support/interpreters.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>

namespace calpkg::test {

namespace {

bool works(const Interpreter& interpreter) {
    try {
        const auto result =
            interpreter.run({"-c", "import sys; print('%d.%d' % sys.version_info[:2])"});
        return result.ok() && result.out == interpreter.version + "\n";
    } catch (const std::exception&) {
        return false;
    }
}

/// The versions that pyenv has installed, "3.6.15"; none without pyenv.
std::vector<std::string> pyenv_versions() {
    std::vector<std::string> versions;
    try {
        std::istringstream out(run({"pyenv", "versions", "--bare"}).out);
        for (std::string line; std::getline(out, line);) versions.push_back(line);
    } catch (const std::exception&) {
        versions.clear();
    }
    return versions;
}

std::vector<Interpreter> find() {
    std::vector<Interpreter> found;
    const auto by_pyenv = pyenv_versions();
    std::string missing;
    for (const char* version :
         {"2.6", "2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"}) {
        const std::string program = std::string("python") + version;
        std::vector<Interpreter> candidates{{version, {program}}};
        for (const std::string& full : by_pyenv)
            if (full.starts_with(version + std::string(".")))
                candidates.push_back({version, {"env", "PYENV_VERSION=" + full, program}});
        bool any = false;
        for (const Interpreter& candidate : candidates)
            if (!any && works(candidate)) {
                found.push_back({version, {candidate.program()}}); // without pyenv's shell scripts
                any = true;
            }
        if (!any) missing += std::string(" ") + version;
    }
    if (!missing.empty()) MESSAGE("Pythons that are not installed, and so no judges:" << missing);
    return found;
}

} // namespace

process::Result Interpreter::run(std::vector<std::string> arguments) const {
    std::vector<std::string> all = argv;
    all.insert(all.end(), arguments.begin(), arguments.end());
    return test::run(all);
}

std::string Interpreter::program() const {
    return run({"-c", "import sys; sys.stdout.write(sys.executable)"}).out;
}

OnPath::OnPath(const std::filesystem::path& directory) : before_(std::getenv("PATH")) {
    setenv("PATH", (directory.string() + ":" + before_).c_str(), 1);
}

OnPath::OnPath(const Interpreter& interpreter) : before_(std::getenv("PATH")) {
    own_.write("python" + interpreter.version,
               "#!/bin/sh\nexec " + interpreter.program() + " \"$@\"\n", 0755);
    setenv("PATH", (own_.path().string() + ":" + before_).c_str(), 1);
}

OnPath::~OnPath() { setenv("PATH", before_.c_str(), 1); }

const std::vector<Interpreter>& interpreters() {
    static const std::vector<Interpreter> found = find();
    return found;
}

} // namespace calpkg::test
