#include "lib/sources/transfer_failure.hpp"

#include "lib/process/run.hpp"
#include "lib/report/text.hpp"
#include "lib/sources/origin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace calpkg::sources {

namespace {

/// What git says, what it means, and what to do about it. The first that fits counts.
struct Meaning {
    std::vector<std::string_view> words; ///< one of these is among git's
    const char* reason;
    const char* remedy;
};

constexpr const char* kOtherSource = "see whether the network is there, or fetch from a mirror "
                                     "with --from URL|DIR; the same command goes on "
                                     "where this one stopped";

const std::vector<std::string_view> kMissing{"unable to read",
                                             "bad object",
                                             "corrupt",
                                             "missing blob",
                                             "did not send all necessary objects",
                                             "missing necessary objects"};

const std::vector<Meaning>& meanings() {
    static const std::vector<Meaning> table{
        {{"No space left on device", "Disk quota exceeded"},
         "the disk is full",
         "make room and run the same command again: it goes on where this one stopped"},
        {{"dubious ownership", "unsafe repository"},
         "it belongs to another user, and git does not read such a repository",
         "if you trust it, run 'git config --global --add safe.directory DIRECTORY' for the "
         "directory that git names"},
        {{"Could not resolve", "Name or service not known", "Temporary failure in name resolution",
          "unable to look up", "nodename nor servname"},
         "its host is not known here",
         kOtherSource},
        {{"Connection refused", "Failed to connect", "Couldn't connect", "Connection timed out",
          "Network is unreachable", "No route to host", "unable to connect", "Operation timed out"},
         "it cannot be reached",
         kOtherSource},
        {{"certificate"},
         "its certificate is not trusted here",
         "install the certificates of this system (package ca-certificates), or name a file with "
         "GIT_SSL_CAINFO"},
        {kMissing, "it lacks objects of its own commits",
         "take another mirror, or make this one anew with 'git clone --mirror'"},
        {{"could not read Username", "Authentication failed", "could not read Password",
          "Permission denied", "Host key verification failed", "returned error: 403"},
         "it does not let us in",
         "give git the rights (a credential helper, or a key in ssh-agent), or take another "
         "mirror with --from URL|DIR"},
        {{"early EOF", "unexpected disconnect", "RPC failed", "hung up", "Broken pipe"},
         "the transfer was cut off",
         "run the same command again; what is complete stays"},
    };
    return table;
}

bool has_any(const process::Result& result, const std::vector<std::string_view>& words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return result.err.find(word) != std::string::npos; });
}

report::Error explained(const std::string& subject, const process::Result& result,
                        const char* reason, const char* remedy) {
    for (const Meaning& meaning : meanings())
        if (has_any(result, meaning.words))
            return {subject, fmt::format("{} (git: {})", meaning.reason, last_words(result)),
                    meaning.remedy};
    return {subject, fmt::format("{} (git: {})", reason, last_words(result)), remedy};
}

} // namespace

std::string last_words(const process::Result& result) {
    std::string last;
    for (const std::string& line : report::lines_of(result.err)) {
        const std::string text = line.substr(line.rfind('\r') + 1); // npos + 1: all of it
        const bool advice = text.starts_with("Please make sure") ||
                            text.starts_with("and the repository exists") ||
                            text.starts_with("fatal: Could not read from remote repository") ||
                            text.starts_with("hint:") || text.starts_with("Aborting") ||
                            text.starts_with("To add an exception") || text.starts_with('\t');
        if (!advice && text.find_first_not_of(' ') != text.npos) last = text;
    }
    if (last.empty()) return result.ending();
    for (const char* word : {"fatal: ", "error: "})
        if (last.starts_with(word)) last.erase(0, std::string_view(word).size());
    while (last.ends_with(' ')) last.pop_back();
    return without_passwords(last);
}

bool is_not_there(const process::Result& result) {
    return has_any(result, {"not found", "does not appear to be a git repository", "does not exist",
                            "not a git repository", "not exported", "returned error: 404"});
}

bool lacks_objects(const process::Result& result) { return has_any(result, kMissing); }

report::Error transfer_failure(const std::string& address, const process::Result& result) {
    const std::string subject = without_passwords(address);
    if (is_not_there(result))
        return {subject, fmt::format("there is no repository (git: {})", last_words(result)),
                "a mirror has each repository as OWNER/NAME, also bare: see what is below the "
                "address that --from names"};
    return explained(subject, result, "git cannot fetch from it", kOtherSource);
}

report::Error local_failure(const std::string& subject, const process::Result& result) {
    if (has_any(result, {".lock': File exists"}))
        return {subject,
                fmt::format("another git works there, or was killed (git: {})", last_words(result)),
                "when none is running any more, remove the file that git names"};
    if (has_any(result, {"would be overwritten"}))
        return {
            subject,
            "has files of its own in the place of the commit's (git: " + last_words(result) + ")",
            fmt::format(
                "see 'git -C {} status --ignored', move them away and run the same command again",
                process::shell_quote(subject))};
    return explained(subject, result, "git cannot finish there",
                     "run the same command again; what is complete stays");
}

} // namespace calpkg::sources
