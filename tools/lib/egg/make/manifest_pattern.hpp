#pragma once

#include "lib/egg/make/package_sources.hpp"

#include <bitset>
#include <string>
#include <vector>

namespace calpkg::egg {

/// A pattern that paths are held against, whether they exist or not, as setuptools' egg_info does it
/// (translate_pattern) for exclude, prune and the global and recursive forms of both: `*` and `?` match no
/// '/', `**/` any number of directories, a last `**` everything. A class has no ranges ("[a-c]" is 'a', '-'
/// and 'c'), and a negated one matches '/', too.
class PathPattern {
public:
    explicit PathPattern(const std::string& pattern);
    bool matches(const std::string& path) const;

private:
    struct Token {
        enum class Kind { literal, any, some, one_of, directories, rest } kind;
        char literal = 0;
        std::bitset<256> set{};
    };
    void add_part(const std::string& part);
    class Search;

    std::vector<Token> tokens_;
};

/// The files of `sources` that `pattern` names, as setuptools' glob finds them on disk for include, graft and
/// recursive-include: each part is a shell pattern with ranges (Python's fnmatch), which also matches
/// names that begin with a dot. With `recursive` a part `**` is any number of directories. A "./" at the
/// front stays at the front of what is found.
std::vector<std::string> glob_files(const PackageSources& sources, const std::string& pattern,
                                    bool recursive);

/// The files below the directories that `pattern` names.
std::vector<std::string> glob_below(const PackageSources& sources, const std::string& pattern);

} // namespace calpkg::egg
