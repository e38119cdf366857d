#include "lib/verify/package.hpp"

#include "lib/hash/hex.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/format/header_begin.hpp"
#include "lib/rpm/format/stated_sizes.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"
#include "lib/verify/front.hpp"
#include "lib/verify/read_once.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>

namespace calpkg::verify {

namespace {

namespace tag = rpm::tag;

constexpr const char* kCopyOrBuildAgain = "copy or build it again";

/// An examination of one open package, whose findings it gathers.
class Examination {
public:
    Examination(const std::filesystem::path& file, std::string subject)
        : package_(file),
          subject_(std::move(subject)),
          begin_(rpm::header_begin(package_.fd.get(), package_.subject)) {}

    ExaminedPackage run() {
        for (const std::string& fault : front_faults(package_)) add("unusual-header", fault);
        look_at_header();
        look_at_rest();
        for (std::size_t row = 0; row < package_.files.size(); ++row)
            facts_.files.push_back({package_.files.path(row), package_.files.is_directory(row),
                                    package_.files.is_ghost(row)});
        std::ranges::sort(facts_.files);
        facts_.signature = std::move(package_.parts.signature);
        facts_.header = std::move(package_.parts.header);
        facts_.source = rpm::is_source(facts_.header);
        facts_.header_begin = begin_;
        facts_.header_end = package_.parts.payload_offset;
        return {std::move(facts_), std::move(findings_)};
    }

private:
    void add(const char* id, const std::string& message) {
        findings_.emplace_back(id, report::Severity::error, subject_, message, kCopyOrBuildAgain);
    }
    void differ(const char* what, const std::string& said, const std::string& is) {
        if (said != is) add("wrong-digest", fmt::format("the {} is {}, not {}", what, is, said));
    }
    /// Errors become findings.
    template <typename Action>
    void attempt(const char* id, Action action) {
        try {
            action();
        } catch (const report::Error& error) {
            add(id, error.reason());
        }
    }

    void look_at_header() {
        const rpm::RawHeader& seal = package_.parts.signature;
        std::string bytes(package_.parts.payload_offset - begin_, '\0');
        fs::read_at(package_.fd.get(), bytes.data(), bytes.size(), begin_, package_.subject);
        const auto hold = [&](std::uint32_t tag, hash::Algorithm algorithm, const char* what) {
            if (!seal.has(tag)) return;
            hash::Digest digest(algorithm);
            digest.update(bytes);
            differ(what, seal.text(tag), digest.finish());
        };
        hold(tag::seal::sha1, hash::Algorithm::sha1, "SHA-1 of its header");
        hold(tag::seal::sha256, hash::Algorithm::sha256, "SHA-256 of its header");
        if (!seal.has(tag::seal::sha1) && !seal.has(tag::seal::sha256))
            add("no-digest", "no digest of its header is in it");
        if (!findings_.empty()) return; // librpm would say it once more
        attempt("damaged-package", [&] { rpm::read_header(package_.fd.get(), subject_); });
    }

    void look_at_rest() {
        const rpm::RawHeader& header = package_.parts.header;
        const std::string payload = header.text(tag::payload_digest);
        const std::string unpacked = header.text(tag::payload_digest_alt);
        const auto number = header.number(tag::payload_digest_hash); // rpm 6 has none: SHA-256
        const WholeFile whole =
            read_once(package_, begin_,
                      number == 0 ? hash::Algorithm::sha256 : static_cast<hash::Algorithm>(number));
        facts_.size = whole.size;
        facts_.sha256 = whole.sha256;

        const std::size_t before = findings_.size();
        const std::string md5 = md5_of(package_.parts.signature);
        if (!payload.empty()) differ("digest of its payload", payload, whole.payload);
        if (!md5.empty()) differ("MD5 of its header and payload", md5, whole.header_and_payload);
        if (md5.empty() && payload.empty()) add("no-digest", "no digest of its payload is in it");
        look_at_size(whole.size);
        if (!whole.fault.empty()) {
            if (findings_.size() == before) add("damaged-package", whole.fault);
            return; // what else is wrong follows from it
        }
        if (!unpacked.empty()) differ("digest of its unpacked payload", unpacked, whole.unpacked);
        attempt("wrong-size", [&] {
            rpm::require_archive_size(package_.parts, whole.unpacked_size, subject_);
            rpm::require_installed_size(header, package_.files, subject_);
        });
    }

    static std::string md5_of(const rpm::RawHeader& signature) {
        const rpm::TagData* data = signature.find(tag::seal::md5);
        return data == nullptr ? std::string() : hash::hex(data->bytes);
    }

    void look_at_size(std::uint64_t size) {
        const auto hold = [&](const rpm::RawHeader& header, std::uint32_t tag, const char* name,
                              std::uint64_t begin) {
            if (header.has(tag) && begin + header.number(tag) != size)
                add("wrong-size", fmt::format("it has {} bytes where its header says {} ({})", size,
                                              begin + header.number(tag), name));
        };
        const rpm::RawHeader& seal = package_.parts.signature;
        hold(seal, tag::seal::size, "SIGSIZE", begin_);
        hold(seal, tag::seal::long_size, "LONGSIGSIZE", begin_);
        hold(package_.parts.header, tag::payload_size, "PAYLOADSIZE",
             package_.parts.payload_offset);
    }

    rpm::OpenPackage package_;
    std::string subject_;
    std::uint64_t begin_;
    PackageFacts facts_;
    report::Findings findings_;
};

} // namespace

std::string PackageFacts::arch() const { return source ? "src" : header.text(tag::arch); }

std::string PackageFacts::nevra() const {
    const std::string epoch =
        header.has(tag::epoch) ? std::to_string(header.number(tag::epoch)) + ":" : "";
    return header.text(tag::name) + "-" + epoch + header.text(tag::version) + "-" +
           header.text(tag::release) + "." + arch();
}

ExaminedPackage examine_package(const std::filesystem::path& file, const std::string& subject) {
    try {
        return Examination(file, subject).run();
    } catch (const report::Error& error) {
        ExaminedPackage none;
        none.findings.emplace_back("damaged-package", report::Severity::error, subject,
                                   error.reason(), error.remedy());
        return none;
    }
}

} // namespace calpkg::verify
