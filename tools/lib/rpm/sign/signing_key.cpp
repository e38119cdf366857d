#include "lib/rpm/sign/signing_key.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "lib/rpm/sign/gpg.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

namespace calpkg::rpm {

namespace {

/// One key or subkey of a listing.
struct ListedKey {
    bool primary = false;
    char validity = '-'; ///< 'r' revoked, 'e' expired, 'i' invalid, 'n' not valid, 'd' disabled
    std::string kind;
    std::string created; ///< seconds since the epoch
    bool signs = false, secret = false, disabled = false;
    std::string fingerprint;

    const char* unusable() const {
        if (validity == 'r') return "is revoked";
        if (validity == 'e') return "has expired";
        if (validity == 'd' || disabled) return "is disabled";
        return validity == 'i' || validity == 'n' ? "is not valid" : nullptr;
    }
};

using KeyBlock = std::vector<ListedKey>; ///< a primary key and its subkeys

std::string kind_of(const std::string& algorithm, const std::string& bits,
                    const std::string& curve) {
    if (!curve.empty()) return curve;
    if (algorithm == "1" || algorithm == "3") return "rsa" + bits;
    if (algorithm == "17") return "dsa" + bits;
    return fmt::format("algorithm {} of {} bits", algorithm, bits);
}

bool is_primary(const std::vector<std::string>& fields) {
    return fields[0] == "sec" || fields[0] == "pub";
}

ListedKey listed_key(std::vector<std::string> fields) {
    constexpr std::size_t last_field = 17;
    if (fields.size() < last_field) fields.resize(last_field);
    ListedKey key;
    key.primary = is_primary(fields);
    if (!fields[1].empty()) key.validity = fields[1].front();
    key.kind = kind_of(fields[3], fields[2], fields[16]);
    key.created = fields[5];
    key.signs = fields[11].find('s') != std::string::npos;
    key.disabled = fields[11].find('D') != std::string::npos;
    key.secret = fields[14] != "#";
    return key;
}

std::vector<KeyBlock> blocks_of(const std::string& listing) {
    std::vector<KeyBlock> blocks;
    for (const std::string& line : report::lines_of(listing)) {
        const std::vector<std::string> fields = report::split(line, ':');
        const bool primary = is_primary(fields);
        if (primary) blocks.emplace_back();
        if (blocks.empty()) continue;
        if (primary || fields[0] == "ssb" || fields[0] == "sub")
            blocks.back().push_back(listed_key(fields));
        else if (fields[0] == "fpr" && fields.size() > 9 && !blocks.back().empty())
            blocks.back().back().fingerprint = fields[9];
    }
    return blocks;
}

report::Error refused(const std::string& name, const std::string& why, const std::string& remedy) {
    return {fmt::format("key '{}'", name), why, remedy};
}

constexpr const char* kOther = "name one that 'gpg --list-secret-keys' shows";

/// The (sub)key whose fingerprint or key id `name` is, without regard to case and a leading "0x".
const ListedKey& very_key(const std::string& given, const std::string& name,
                          const KeyBlock& block) {
    std::string id = name.substr(name.starts_with("0x") ? 2 : 0);
    std::ranges::transform(id, id.begin(), [](unsigned char c) { return std::toupper(c); });
    for (const ListedKey& key : block)
        if (id.size() >= 8 && key.fingerprint.ends_with(id)) return key;
    throw refused(given, "has '!' behind something that is not a fingerprint or key id",
                  "name the fingerprint of the key or subkey that shall sign, then '!'");
}

/// As gpg chooses: the newest subkey that can, else the primary key.
const ListedKey& best_key(const std::string& given, const KeyBlock& block) {
    const ListedKey* best = nullptr;
    for (const ListedKey& key : block)
        if (!key.primary && key.signs && key.secret && key.unusable() == nullptr &&
            (best == nullptr || key.created >= best->created))
            best = &key;
    if (best != nullptr) return *best;
    if (block.front().signs) return block.front();
    for (const ListedKey& key : block)
        if (!key.primary && key.signs)
            throw refused(
                given,
                fmt::format("has no key that can sign now: its subkey {} {}", key.fingerprint,
                            key.unusable() != nullptr ? key.unusable() : "has no secret part here"),
                kOther);
    throw refused(given, "cannot sign: it is a key for other uses", kOther);
}

void require_usable(const std::string& given, const ListedKey& key) {
    const std::string which =
        key.primary ? std::string() : fmt::format("is for its subkey {}, which ", key.fingerprint);
    if (key.unusable() != nullptr) throw refused(given, which + key.unusable(), kOther);
    if (!key.signs) throw refused(given, which + "cannot sign", kOther);
    if (!key.secret)
        throw refused(given, which + "has no secret part here, so it cannot sign",
                      "import the secret key with 'gpg --import FILE'");
}

std::string without_mark(const std::string& name) {
    return name.ends_with('!') ? name.substr(0, name.size() - 1) : name;
}

} // namespace

SigningKey choose_signing_key(const std::string& name, const std::string& listing) {
    std::vector<KeyBlock> blocks = blocks_of(listing);
    const auto is_over = [](const KeyBlock& block) { return block.front().unusable() != nullptr; };
    if (!std::ranges::all_of(blocks, is_over)) std::erase_if(blocks, is_over);
    if (blocks.empty()) throw refused(name, "is not in gpg's keyring", kOther);
    if (blocks.size() > 1) {
        std::vector<std::string> fingerprints;
        for (const KeyBlock& block : blocks) fingerprints.push_back(block.front().fingerprint);
        throw refused(name, fmt::format("means {} keys", blocks.size()),
                      fmt::format("name one of them: {}", fmt::join(fingerprints, ", ")));
    }
    const KeyBlock& block = blocks.front();
    const ListedKey& primary = block.front();
    if (primary.unusable() != nullptr) throw refused(name, primary.unusable(), kOther);
    const ListedKey& key =
        name.ends_with('!') ? very_key(name, without_mark(name), block) : best_key(name, block);
    require_usable(name, key);
    return {.given = name,
            .fingerprint = key.fingerprint,
            .kind = key.kind,
            .primary = primary.fingerprint,
            .primary_signs = primary.signs && primary.secret,
            .primary_kind = primary.kind};
}

std::map<std::string, std::string> key_kinds(const std::string& listing) {
    std::map<std::string, std::string> kinds;
    for (const KeyBlock& block : blocks_of(listing))
        for (const ListedKey& key : block) kinds.emplace(key.fingerprint, key.kind);
    return kinds;
}

SigningKey find_signing_key(const std::string& name) {
    const std::string wanted = without_mark(name);
    if (wanted.empty()) throw refused(name, "is not the name of a key", kOther);
    const auto list = [&](const char* what) {
        return run_gpg({"--with-colons", "--fixed-list-mode", what, "--", wanted});
    };
    const GpgAnswer secret = list("--list-secret-keys");
    if (secret.ok) return choose_signing_key(name, secret.out);
    if (list("--list-keys").ok)
        throw refused(name, "has no secret part in gpg's keyring, so it cannot sign",
                      "import the secret key with 'gpg --import FILE'");
    throw refused(name, "is not in gpg's keyring: " + secret.words,
                  "import the secret key with 'gpg --import FILE', or " + std::string(kOther));
}

void require_verifiable(const SigningKey& key, const SignatureRules& rules) {
    const auto known = [&](const std::string& kind) {
        return rules.keys.empty() || std::ranges::find(rules.keys, kind) != rules.keys.end();
    };
    const std::string make =
        fmt::format("make one: gpg --quick-gen-key NAME {} sign never",
                    rules.keys.empty() ? std::string("rsa4096") : rules.keys.back());
    if (key.is_subkey() && !rules.subkeys) {
        const bool primary = key.primary_signs && known(key.primary_kind);
        throw refused(key.given,
                      fmt::format("signs with its subkey {}, and the rpm of {} does not know "
                                  "signatures of subkeys",
                                  key.fingerprint, rules.target),
                      primary ? fmt::format("sign with its primary key: --sign '{}!'; or use a key "
                                            "without a signing subkey",
                                            key.primary)
                              : "use a key without a signing subkey; " + make);
    }
    if (!known(key.kind))
        throw refused(key.given,
                      fmt::format("is of the kind {}, and the rpm of {} verifies only {}", key.kind,
                                  rules.target, fmt::join(rules.keys, ", ")),
                      make);
}

} // namespace calpkg::rpm
