#include "lib/verify/signatures.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/version_order.hpp"
#include "lib/verify/armor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fcntl.h>

namespace calpkg::verify {

namespace {

namespace stdfs = std::filesystem;
using report::Severity;

struct SignatureTag {
    std::uint32_t tag;
    const char* covers;
    bool payload;
};
constexpr std::array kTags{SignatureTag{267, "header", false}, SignatureTag{268, "header", false},
                           SignatureTag{1002, "header and payload", true},
                           SignatureTag{1005, "header and payload", true}};
constexpr std::uint32_t kOpenPgp = 278; ///< base64, of rpm 6: the same as one of those above

/// rpm before 4.12 checks signatures of RSA primary keys alone.
constexpr const char* kFirstWithOtherKeys = "4.12";

constexpr const char* kSignAgain = "do not install it; sign it again, or get it again";

/// What a verdict that is not good means.
report::Finding bad(const Verdict& verdict, const std::string& what, const std::string& subject) {
    const std::string by = verdict.key.empty() ? "" : " (" + verdict.key + ")";
    switch (verdict.kind) {
    case Verdict::Kind::unknown_key:
        return {"unknown-key", Severity::error, subject,
                what + " is by a key that is not among the given ones" + by,
                "give that key with --key, if you trust it"};
    case Verdict::Kind::expired_key:
        return {"expired-key", Severity::error, subject,
                what + " is by a key that has expired" + by,
                "give the key with its new date, or sign with another one"};
    case Verdict::Kind::expired:
        return {"expired-signature", Severity::error, subject, what + " has expired" + by,
                "sign it again"};
    case Verdict::Kind::revoked_key:
        return {"revoked-key", Severity::error, subject,
                what + " is by a key that its owner has revoked" + by, kSignAgain};
    case Verdict::Kind::wrong:
        return {"wrong-signature", Severity::error, subject, what + " does not fit" + by,
                kSignAgain};
    case Verdict::Kind::unreadable:
    case Verdict::Kind::good: break;
    }
    return {"wrong-signature", Severity::error, subject, what + " is none that gpg can read",
            kSignAgain};
}

/// One signature packet (RFC 9580, section 4.2) and nothing that could be something else.
bool is_signature(const std::string& bytes) {
    if (bytes.empty()) return false;
    const unsigned first = static_cast<unsigned char>(bytes.front());
    return (first & 0xfcU) == 0x88U || first == 0xc2U;
}

void look_at_key(const Verdict& verdict, const std::optional<layout::Target>& target,
                 const std::string& subject, report::Findings& findings) {
    if (!target || rpm::compare_versions(target->rpm, kFirstWithOtherKeys) >= 0 ||
        (verdict.rsa && !verdict.subkey))
        return;
    findings.emplace_back("signature-not-accepted", Severity::error, subject,
                          fmt::format("is signed by {}, which rpm {} of target {} cannot check",
                                      verdict.subkey ? "a subkey" : "a key that is not RSA",
                                      target->rpm, target->name),
                          "sign with a primary key of RSA");
}

report::Finding not_checked(const std::string& subject) {
    return {"unchecked-signature", Severity::note, subject, "is signed, and no key was given",
            "give the public key with --key"};
}

report::Finding not_signed(const std::string& subject) {
    return {"not-signed", Severity::error, subject, "is not signed", "sign it"};
}

} // namespace

report::Findings package_signatures(const KeyRing& keys, const stdfs::path& file,
                                    const PackageFacts& package,
                                    const std::optional<layout::Target>& target,
                                    const std::string& subject) {
    const bool is_signed = rpm::is_signed(package.signature);
    if (keys.empty())
        return is_signed ? report::Findings{not_checked(subject)} : report::Findings{};
    const fs::Descriptor fd = fs::open_existing(file, O_RDONLY);
    report::Findings findings;
    bool any = false;
    for (const SignatureTag& one : kTags) {
        const rpm::TagData* data = package.signature.find(one.tag);
        if (data == nullptr) continue;
        any = true;
        const Verdict verdict = is_signature(data->bytes)
                                    ? keys.check(data->bytes, fd.get(), package.header_begin,
                                                 one.payload ? package.size : package.header_end)
                                    : Verdict{};
        if (verdict.kind == Verdict::Kind::good)
            look_at_key(verdict, target, subject, findings);
        else
            findings.push_back(
                bad(verdict, fmt::format("its signature of {}", one.covers), subject));
    }
    if (!any && package.signature.has(kOpenPgp))
        findings.push_back(bad({}, "its signature", subject));
    else if (!any)
        findings.push_back(not_signed(subject));
    return findings;
}

report::Findings file_signature(const KeyRing& keys, const stdfs::path& data,
                                const std::string& subject) {
    const stdfs::path signature = data.string() + ".asc";
    const bool is_signed = fs::is_there(signature);
    if (!is_signed)
        return keys.empty() ? report::Findings{} : report::Findings{not_signed(subject)};
    const std::string bytes = fs::read_file(signature);
    const std::string fault = is_signature(bytes) ? "" : armor_fault(bytes);
    if (!fault.empty())
        return {{"wrong-signature", Severity::error, subject, "its signature is damaged: " + fault,
                 kSignAgain}};
    if (keys.empty()) return {not_checked(subject)};
    const Verdict verdict = keys.check(signature, data);
    if (verdict.kind == Verdict::Kind::good) return {};
    return {bad(verdict, "its signature", subject)};
}

} // namespace calpkg::verify
