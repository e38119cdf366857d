#pragma once

#include <array>
#include <cstdint>

/// Numbers of the tags that rewriting a package touches or reads, from rpm's docs/manual/tags.md.
/// By number, so that it does not matter which of them the installed librpm knows, or how it calls
/// them.
namespace calpkg::rpm::tag {

inline constexpr std::uint32_t name = 1000, version = 1001, release = 1002, epoch = 1003;
inline constexpr std::uint32_t build_time = 1006, size = 1009, arch = 1022, long_size = 5009;
inline constexpr std::uint32_t source_rpm = 1044, source_package = 1106;
inline constexpr std::uint32_t archive_size = 1046; ///< where the signature header has none
inline constexpr std::uint32_t provide_name = 1047, provide_flags = 1112, provide_version = 1113;
inline constexpr std::uint32_t changelog_time = 1080, changelog_name = 1081, changelog_text = 1082;
inline constexpr std::uint32_t payload_format = 1124, payload_compressor = 1125;
inline constexpr std::uint32_t payload_flags = 1126;
inline constexpr std::uint32_t payload_digest = 5092, payload_digest_hash = 5093;
inline constexpr std::uint32_t payload_digest_alt = 5097; ///< of the uncompressed payload
inline constexpr std::uint32_t rpm_version = 1064;        ///< of the rpm that built the package
inline constexpr std::uint32_t cookie = 1094; ///< of the run that built it: host and time
inline constexpr std::uint32_t spec =
    5099; ///< the text that rpm made of the spec, in source packages
inline constexpr std::uint32_t source = 1018, patch = 1019, no_source = 1051, no_patch = 1052;
inline constexpr std::uint32_t source_package_id =
    1146; ///< SOURCEPKGID: the source package's `seal::md5`

/// What rpm 6 writes into packages of its format 6: sizes and digests of the payload, compressed or not.
inline constexpr std::uint32_t payload_size = 5112, payload_size_alt = 5113, rpm_format = 5114;
inline constexpr std::array format_6{payload_size,        payload_size_alt,    rpm_format,
                                     std::uint32_t{5121}, std::uint32_t{5122}, std::uint32_t{5123},
                                     std::uint32_t{5124}};

// One value a file.
inline constexpr std::uint32_t file_size = 1028, file_mode = 1030, file_mtime = 1034;
inline constexpr std::uint32_t file_digest = 1035, file_link = 1036, file_flags = 1037;
inline constexpr std::uint32_t file_device = 1095, file_inode = 1096, file_lang = 1097;
inline constexpr std::uint32_t dir_index = 1116, base_name = 1117, dir_name = 1118;
inline constexpr std::uint32_t file_class = 1141, class_dictionary = 1142; ///< libmagic's words
inline constexpr std::uint32_t file_depends_x = 1143, file_depends_n = 1144;
inline constexpr std::uint32_t long_file_size = 5008, file_caps = 5010;
inline constexpr std::uint32_t file_digest_hash = 5011; ///< one for the package; MD5 without it
inline constexpr std::uint32_t file_signature = 5090, verity_signature = 276;
inline constexpr std::uint32_t old_file_name = 1027; ///< rpm 3's form of the file list

/// Tags with one value a file, all that rpm 4.4 to 4.20 write into packages.
inline constexpr std::array per_file{
    file_size,           std::uint32_t{1029}, file_mode,           std::uint32_t{1031},
    std::uint32_t{1032}, std::uint32_t{1033}, file_mtime,          file_digest,
    file_link,           file_flags,          std::uint32_t{1039}, std::uint32_t{1040},
    std::uint32_t{1045}, file_device,         file_inode,          file_lang,
    dir_index,           base_name,           std::uint32_t{1140}, file_class,
    file_depends_x,      file_depends_n,      std::uint32_t{1147}, long_file_size,
    file_caps,           file_signature,      verity_signature};

/// Tags of the signature header.
namespace seal {
inline constexpr std::uint32_t sha1 = 269, long_size = 270, long_payload_size = 271, sha256 = 273;
inline constexpr std::uint32_t file_signature = 274, verity_signature = 276;
inline constexpr std::uint32_t size = 1000, md5 = 1004, payload_size = 1007;
inline constexpr std::uint32_t reserved_space = 1008; ///< zeros, for signatures to come
inline constexpr std::uint32_t sha3_256 = 279;        ///< of the header, in format 6
/// OpenPGP signatures over header, or header and payload, of any rpm.
inline constexpr std::array signatures{267U, 268U, 278U, 1002U, 1005U, 1006U};
/// Digests that early versions got wrong; nothing reads them.
inline constexpr std::array obsolete{264U, 265U, 1001U, 1003U};
} // namespace seal

} // namespace calpkg::rpm::tag
