#pragma once

#include <string>
#include <vector>

namespace calpkg::compare {

/// Where a difference is told, in the order in which all are told.
enum class Section {
    versions,     ///< packages that come and go, name, version, architecture
    dependencies, ///< Requires, Provides and the others
    scripts,      ///< scriptlets and triggers
    files,        ///< which files there are, and what the header says of them beside their content
    contents,     ///< of files, and of members of archives among them
    tags,         ///< every other tag
    noise,        ///< what two builds of the same sources can differ in: times, the build host
};

enum class Kind { added, removed, changed };

/// One difference. Nothing is escaped: all but `what` may hold what comes out of a package.
struct Row {
    Section section = Section::tags;
    Kind kind = Kind::changed;
    std::string object; ///< path, "/x.egg!/member" in an archive; dependency, scriptlet, tag
    std::string what;   ///< which attribute of it: "mode", "content", "Requires"
    std::string before; ///< in words; "" where there is nothing
    std::string after;
    std::string diff{}; ///< unified diff, where both are texts that take several lines
};

using Rows = std::vector<Row>;

/// "versions", "dependencies", …
const char* to_string(Section section);
/// "added", "removed" or "changed".
const char* to_string(Kind kind);

} // namespace calpkg::compare
