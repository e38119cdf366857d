#include "lib/rpm/sign/signer.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpm/sign/gpg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

namespace calpkg::rpm {

namespace {

// Error codes of libgpg-error in gpg's line "FAILURE sign NUMBER", below the 16 bits that say where from.
constexpr unsigned kBadPassphrase = 11, kNoPassphrase = 177, kNoPinEntry = 85, kCanceled = 99;

unsigned failure_code(const GpgAnswer& answer) {
    unsigned code = 0;
    for (const std::string& line : answer.lines("FAILURE")) {
        const std::string number = report::split(line, ' ').back();
        std::from_chars(number.data(), number.data() + number.size(), code);
    }
    return code & 0xffffU;
}

report::Error failed(const SigningKey& key, const GpgAnswer& answer, bool given) {
    const std::string subject = fmt::format("key '{}'", key.given);
    switch (failure_code(answer)) {
    case kBadPassphrase:
        return {subject, "has another passphrase than the one that was given",
                "correct it in the file of --passphrase-file, or what --passphrase-fd reads"};
    case kNoPinEntry:
    case kNoPassphrase:
    case kCanceled:
        if (given) break;
        return {subject, "needs a passphrase, and nobody can be asked for it here",
                "give it with --passphrase-file FILE or --passphrase-fd N, or let gpg-agent know "
                "it before"};
    default: break;
    }
    return {subject, "cannot sign: " + answer.words,
            fmt::format("try 'gpg --local-user {} --clearsign /dev/null'", key.fingerprint)};
}

/// 0 of what is no file.
std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code failure;
    const std::uintmax_t size = std::filesystem::file_size(file, failure);
    return failure ? 0 : size;
}

} // namespace

Signer::Signer(SigningKey key, std::optional<std::string> passphrase)
    : key_(std::move(key)),
      passphrase_(std::move(passphrase)) {}

void Signer::rehearse() const { sign("/dev/null", SignatureForm::binary); }

std::string Signer::sign(const std::filesystem::path& file, SignatureForm form) const {
    const Asking asking = passphrase_ ? Asking::never : asking_here();
    std::vector<std::string> arguments{"--pinentry-mode", passphrase_               ? "loopback"
                                                          : asking == Asking::never ? "error"
                                                                                    : "default"};
    if (passphrase_) arguments.insert(arguments.end(), {"--passphrase-fd", "0"});
    // What the user's gpg.conf may say otherwise.
    arguments.insert(
        arguments.end(),
        {"--digest-algo", "SHA256", "--no-emit-version", "--no-comments",
         form == SignatureForm::armored ? "--armor" : "--no-armor", "--local-user",
         key_.fingerprint + "!", "--output", "-", "--detach-sign", "--", file.string()});
    GpgAnswer answer = run_gpg(arguments, asking, passphrase_ ? *passphrase_ + "\n" : std::string(),
                               size_of(file));
    if (!answer.ok) throw failed(key_, answer, passphrase_.has_value());
    const std::vector<std::string> made = answer.lines("SIG_CREATED");
    if (made.size() != 1 || !made.front().ends_with(" " + key_.fingerprint))
        throw report::Error(fmt::format("key '{}'", key_.given),
                            "is not the only one that gpg has signed with",
                            "see what 'local-user' and 'default-key' say in gpg.conf");
    return std::move(answer.out);
}

std::vector<std::string> Signer::valid(const std::filesystem::path& file,
                                       const std::filesystem::path& signature) const {
    const GpgAnswer answer = run_gpg({"--verify", "--", signature.string(), file.string()},
                                     Asking::never, {}, size_of(file));
    const std::vector<std::string> lines = answer.lines("VALIDSIG");
    return answer.ok && lines.size() == 1 ? report::split(lines.front(), ' ')
                                          : std::vector<std::string>{};
}

bool Signer::has_signed(const std::filesystem::path& file,
                        const std::filesystem::path& signature) const {
    const std::vector<std::string> words = valid(file, signature);
    return !words.empty() && words.front() == key_.fingerprint;
}

bool Signer::belongs_to(const std::filesystem::path& file,
                        const std::filesystem::path& signature) const {
    constexpr std::size_t primary = 9; // the fingerprint of the whole key
    const std::vector<std::string> words = valid(file, signature);
    return words.size() > primary && words[primary] == key_.primary;
}

std::string Signer::public_key() const {
    GpgAnswer answer = run_gpg({"--no-emit-version", "--no-comments", "--armor", "--export-options",
                                "export-minimal", "--output", "-", "--export", "--", key_.primary});
    if (!answer.ok || answer.out.empty())
        throw report::Error(fmt::format("key '{}'", key_.given),
                            "cannot be exported: " + answer.words,
                            fmt::format("try 'gpg --armor --export {}'", key_.primary));
    return std::move(answer.out);
}

} // namespace calpkg::rpm
