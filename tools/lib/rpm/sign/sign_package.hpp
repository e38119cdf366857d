#pragma once

#include "lib/report/error.hpp"
#include "lib/rpm/sign/signer.hpp"

#include <filesystem>
#include <string>

namespace calpkg::rpm {

/// What is signed of a package. Signing the header alone protects the payload where rpm knows its digest in the header
/// (4.14 and later); older ones need a signature over both.
enum class SignedParts { header, header_and_payload };

/// Whether `package` has a signature by this key over the header, and one over header and payload where `parts` ask for it,
/// that fit it. `scratch` is a directory that holds a copy of these meanwhile. Throws report::Error for what is not a package.
bool has_fitting_signatures(const std::filesystem::path& package, const Signer& signer,
                            SignedParts parts, const std::filesystem::path& scratch);

/// Whether rpm takes `package` for signed by somebody who has the key of `signer`: it has a good signature over header and
/// payload by that very key, or, where `parts` ask for the header alone, of either by the whole key. Whatever else it has
/// does not count. As has_fitting_signatures() else.
bool has_good_signature(const std::filesystem::path& package, const Signer& signer,
                        SignedParts parts, const std::filesystem::path& scratch);

/// Puts signatures into `package`, in the place of all that it has. Header and payload, and with them header_sha256, stay byte
/// for byte; the signature header loses the room that is reserved for signatures. The package is another file then, with mode
/// 0644: hard links keep the old one. Memory does not grow with the payload. Throws report::Error; the package is then as it was.
void sign_package(const std::filesystem::path& package, const Signer& signer, SignedParts parts,
                  const std::filesystem::path& scratch);

/// `error`, if it is about something in the private directory `scratch`, as one about `subject`, which is signed by way of that.
report::Error error_of_signing(const report::Error& error, const std::filesystem::path& scratch,
                               const std::string& subject);

} // namespace calpkg::rpm
