#pragma once

#include <string_view>

namespace calpkg::layout {

/// What a text in a layout or target may look like. Much of it flows into rpm macros and specs, so
/// the rules for such texts let no '%', quote, backslash or line end pass.
struct TextForm {
    std::string_view form; ///< for messages, after "it takes …"
    bool (*accepts)(std::string_view text);
    /// The same as a regular expression of ECMA-262, for JSON Schemas; empty: all.
    std::string_view pattern = {};
};

namespace forms {

extern const TextForm anything;       ///< content of files, also empty
extern const TextForm line;           ///< one line for people
extern const TextForm token;          ///< [A-Za-z0-9._+-]+
extern const TextForm identifier;     ///< [a-z][a-z0-9_-]*: components, features, variables
extern const TextForm package_name;   ///< a token that starts with a letter or digit
extern const TextForm dist_tag;       ///< part of Release: a token without '-'
extern const TextForm version;        ///< "1.0-1": VERSION-REVISION
extern const TextForm date;           ///< "2026-11-29"
extern const TextForm dotted_number;  ///< "4.8.1"
extern const TextForm payload;        ///< rpm's io flags: "w6.gzdio", "w3T2.xzdio"
extern const TextForm capability;     ///< "python(abi)", "supervisor >= 3.0"
extern const TextForm setting;        ///< "minion.master": of a component, by its name
extern const TextForm variable_value; ///< may hold {references}; may be empty
extern const TextForm owner;          ///< user:group; either may be a {reference}
extern const TextForm spec_name;      ///< file name that ends in .spec
extern const TextForm dist_name; ///< file name with {references}: of a tarball, its top directory
extern const TextForm directory_name; ///< one component of a path
extern const TextForm checkout_path;  ///< relative, normal, not "."
extern const TextForm checkout_tree;  ///< the same, or "."
extern const TextForm installed_path; ///< absolute (or behind a {reference}), normal
extern const TextForm tarball_path;   ///< relative, normal, or "."
extern const TextForm link_target;    ///< one line, verbatim
extern const TextForm glob;           ///< relative pattern
extern const TextForm interpreter;    ///< absolute path, perhaps with arguments, of a `#!` line
extern const TextForm path_file;      ///< file name that ends in .pth
extern const TextForm python_name;    ///< a keyword of setup()
extern const TextForm requirement;    ///< "carbon==0.9.15"
extern const TextForm venv_option;    ///< one word of pip's or setup.py's: "--prefix=@venv@"
extern const TextForm venv_pattern;   ///< for paths in the virtualenv
extern const TextForm archive_name;   ///< file name of a source archive
extern const TextForm url;            ///< https://…

} // namespace forms

} // namespace calpkg::layout
