#pragma once

#include "lib/compare/packages.hpp"

#include <array>
#include <string>
#include <vector>

namespace calpkg::compare {

/// A section with its heading, for people.
struct Heading {
    Section section;
    const char* text;
};

/// All sections in the order in which they are told.
inline constexpr std::array headings{Heading{Section::versions, "Versions"},
                                     Heading{Section::dependencies, "Dependencies"},
                                     Heading{Section::scripts, "Scriptlets and triggers"},
                                     Heading{Section::files, "Files"},
                                     Heading{Section::contents, "Contents"},
                                     Heading{Section::tags, "Other tags"},
                                     Heading{Section::noise, "Noise of the build"}};

/// What all printers tell of a row, in a line without its object: "mode: 0644 -> 0755". Not escaped.
std::string summary(const Row& row);

/// The rows that are told one by one, and of noise with many rows one that stands for those of its kind.
std::vector<Row> told_rows(const Rows& rows, Section section);

/// A row of the table of sizes.
struct SizeLine {
    std::string what; ///< "package file"
    std::uint64_t before = 0, after = 0;
};
std::vector<SizeLine> size_lines(const PackageComparison& package);

/// "+5.1 %", "-0.2 %", "" of the same.
std::string percent(std::uint64_t before, std::uint64_t after);

/// "calamari-server.x86_64 1.2-3.el6 -> 1.2.1-1.el6: upgrades"
std::string title(const PackageComparison& package);

/// `text` as a terminal may show it, line by line: report::escaped() without losing tabs and line ends.
std::string escaped_text(const std::string& text);

} // namespace calpkg::compare
