#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/restate.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::test {

/// gpg with a home of a test's own, which makes keys and signs.
class Signer {
public:
    Signer() { std::filesystem::permissions(dir_.path(), std::filesystem::perms::owner_all); }
    ~Signer() { run({"gpgconf", "--homedir", dir_.path().string(), "--kill", "all"}); }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    std::string gpg(std::vector<std::string> arguments) const {
        std::vector<std::string> argv{"gpg",     "--homedir",       dir_.path().string(),
                                      "--batch", "--quiet",         "--passphrase",
                                      "",        "--pinentry-mode", "loopback"};
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        const process::Result result = run(argv);
        REQUIRE_MESSAGE(result.ok(), result.err);
        return result.out;
    }
    /// Makes a key whose user is `name`; `time` is gpg's, if it is not to be now.
    void make(const std::string& name, const std::string& kind = "ed25519",
              const std::string& expires = "never", const std::string& time = "") const {
        gpg(at(time, {"--quick-gen-key", name, kind, "sign", expires}));
    }
    std::filesystem::path key(const std::string& name) const {
        return dir_.write(name + ".key", gpg({"--armor", "--export", name}));
    }
    /// A detached signature, binary.
    std::string sign(const std::filesystem::path& data, const std::string& name,
                     const std::string& time = "") const {
        return gpg(
            at(time, {"--detach-sign", "--local-user", name, "--output", "-", data.string()}));
    }
    void revoke(const std::string& name) const {
        for (const auto& entry :
             std::filesystem::directory_iterator(dir_.path() / "openpgp-revocs.d")) {
            std::string text = fs::read_file(entry.path());
            if (text.find(name) == std::string::npos) continue;
            text.erase(text.find(":-----BEGIN"), 1); // put there against mistakes
            gpg({"--import", dir_.write("revocation", text).string()});
        }
    }
    /// A copy of a package with signatures of these tags: 267 and 268 of the header, 1002 and 1005 of header and payload.
    std::filesystem::path signed_package(const Dir& dir, const std::filesystem::path& package,
                                         const std::string& name,
                                         const std::vector<std::uint32_t>& tags,
                                         const std::string& time = "") const {
        const rpm::OpenPackage open(package);
        const std::string bytes = fs::read_file(package);
        const std::size_t begin =
            open.parts.payload_offset - open.parts.header.serialize(rpm::kImmutableRegion).size();
        return restated(dir, package, [&](rpm::RawHeader& header) {
            for (const std::uint32_t tag : tags) {
                const bool all = tag > 1000;
                const auto data = dir_.write(
                    "data", bytes.substr(begin, all ? std::string::npos
                                                    : open.parts.payload_offset - begin));
                const std::string made = sign(data, name, time);
                header.put(
                    {tag, rpm::TagType::binary, static_cast<std::uint32_t>(made.size()), made});
            }
        });
    }

private:
    static std::vector<std::string> at(const std::string& time,
                                       std::vector<std::string> arguments) {
        if (!time.empty()) arguments.insert(arguments.begin(), {"--faked-system-time", time});
        return arguments;
    }
    Dir dir_;
};

} // namespace calpkg::test
