#include "lib/check/python_code.hpp"

#include "lib/process/tasks.hpp"
#include "lib/python/misfit.hpp"
#include "lib/zip/content.hpp"
#include "lib/zip/damaged.hpp"
#include "lib/zip/directory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <utility>

namespace calpkg::check {

namespace {

constexpr std::size_t kModulesShown = 10;
constexpr std::size_t kTogether = 4U << 20; ///< bytes of what is judged at the same time
constexpr std::uint64_t kLargestModule = 8U << 20;

/// "2.6" of "/usr/lib/python2.6/x"; "" of other paths.
std::string python_in(const std::string& path) {
    constexpr std::string_view mark = "/python";
    for (std::size_t at = path.find(mark); at != std::string::npos; at = path.find(mark, at + 1)) {
        const std::size_t begin = at + mark.size();
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string version = path.substr(begin, end - begin);
        const std::size_t dot = version.find('.');
        const bool number = version.find_first_not_of("0123456789.") == std::string::npos;
        if (number && dot != std::string::npos && dot > 0 && dot + 1 < version.size() &&
            version.find('.', dot + 1) == std::string::npos)
            return version;
    }
    return {};
}

/// All that the answer depends on but the text.
std::string judge_of(const std::string& python, bool from_zip) {
    return fmt::format("Python {}{}", python, from_zip ? " from a zip file" : "");
}

bool has_code(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") != std::string::npos;
}

} // namespace

PythonCode::PythonCode(const plan::Plan& plan, hash::KnownGood& known)
    : plan_(plan),
      known_(known) {
    for (const stage::StagedEntry& entry : plan.entries) {
        if (!venv_python_.empty()) break;
        if (is_in_venv(entry.path)) venv_python_ = python_in(entry.path);
    }
    if (venv_python_.empty() && plan.venv_to_make) venv_python_ = plan.venv_to_make->python;
}

bool PythonCode::is_module(const std::string& path) {
    return path.ends_with(".py") || path.ends_with(".wsgi");
}

bool PythonCode::is_in_venv(const std::string& path) const {
    return !plan_.venv_top.empty() && path.starts_with(plan_.venv_top + "/");
}

std::string PythonCode::python_of(const std::string& path) const {
    std::string python = python_in(path);
    if (python.empty()) python = venv_python_;
    return python.empty() ? plan_.target.python : python;
}

void PythonCode::add(const std::string& path, std::string text, bool from_zip) {
    if (!has_code(text)) return;
    waiting_bytes_ += text.size();
    waiting_.push_back({path, std::move(text), python_of(path), from_zip, {}});
    if (waiting_bytes_ >= kTogether) judge_waiting();
}

bool PythonCode::add_known(const std::string& path, const std::string& digest) {
    const std::string python = python_of(path);
    if (digest.empty() || !known_.is_good(judge_of(python, false), digest)) return false;
    ++judged_with(path, python).files;
    return true;
}

PythonCode::Judged& PythonCode::judged_with(const std::string& path, const std::string& python) {
    const bool in_venv = is_in_venv(path);
    Judged& judged = judged_[python + (in_venv ? " of the virtualenv" : "")];
    judged.in_venv = in_venv;
    return judged;
}

void PythonCode::judge_waiting() {
    if (waiting_.empty()) return;
    std::atomic<std::size_t> next{0};
    const auto judge = [&] {
        for (std::size_t i = next++; i < waiting_.size(); i = next++) {
            Waiting& one = waiting_[i];
            if (const auto found = known_.fault(judge_of(one.python, one.from_zip), one.text, [&] {
                    return python::misfit(one.text, one.python, one.from_zip);
                }))
                one.bad = fmt::format("{}, line {}: {}", one.path, found->line, found->what);
        }
    };
    const std::vector<std::function<void()>> tasks(
        std::max(1U, std::thread::hardware_concurrency()), judge);
    process::run_tasks(tasks, static_cast<unsigned>(tasks.size()));
    for (const Waiting& one : waiting_) {
        Judged& judged = judged_with(one.path, one.python);
        ++judged.files;
        if (!one.bad.empty()) judged.bad.push_back(one.bad);
    }
    waiting_.clear();
    waiting_bytes_ = 0;
}

void PythonCode::add_egg(const std::string& path, const std::string& bytes) {
    try {
        const zip::ZipDirectory directory = zip::read_zip_directory(bytes, path);
        for (const zip::ZipEntry& entry : directory.entries)
            if (is_module(entry.name) && entry.size <= kLargestModule)
                add(path + "/" + entry.name, zip::content_of(bytes, directory, entry, path), true);
    } catch (const zip::
                 Damaged&) { // of the eggs of a virtualenv nobody asks here whether they are sound
    }
}

report::Findings PythonCode::findings() {
    judge_waiting();
    report::Findings findings;
    for (const auto& [python, judged] : judged_) {
        if (judged.bad.empty()) continue;
        const bool all = judged.bad.size() == judged.files;
        const std::string& first = judged.bad.front();
        const std::size_t comma = first.find(", line ");
        std::string message =
            fmt::format("Python {} does not compile it ({})", python, first.substr(comma + 2));
        if (judged.bad.size() > 1) {
            const std::size_t shown = std::min(judged.bad.size(), kModulesShown);
            message += fmt::format(
                ", nor {} more of {} files: {}", judged.bad.size() - 1, judged.files,
                fmt::join(judged.bad.begin() + 1,
                          judged.bad.begin() + static_cast<std::ptrdiff_t>(shown), "; "));
            if (judged.bad.size() > shown) message += " …";
        }
        std::string remedy =
            "build for a target whose Python is the code's, or take code for that Python";
        if (all) remedy += "; --accept other-python-code packs it";
        findings.push_back({"other-python-code", report::Severity::warning,
                            fmt::format("{}: {}", plan_.name, first.substr(0, comma)), message,
                            remedy});
        if (judged.in_venv) findings.back().severity = report::Severity::note;
        if (all) findings.back().severity = report::Severity::error;
    }
    return findings;
}

} // namespace calpkg::check
