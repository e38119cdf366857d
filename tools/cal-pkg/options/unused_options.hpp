#pragma once

#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::cli {

/// Options that were given, and that nothing which is done now uses: notes, since a script gives the same ones to whatever
/// it builds. What is not there is an error all the same, for its name is mistyped.
///
/// `option` is as it is written ("--venv"); an empty `value` was not given. `why` is a sentence: "nothing here has a
/// virtualenv".
class UnusedOptions {
public:
    void add(const std::string& option, const std::string& value, const std::string& why);
    void add_flag(const std::string& option, bool given, const std::string& why);
    /// Of a file or a directory. Throws report::Error when it is not there.
    void add_path(const std::string& option, const std::string& value, const std::string& why);
    /// Of a program, alike where it is a path.
    void add_program(const std::string& option, const std::string& value, const std::string& why);
    /// Of a directory, alike.
    void add_directory(const std::string& option, const std::string& value, const std::string& why);

    const report::Findings& findings() const { return findings_; }

private:
    void note(const std::string& subject, const std::string& why);

    report::Findings findings_;
};

} // namespace calpkg::cli
