#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace calpkg::fs {

/// Refuses the files `reports`, which a run is to write beside what it prints, before it looks at anything: one that
/// is among the `inputs` or lies below a directory of theirs, whatever leads there; one that two reports name; and
/// what is there but can hold no report, such as a directory. Empty names are none, and inputs that are not there do
/// not count. Throws report::Error.
void check_report_files(const std::vector<std::filesystem::path>& reports,
                        const std::vector<std::filesystem::path>& inputs);

/// Writes a report to a file that check_report_files() takes: a regular file, to which `path` may be a link, is
/// replaced as by write_file; a FIFO, a character device and this run's own output are written to.
void write_report(const std::filesystem::path& path, std::string_view content);

} // namespace calpkg::fs
