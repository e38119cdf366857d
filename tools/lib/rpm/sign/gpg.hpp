#pragma once

#include <cstdint>
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

/// How many seconds gpg gets: a minute, or ten where somebody may be asked, and more for a file of many `bytes`, which even a
/// slow machine reads ten million of in a second.
std::uint64_t gpg_time_limit(Asking asking, std::uint64_t bytes);

/// Runs `gpg --batch ARGUMENTS` with the user's keyring (GNUPGHOME) and the user's gpg-agent; `input` is its standard input,
/// `bytes` the size of the file that it is about. Where nobody may be asked nobody is: what needs a passphrase fails. Throws
/// report::Error when gpg is not there, or has not answered within gpg_time_limit().
GpgAnswer run_gpg(const std::vector<std::string>& arguments, Asking asking = Asking::never,
                  std::string_view input = {}, std::uint64_t bytes = 0);

} // namespace calpkg::rpm
