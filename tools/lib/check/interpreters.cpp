#include "lib/check/interpreters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

namespace calpkg::check {

namespace {

constexpr std::size_t kShown = 10;

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_python(const std::string& interpreter) {
    return file_name(interpreter).starts_with("python") ||
           interpreter.ends_with("/platform-python");
}

/// Whether `path` is one of the system's directories of programs; above it there are others', such as /usr/local.
bool is_system(const std::string& path) {
    static constexpr std::array tops{"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/libexec"};
    const std::string parent = path.substr(0, std::min(path.rfind('/'), path.size()));
    return std::ranges::find(tops, parent) != tops.end();
}

/// Where the packages of a Python put it (python2, python3 of EL; PEP 394).
bool is_python_of(const std::string& path, const std::string& version) {
    if (!is_system(path)) return false;
    const std::string name = file_name(path);
    const std::string major = version.substr(0, version.find('.'));
    return name == "python" + version || name == "python" + major ||
           (name == "python" && major == "2") || (name == "platform-python" && major == "3");
}

/// The word that begins at `text`, without the quotes around it.
std::string first_word(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string::npos) return {};
    const char quote = text[begin];
    if (quote == '"' || quote == '\'')
        return text.substr(begin + 1, text.find(quote, begin + 1) - begin - 1);
    return text.substr(begin, text.find_first_of(" \t\r", begin) - begin);
}

} // namespace

std::string interpreter_of(const std::string& text) {
    if (!text.starts_with("#!")) return {};
    std::istringstream lines(text.substr(0, 4096));
    std::string line, second;
    std::getline(lines, line);
    std::getline(lines, second);
    line.erase(0, 2);
    std::string interpreter = first_word(line);
    if (file_name(interpreter) == "env") {
        std::istringstream words(line);
        std::string word;
        words >> word;
        while (words >> word)
            if (!word.starts_with('-') && word.find('=') == std::string::npos)
                return word.starts_with('/') ? word : "/usr/bin/" + word;
    }
    // distlib: #!/bin/sh and '''exec' "/path/python" "$0" "$@"
    constexpr std::string_view exec = "'''exec' ";
    if (second.starts_with(exec)) return first_word(second.substr(exec.size()));
    return interpreter;
}

Interpreters::Interpreters(const plan::Plan& plan) : plan_(plan) {
    for (const stage::StagedEntry& entry : plan.entries) entries_.emplace(entry.path, &entry);
}

bool Interpreters::is_there(const std::string& path) const {
    const std::string normal = std::filesystem::path(path).lexically_normal().string();
    if (entries_.contains(normal)) return true;
    const bool to_make = plan_.venv_to_make && !plan_.venv_to_make->made;
    if (to_make && normal.starts_with(plan_.venv_top + "/")) return true;
    if (is_python(normal)) return is_python_of(normal, plan_.target.python);
    return is_system(normal);
}

void Interpreters::add(const std::string& path, const std::string& text) {
    const std::string interpreter = interpreter_of(text);
    if (interpreter.empty()) return;
    if (!is_there(interpreter)) missing_.emplace_back(path, interpreter);
}

std::string Interpreters::explained(const std::string& interpreter) const {
    return fmt::format("is run by {}, which neither the package nor {} has", interpreter,
                       plan_.target.name);
}

report::Findings Interpreters::findings() const {
    if (missing_.empty()) return {};
    std::vector<std::string> more;
    for (const auto& [path, interpreter] : missing_) {
        if (&path != &missing_.front().first)
            more.push_back(fmt::format("{} ({})", path, interpreter));
    }
    std::string message = explained(missing_.front().second);
    if (!more.empty()) {
        const std::size_t left = more.size() - std::min(more.size(), kShown);
        more.resize(more.size() - left);
        message += fmt::format("; nor what runs {}", fmt::join(more, ", "));
        if (left > 0) message += fmt::format(" and {} more", left);
    }
    return {{"missing-interpreter", report::Severity::warning,
             fmt::format("{}: {}", plan_.name, missing_.front().first), message,
             "let its first line name an interpreter that is there"}};
}

} // namespace calpkg::check
