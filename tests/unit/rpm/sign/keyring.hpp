#pragma once

#include "lib/report/error.hpp"
#include "lib/rpm/sign/signer.hpp"
#include "support/support.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::test {

/// The GNUPGHOME of a test program, with the keys that its tests have asked for.
class Keyring {
public:
    /// The only one: it ends its gpg-agent with the program.
    static Keyring& instance() {
        static Keyring keyring;
        return keyring;
    }
    ~Keyring() { forget(); }
    /// Ends gpg-agent, which knows passphrases.
    void forget() const {
        run({"env", "GNUPGHOME=" + home().string(), "gpgconf", "--kill", "all"});
    }

    const std::filesystem::path& home() const { return dir_.path(); }

    /// Runs gpg with `passphrase`, and gives what it prints.
    std::string gpg(const std::vector<std::string>& arguments, const std::string& passphrase = {}) {
        std::vector<std::string> argv{"env",      "GNUPGHOME=" + home().string(),
                                      "gpg",      "--batch",
                                      "--yes",    "--pinentry-mode",
                                      "loopback", "--passphrase",
                                      passphrase};
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        const process::Result result = run(argv);
        if (!result.ok()) throw report::Error("gpg", result.err);
        return result.out;
    }

    /// The name of a key of this kind, made for the first who asks.
    std::string key(const std::string& kind, const std::string& passphrase = {}) {
        std::string& name = keys_[kind + " " + passphrase];
        if (name.empty()) {
            name = "key-" + std::to_string(keys_.size()) + "@example.invalid";
            gpg({"--quick-gen-key", name, kind, "sign", "never"}, passphrase);
        }
        return name;
    }

    rpm::Signer signer(const std::string& kind) {
        return {rpm::find_signing_key(key(kind)), std::nullopt};
    }

private:
    Keyring() {
        std::filesystem::permissions(home(), std::filesystem::perms::owner_all);
        // Else the agent measures how fast the machine is, for seconds.
        dir_.write("gpg-agent.conf", "s2k-count 65536\n");
        setenv("GNUPGHOME", home().c_str(), 1);
    }

    Dir dir_;
    std::map<std::string, std::string> keys_;
};

} // namespace calpkg::test
