#pragma once

#include <string_view>

namespace calpkg::layout {

/// What a text in a layout or target may look like. Much of it flows into rpm macros and specs, so
/// the rules for such texts let no '%', quote, backslash or line end pass.
struct Rule {
    std::string_view form; ///< for messages, after "it takes …"
    bool (*accepts)(std::string_view text);
};

namespace rules {

extern const Rule anything;       ///< content of files, also empty
extern const Rule line;           ///< one line for people
extern const Rule token;          ///< [A-Za-z0-9._+-]+
extern const Rule identifier;     ///< [a-z][a-z0-9_-]*: components, features, variables
extern const Rule package_name;   ///< a token that starts with a letter or digit
extern const Rule dist_tag;       ///< part of Release: a token without '-'
extern const Rule dotted_number;  ///< "4.8.1"
extern const Rule payload;        ///< rpm's io flags: "w6.gzdio", "w3T2.xzdio"
extern const Rule capability;     ///< "python(abi)", "supervisor >= 3.0"
extern const Rule variable_value; ///< may hold {references}; may be empty
extern const Rule owner_name;     ///< user or group; may be a {reference}
extern const Rule spec_name;      ///< file name that ends in .spec
extern const Rule dist_name;      ///< file name with {references}: of a tarball, its top directory
extern const Rule directory_name; ///< one component of a path
extern const Rule checkout_path;  ///< relative, normal, not "."
extern const Rule checkout_tree;  ///< the same, or "."
extern const Rule installed_path; ///< absolute (or behind a {reference}), normal
extern const Rule tarball_path;   ///< relative, normal, or "."
extern const Rule link_target;    ///< one line, verbatim
extern const Rule glob;           ///< relative pattern
extern const Rule interpreter;    ///< absolute path, perhaps with arguments, of a `#!` line
extern const Rule path_file;      ///< file name that ends in .pth
extern const Rule python_name;    ///< a keyword of setup()
extern const Rule requirement;    ///< "carbon==0.9.15"
extern const Rule venv_option;    ///< one word of pip's or setup.py's: "--prefix=@venv@"
extern const Rule venv_pattern;   ///< for paths in the virtualenv
extern const Rule archive_name;   ///< file name of a source archive
extern const Rule url;            ///< https://…

} // namespace rules

} // namespace calpkg::layout
