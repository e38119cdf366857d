#include "lib/verify/key_ring.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpm/sign/gpg.hpp"
#include "lib/rpm/sign/signing_key.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <map>

namespace calpkg::verify {

namespace {

namespace stdfs = std::filesystem;

/// The words of gpg's status lines.
std::vector<std::vector<std::string>> statuses(const std::string& out) {
    std::vector<std::vector<std::string>> lines;
    for (const std::string& line : rpm::gpg_status(out)) lines.push_back(report::split(line, ' '));
    return lines;
}

process::Result run(const std::vector<std::string>& argv) {
    process::Command command;
    command.argv = argv;
    command.env = process::plain_environment();
    return process::run(command);
}

void require(const char* program) {
    try {
        process::require_program(program);
    } catch (const report::Error& error) {
        throw report::Error(
            error.subject(), error.reason(),
            "install gnupg (Debian: gnupg, gpgv; Fedora: gnupg2), or leave --key out");
    }
}

Verdict error_verdict(const std::vector<std::string>& words) {
    constexpr const char* no_key = "9";
    const bool unknown = words.size() > 6 && words[6] == no_key;
    return {unknown ? Verdict::Kind::unknown_key : Verdict::Kind::unreadable,
            words.size() > 1 ? words[1] : ""};
}

/// The best of what is told of each signature in a file: one good one is enough.
Verdict verdict_from(const std::string& out) {
    using Kind = Verdict::Kind;
    static const std::map<std::string, Kind> kinds{{"GOODSIG", Kind::good},
                                                   {"BADSIG", Kind::wrong},
                                                   {"EXPSIG", Kind::expired},
                                                   {"EXPKEYSIG", Kind::expired_key},
                                                   {"REVKEYSIG", Kind::revoked_key}};
    std::vector<Verdict> all;
    for (const std::vector<std::string>& words : statuses(out)) {
        const auto kind = kinds.find(words[0]);
        if (kind != kinds.end()) all.push_back({kind->second, words.size() > 1 ? words[1] : ""});
        if (words[0] == "ERRSIG") all.push_back(error_verdict(words));
        if (words[0] == "VALIDSIG" && words.size() > 10 && !all.empty()) {
            all.back().key = words[1];
            all.back().subkey = words[10] != words[1];
        }
    }
    const auto good = std::ranges::find(all, Kind::good, &Verdict::kind);
    if (good != all.end()) return *good;
    return all.empty() ? Verdict{} : all.front();
}

void copy_range(int fd, std::uint64_t begin, std::uint64_t end, const stdfs::path& to) {
    const fs::Descriptor out = fs::try_open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!out.is_open()) throw report::system_error(to.string(), "write", errno);
    std::vector<char> buffer(fs::kBlockSize);
    while (begin < end) {
        const auto wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - begin));
        const std::size_t count = fs::read_at(fd, buffer.data(), wanted, begin, to.string());
        if (count == 0) return; // cut off: the signature is not of this
        fs::write_all(out.get(), {buffer.data(), count}, to.string());
        begin += count;
    }
}

} // namespace

KeyRing::KeyRing(const std::vector<stdfs::path>& files)
    : home_(fs::system_temp_directory(), "cal-pkg-keys-") {
    if (files.empty()) return;
    require("gpg");
    require("gpgv");
    for (const stdfs::path& file : files) add(file);
    kinds_ = rpm::key_kinds(run(gpg({"--with-colons", "--list-keys"})).out);
    empty_ = false;
}

std::vector<std::string> KeyRing::gpg(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv{"gpg",     "--homedir", home_.path().string(), "--no-options",
                                  "--batch", "--no-tty",  "--no-autostart",      "--quiet"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
}

void KeyRing::add(const stdfs::path& file) {
    fs::open_existing(file, O_RDONLY | O_NONBLOCK); // for its words about a file that is not there
    const process::Result result =
        run(gpg({"--status-fd", "1", "--import-options", "import-minimal,no-import-clean",
                 "--import", stdfs::absolute(file).string()}));
    const auto lines = statuses(result.out);
    if (std::ranges::none_of(lines, [](const auto& words) { return words[0] == "IMPORT_OK"; }))
        throw report::Error(file.string(), "holds no public key of OpenPGP",
                            "export one with 'gpg --export --armor KEY'");
}

Verdict KeyRing::check(const stdfs::path& signature, const stdfs::path& data) const {
    Verdict verdict =
        verdict_from(run({"gpgv", "--homedir", home_.path().string(), "--status-fd", "1",
                          "--keyring", (home_.path() / "pubring.kbx").string(),
                          stdfs::absolute(signature).string(), stdfs::absolute(data).string()})
                         .out);
    const auto kind = kinds_.find(verdict.key);
    if (kind != kinds_.end()) verdict.kind_of_key = kind->second;
    return verdict;
}

Verdict KeyRing::check(std::string_view signature, int fd, std::uint64_t begin,
                       std::uint64_t end) const {
    const fs::TempDir work(home_.path(), "check-");
    fs::write_file(work.path() / "signature", signature, 0600, fs::Flush::no);
    copy_range(fd, begin, end, work.path() / "data");
    return check(work.path() / "signature", work.path() / "data");
}

} // namespace calpkg::verify
