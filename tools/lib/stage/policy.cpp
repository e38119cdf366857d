#include "lib/stage/policy.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <regex>

namespace calpkg::stage {

namespace {

/// `text` with `name` in its module statement ("module calamari 1.0;"), also where that is written with the macro of
/// the reference policy ("policy_module(calamari, 1.0)").
std::string renamed(const std::string& text, const std::string& name) {
    static const std::regex statement(
        R"((^|\n)[ \t]*(?:module[ \t]+[A-Za-z][\w.-]*[ \t]+([\d.]+)[ \t]*;|policy_module\([ \t]*[\w.-]+[ \t]*,[ \t]*([\d.]+)[ \t]*\);?))");
    return std::regex_replace(text, statement, "$1module " + name + " $2$3;",
                              std::regex_constants::format_first_only);
}

/// The compiler's complaint: "ERROR 'syntax error' at token 'x' on line 3:", else its last line.
std::string reason_of(const process::Result& result) {
    const std::string& words = result.err.empty() ? result.out : result.err;
    std::size_t begin = words.find("ERROR");
    if (begin == std::string::npos) {
        const std::size_t end = words.find_last_not_of('\n');
        begin = end == std::string::npos ? 0 : words.rfind('\n', end) + 1;
    }
    const std::string line = words.substr(begin, words.find('\n', begin) - begin);
    return line.empty() ? result.ending() : line;
}

void run_compiler(const std::vector<std::string>& argv, const std::filesystem::path& directory,
                  const std::string& subject) {
    process::Command command;
    command.argv = argv;
    command.cwd = directory;
    command.env = process::plain_environment();
    const process::Result result = process::run(command);
    if (!result.ok())
        throw report::Error(subject,
                            fmt::format("{} does not compile it: {}", argv[0], reason_of(result)),
                            "only plain rules are compiled: write out what the macros of the "
                            "reference policy stand for");
}

} // namespace

std::string compile_policy(const std::string& text, const Policy& policy,
                           const std::string& subject) {
    try {
        for (const char* const program : kPolicyCompilers) process::require_program(program);
    } catch (const report::Error& missing) {
        throw report::Error(missing.subject(), missing.reason(), kPolicyCompilersRemedy);
    }
    const fs::TempDir work(fs::system_temp_directory(), "cal-pkg-policy-");
    fs::write_file(work.path() / (policy.module + ".te"), renamed(text, policy.module), 0600,
                   fs::Flush::no);
    // -M: with levels and categories, which the policies of every target have.
    run_compiler({"checkmodule", "-M", "-m", "-c", policy.version, "-o", policy.module + ".mod",
                  policy.module + ".te"},
                 work.path(), subject);
    run_compiler({"semodule_package", "-o", policy.module + ".pp", "-m", policy.module + ".mod"},
                 work.path(), subject);
    return fs::read_file(work.path() / (policy.module + ".pp"));
}

} // namespace calpkg::stage
