#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace calpkg::layout {

/// Which signatures of packages the rpm of a target verifies.
struct TargetSignatures {
    bool payload = false; ///< it needs one over header and payload beside that over the header
    /// Kinds of keys, as gpg calls them: "rsa2048", "ed25519"; empty: nobody knows.
    std::vector<std::string> keys;
    bool subkeys = true; ///< it knows signatures of subkeys
};

/// What the installing system is: layouts/targets/<name>.yaml. Data only;
/// tools/docs/layouts-and-targets.md documents each key.
struct Target {
    std::filesystem::path file;      ///< where it was read
    std::string name;                ///< "el6"
    std::string summary;             ///< "Red Hat Enterprise Linux 6, CentOS 6"
    std::string dist;                ///< "el6" → Release suffix ".el6"
    unsigned rhel = 0;               ///< value of %rhel, 0: not defined
    std::string rpm;                 ///< version of the rpm that installs: "4.8.1"
    std::string arch;                ///< of arch-dependent packages: "x86_64"
    std::string platform;            ///< pinned %_target_platform without arch: "redhat-linux-gnu"
    std::string python;              ///< "2.6"
    std::string glibc;               ///< "2.12"
    std::string payload;             ///< rpm's io flags: "w6.gzdio"
    std::string source_payload;      ///< the same for SRPMs: "w1.gzdio"
    std::vector<std::string> rpmlib; ///< rpmlib() features its rpm knows: "PayloadIsXz"
    std::uint64_t header_limit = 0;  ///< most bytes of header data that its rpm takes; 0: not known
    TargetSignatures signatures;
    std::vector<std::string> features;            ///< switched on for every layout: "sysv"
    std::map<std::string, std::string> variables; ///< for {name} in layouts: "flavour" → "el6"
    std::map<std::string, std::string> packages;  ///< capability → package name there
};

struct Keys;

const Keys& target_keys();

/// Reads one target file, strictly: unknown keys, wrong types and missing keys are
/// report::Error as `file:line: …`.
Target read_target(const std::filesystem::path& file);

} // namespace calpkg::layout
