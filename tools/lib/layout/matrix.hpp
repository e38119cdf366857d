#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::layout {

/// A line of a matrix: what `build-all` is told.
struct MatrixLine {
    std::string name;                 ///< also of its directory below the matrix's
    std::filesystem::path config;     ///< as its options of these names; empty: not given
    std::filesystem::path checkouts;  ///< the same
    std::string line;                 ///< the same
    std::string from;                 ///< the same
    std::vector<std::string> targets; ///< none: those of the project
};

/// Lines × targets that are built together: what `cal-pkg matrix` takes. Relative paths are relative to the file.
struct Matrix {
    std::filesystem::path file;
    std::filesystem::path out; ///< empty: not given
    std::vector<MatrixLine> lines;
};

struct Keys;

const Keys& matrix_keys();

/// Reads one strictly: unknown keys, wrong types and lines that are told nothing are report::Errors as `file:line: …`.
Matrix read_matrix(const std::filesystem::path& file);

} // namespace calpkg::layout
