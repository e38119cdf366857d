#include "cal-pkg/options/sign_options.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/options/passphrase.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace calpkg::cli {

namespace {

/// Where the directory will be found, without a slash at the end. It goes into a file that yum reads line by line.
std::string checked_url(std::string url, const std::string& target) {
    url = report::replaced(url, "{target}", target);
    const auto begins = [&](const char* scheme) { return url.starts_with(scheme); };
    const bool known = std::ranges::any_of(
        std::initializer_list<const char*>{"https://", "http://", "ftp://", "file:///"}, begins);
    const bool plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; });
    if (!known || !plain)
        throw report::Error("--baseurl " + url, "is not the address of a directory",
                            "write it like https://www.example.org/calamari/" + target);
    while (url.ends_with('/') && !url.ends_with("//")) url.pop_back();
    return url;
}

} // namespace

void SignOptions::configure_key(CLI::App& app, const char* group) {
    app.add_option("--sign", key_, "Sign with this key of gpg's keyring")
        ->check(kNotEmpty)
        ->type_name("KEY")
        ->group(group);
    CLI::Option* file = app.add_option("--passphrase-file", passphrase_file_,
                                       "Read the key's passphrase from the first line of FILE");
    file->check(kNotEmpty)->type_name("FILE")->group(group);
    app.add_option("--passphrase-fd", passphrase_fd_, "Read it from this open file descriptor")
        ->check(CLI::Range(0, 1023))
        ->excludes(file)
        ->type_name("N")
        ->group(group);
    app.add_flag("--unsigned", unsigned_, "Sign nothing, also in the place of what is signed")
        ->excludes("--sign")
        ->group(group);
}

void SignOptions::configure(CLI::App& app) {
    configure_key(app, kSignatures);
    app.add_option("--baseurl", baseurl_,
                   "Where clients will find OUT/TARGET; {target} becomes its name")
        ->check(kNotEmpty)
        ->type_name("URL")
        ->group(kSignatures);
}

void SignOptions::refuse_without_key() const {
    const char* given = !passphrase_file_.empty() ? "--passphrase-file"
                        : passphrase_fd_          ? "--passphrase-fd"
                        : !baseurl_.empty()       ? "--baseurl"
                                                  : nullptr;
    if (given != nullptr)
        throw report::Error(given, "has no meaning where nothing is signed",
                            "name the key that signs with --sign KEY");
}

std::optional<std::string> SignOptions::passphrase(const layout::ProjectSigning& project) const {
    if (passphrase_fd_) return passphrase_from(*passphrase_fd_);
    if (!passphrase_file_.empty()) return passphrase_in(passphrase_file_);
    if (!project.passphrase_file.empty()) return passphrase_in(project.passphrase_file);
    return std::nullopt;
}

std::vector<repo::Signing> SignOptions::with_key(const layout::ProjectSigning& project,
                                                 const std::vector<layout::Target>& targets) const {
    rpm::SigningKey key = rpm::find_signing_key(key_.empty() ? project.key : key_);
    for (const layout::Target& target : targets)
        rpm::require_verifiable(key,
                                {target.name, target.signatures.keys, target.signatures.subkeys});
    auto signer = std::make_shared<rpm::Signer>(std::move(key), passphrase(project));
    signer->rehearse();
    repo::Signing signing;
    signing.signer = std::move(signer);
    signing.name = project.name;
    std::vector<repo::Signing> all(std::max<std::size_t>(targets.size(), 1), signing);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (targets.empty() || targets[i].signatures.payload)
            all[i].parts = rpm::SignedParts::header_and_payload;
    return all;
}

std::vector<std::optional<repo::Signing>> SignOptions::signing(
    const layout::Project& project, const std::vector<layout::Target>& targets) const {
    std::vector<std::optional<repo::Signing>> all(targets.size());
    if (!names_key(project.sign)) {
        refuse_without_key();
        return all;
    }
    const std::string url = baseurl_.empty() ? project.sign.baseurl : baseurl_;
    if (targets.size() > 1 && !url.empty() && url.find("{target}") == std::string::npos)
        throw report::Error("--baseurl " + url,
                            fmt::format("would be the address of all {} targets", targets.size()),
                            "put {target} where its name is, such as " + url + "/{target}");
    std::vector<std::string> urls;
    for (const layout::Target& target : targets)
        urls.push_back(url.empty() ? "" : checked_url(url, target.name));
    const std::vector<repo::Signing> signings = with_key(project.sign, targets);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        all[i] = signings[i];
        all[i]->baseurl = urls[i];
    }
    return all;
}

std::optional<repo::Signing> SignOptions::signing_of_package(
    const layout::Project& project, const std::optional<layout::Target>& target) const {
    if (!names_key(project.sign)) {
        refuse_without_key();
        return std::nullopt;
    }
    return with_key(project.sign,
                    target ? std::vector<layout::Target>{*target} : std::vector<layout::Target>{})
        .front();
}

} // namespace calpkg::cli
