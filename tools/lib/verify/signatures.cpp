#include "lib/verify/signatures.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/version_order.hpp"
#include "lib/verify/armor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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

/// What rpm 6 has in their place, or beside them: signatures of the header, in base64, of any number of keys. Where
/// signatures are required, it refuses a package that has one by a key it does not know (6.1.0, tried). Older ones do not
/// look there.
constexpr std::uint32_t kOpenPgp = 278;
constexpr const char* kFirstWithOpenPgp = "6.0";

constexpr const char* kSignForOld =
    "sign it with 'cal-pkg index DIR --sign KEY', or, where it is not cal-pkg's, with 'rpmsign "
    "--delsign' and then 'rpmsign --rpmv3 --addsign'";
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

report::Finding not_accepted(const std::string& subject, const std::string& message,
                             const std::string& remedy) {
    return {"signature-not-accepted", Severity::error, subject, message, remedy};
}

std::string rpm_of(const layout::Target& target) {
    return fmt::format("rpm {} of target {}", target.rpm, target.name);
}

/// Whether the target's rpm checks signatures by that key.
void look_at_key(const Verdict& verdict, const layout::Target& target, const std::string& subject,
                 report::Findings& findings) {
    const std::vector<std::string>& kinds = target.signatures.keys;
    const bool known = kinds.empty() || std::ranges::count(kinds, verdict.kind_of_key) > 0;
    if (known && (target.signatures.subkeys || !verdict.subkey)) return;
    findings.push_back(not_accepted(
        subject,
        known ? fmt::format("is signed by a subkey, which {} cannot check", rpm_of(target))
              : fmt::format("is signed by a key of the kind {}, and {} checks only {}",
                            verdict.kind_of_key, rpm_of(target), fmt::join(kinds, ", ")),
        known ? "sign with a primary key" : "sign with a key of such a kind"));
}

/// A signature in a package.
struct Carried {
    std::string bytes;
    const char* covers;
    bool payload;
    bool in_open_pgp = false;
};

std::vector<Carried> signatures_in(const rpm::RawHeader& header) {
    std::vector<Carried> all;
    for (const SignatureTag& one : kTags)
        if (const rpm::TagData* data = header.find(one.tag))
            all.push_back({data->bytes, one.covers, one.payload});
    for (const std::string& text : header.strings(kOpenPgp)) {
        const std::string bytes = base64_bytes(text).value_or("");
        if (bytes.empty() || std::ranges::find(all, bytes, &Carried::bytes) == all.end())
            all.push_back({bytes, "header", false, true});
    }
    return all;
}

/// Whether the target's rpm finds a signature, and of what it has to be: without a digest of the payload in the header, one of
/// the header alone says nothing of the files.
void look_at_cover(const std::vector<Carried>& all, const layout::Target& target, Severity severity,
                   const std::string& subject, report::Findings& findings) {
    const bool looks_there = rpm::compare_versions(target.rpm, kFirstWithOpenPgp) >= 0;
    std::string fault;
    if (target.signatures.payload && std::ranges::none_of(all, &Carried::payload))
        fault = fmt::format("is signed over its header only, and {} needs a signature of header "
                            "and payload: it would take other files for signed",
                            rpm_of(target));
    else if (!looks_there && std::ranges::all_of(all, &Carried::in_open_pgp))
        fault = fmt::format("is signed as rpm 6 does it, where {} does not look", rpm_of(target));
    if (fault.empty()) return;
    findings.push_back(not_accepted(subject, fault, kSignForOld));
    findings.back().severity = severity;
}

Verdict verdict_of(const Carried& one, const KeyRing& keys, int fd, const PackageFacts& package) {
    if (!is_signature(one.bytes)) return {};
    return keys.check(one.bytes, fd, package.header_begin,
                      one.payload ? package.size : package.header_end);
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
    const std::vector<Carried> all = signatures_in(package.signature);
    report::Findings findings;
    if (target && !all.empty())
        look_at_cover(all, *target, keys.empty() ? Severity::warning : Severity::error, subject,
                      findings);
    if (keys.empty()) {
        if (rpm::is_signed(package.signature)) findings.push_back(not_checked(subject));
        return findings;
    }
    if (all.empty()) return {not_signed(subject)};
    const fs::Descriptor fd = fs::open_existing(file, O_RDONLY);
    for (const Carried& one : all) {
        const Verdict verdict = verdict_of(one, keys, fd.get(), package);
        if (verdict.kind != Verdict::Kind::good)
            findings.push_back(
                bad(verdict, fmt::format("its signature of {}", one.covers), subject));
        else if (target)
            look_at_key(verdict, *target, subject, findings);
    }
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
