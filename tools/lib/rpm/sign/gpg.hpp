#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::rpm {

/// gpg's lines for programs (gnupg's doc/DETAILS) in what it has printed, without "[GNUPG:] ".
std::vector<std::string> gpg_status(std::string_view printed);

/// What gpg has answered.
struct GpgAnswer {
    bool ok = false;
    std::string out;                 ///< standard output
    std::vector<std::string> status; ///< its lines for programs
    std::string words; ///< its last message for people, without "gpg: "; or how it ended

    /// The lines of `status` that begin with this keyword, without it.
    std::vector<std::string> lines(std::string_view keyword) const;
};

/// Whether gpg-agent may ask for a passphrase or PIN on a terminal.
enum class Asking { never, on_terminal };

/// on_terminal where this process talks with somebody on one.
Asking asking_here();

/// Runs `gpg --batch ARGUMENTS` with the user's keyring (GNUPGHOME) and the user's gpg-agent; `input` is its standard input.
/// Where nobody may be asked nobody is: what needs a passphrase fails. Throws report::Error when gpg is not there, or has
/// not answered in time, which is one minute, and ten where somebody may be asked.
GpgAnswer run_gpg(const std::vector<std::string>& arguments, Asking asking = Asking::never,
                  std::string_view input = {});

} // namespace calpkg::rpm
