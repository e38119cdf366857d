#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::process {
class Started;
}

namespace calpkg::python {

/// A source file for a Python's compiler.
struct Source {
    std::string name; ///< a member
    std::string text;
    /// It is imported from a file, not from a zip: Python 2 then refuses text that is not ASCII and
    /// declares no encoding (PEP 263), which zipimport lets pass.
    bool is_file = false;
};

/// A source that the compiler refused.
struct Rejection {
    std::string name;
    int line = 0;        ///< 0 when the compiler named none
    std::string message; ///< its words: "SyntaxError: invalid syntax"
};

/// The compiler of one Python. The sources are compiled, none is executed; neither site packages
/// nor the user's settings of Python are looked at, and nothing is written anywhere. One thread at
/// a time.
class Compiler {
public:
    /// Of the Python `version` ("2.7"), when a `python2.7` on PATH is one; "" is none.
    explicit Compiler(std::string version);
    ~Compiler();
    Compiler(const Compiler&) = delete;
    Compiler& operator=(const Compiler&) = delete;

    const std::string& version() const { return version_; }
    /// Starts that Python, so that it is ready when compile() needs it: starting takes longer than
    /// compiling. Not necessary.
    void start();
    /// The sources that it refuses; nothing when there is no such Python.
    std::optional<std::vector<Rejection>> compile(const std::vector<Source>& sources);

private:
    std::string version_;
    std::unique_ptr<process::Started> python_;
    bool missing_ = false; ///< it is not on PATH: not looked for again
};

} // namespace calpkg::python
