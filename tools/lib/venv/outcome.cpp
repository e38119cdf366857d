#include "lib/venv/outcome.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace calpkg::venv {

namespace {

constexpr const char* kSystemPrefix = "/usr";

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
    return fields;
}

Locked locked_from(const std::vector<std::string>& fields, const Wheelhouse& wheelhouse) {
    const auto& archives = wheelhouse.archives();
    const auto found = std::find_if(
        archives.begin(), archives.end(),
        [&](const Wheelhouse::Archive& archive) { return archive.path.filename() == fields[2]; });
    if (found == archives.end())
        throw report::Error(fields[2],
                            "was installed, but is not among the archives that were given",
                            "look whether the runner's pip takes archives from elsewhere");
    return {fields[0], fields[1], fields[2], found->sha256};
}

/// The value behind `name` and a blank, in lines.
std::string fact(const std::string& facts, const std::string& name) {
    std::istringstream stream(facts);
    for (std::string line; std::getline(stream, line);)
        if (line.compare(0, name.size() + 1, name + " ") == 0) return line.substr(name.size() + 1);
    return {};
}

} // namespace

Lock lock_of(const std::filesystem::path& installed, const Wheelhouse& wheelhouse,
             const std::string& python) {
    Lock lock;
    lock.python = python;
    std::istringstream stream(fs::read_file(installed));
    for (std::string line; std::getline(stream, line);) {
        const std::vector<std::string> fields = fields_of(line);
        if (fields.size() != 4)
            throw report::Error(line, "is not a line of what was installed",
                                "look whether the runner changes what the job leaves in {out}");
        const Installed one{fields[0], fields[1], fields[3] == "-" ? "" : fields[3]};
        if (fields[2] == "tool")
            lock.tools.push_back(one);
        else if (fields[2] == "package")
            lock.packages.push_back(one);
        else
            lock.distributions.push_back(locked_from(fields, wheelhouse));
    }
    return lock;
}

report::Findings findings_of(const std::string& facts, const Recipe& recipe) {
    const std::string prefix = fact(facts, "python-prefix");
    if (prefix == kSystemPrefix) return {};
    return {{"foreign-python", report::Severity::warning,
             fmt::format("virtualenv of {}", recipe.component),
             fmt::format("it runs the Python in {}, which the installing system must have, too",
                         prefix),
             "build it with a --runner that has the target's Python in /usr"}};
}

} // namespace calpkg::venv
