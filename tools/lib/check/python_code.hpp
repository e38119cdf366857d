#pragma once

#include "lib/hash/known_good.hpp"
#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

#include <map>
#include <string>
#include <vector>

namespace calpkg::check {

/// Holds Python code against the Python that runs it on the target, without running anything: modules by the
/// lib/pythonX.Y that they lie in, else the virtualenv's Python where there is one, else the target's.
class PythonCode {
public:
    /// Both are kept by reference.
    PythonCode(const plan::Plan& plan, hash::KnownGood& known);

    /// Whether `path`, or a zip egg there, is Python's.
    static bool is_module(const std::string& path);
    static bool is_egg(const std::string& path) { return path.ends_with(".egg"); }

    /// Judges a module, or a program that Python runs, at the installed `path`; some megabytes of them at a time, on every
    /// processor.
    void add(const std::string& path, std::string text, bool from_zip = false);
    /// Counts the module at `path` whose content has this SHA-256 if it was judged good before; else false: then it has
    /// to be read and added.
    bool add_known(const std::string& path, const std::string& digest);
    /// Judges the modules in the bytes of a zip egg. One that cannot be read is another check's.
    void add_egg(const std::string& path, const std::string& bytes);

    /// `other-python-code` for each Python that does not compile some of the files: an error when it is all of them, a
    /// note for what a virtualenv brings along, where some packages have files for other Pythons, else a warning.
    report::Findings findings();

private:
    struct Judged {
        std::size_t files = 0;        ///< with something in them
        std::vector<std::string> bad; ///< "path, line 3: a print statement"
        bool in_venv = false;
    };
    struct Waiting {
        std::string path, text, python;
        bool from_zip = false;
        std::string bad; ///< the line for Judged
    };
    void judge_waiting();
    Judged& judged_with(const std::string& path, const std::string& python);
    bool is_in_venv(const std::string& path) const;
    std::string python_of(const std::string& path) const;

    const plan::Plan& plan_;
    hash::KnownGood& known_;
    std::string venv_python_;              ///< "2.6", or empty
    std::vector<Waiting> waiting_;         ///< to be judged
    std::size_t waiting_bytes_ = 0;        ///< of their texts
    std::map<std::string, Judged> judged_; ///< by Python, of the virtualenv and outside
};

} // namespace calpkg::check
