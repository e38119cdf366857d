#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calpkg::plan {

/// A distribution in a site-packages directory, by what setuptools or pip left there.
struct Installed {
    enum class Form {
        egg,      ///< a file or directory that holds all of it, be it a package with nothing beside
        metadata, ///< .egg-info or .dist-info beside the packages themselves
        link,     ///< .egg-link to a directory elsewhere: `setup.py develop`
    };
    std::string name; ///< normalised
    std::string file; ///< "calamari_web-0.1-py2.6.egg"
    Form form = Form::egg;
};

/// A distribution's name as every tool would compare it: lower case, each run of `-`, `_` and `.`
/// as one `_` (PEP 503 and its escapes).
std::string normalised_name(const std::string& name);

/// The file in a site-packages directory that tells Python where eggs beside it are.
inline constexpr const char* kPathFile = "easy-install.pth";

/// What the file name of a site-packages directory stands for; nothing for modules and packages.
std::optional<Installed> installed_as(const std::string& file_name);

/// Whether a program of a virtualenv's bin belongs to one of the distributions `names` (normalised)
/// or runs an entry point of one of `modules`: as setuptools writes it ("EASY-INSTALL-ENTRY-SCRIPT:
/// 'name==…'"), as pip and cal-pkg do ("from module… import main", "sys.exit(main())").
bool is_script_of(const std::string& script, const std::set<std::string>& names,
                  const std::set<std::string>& modules);

/// The text of an easy-install.pth without the lines that lead to `gone` (file names beside it, or
/// whole paths), and with one line for each of `eggs` beside it: where the first of those lines
/// was, else before setuptools' last line, which moves the new paths up, else at the end.
std::string updated_path_file(const std::string& text, const std::set<std::string>& gone,
                              const std::vector<std::string>& eggs);

} // namespace calpkg::plan
