#pragma once

#include "lib/checkout/git.hpp"
#include "lib/checkout/version.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/plan/make.hpp"
#include "lib/plan/sources.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace calpkg::plan {

/// What a component is made from, and what that says about its version: the same for every target.
class Origin {
public:
    /// Reads the checkout, or the files beside the layout. Throws report::Error for what is no checkout of this component,
    /// has modified files that the request does not allow, or no version.
    Origin(const layout::Catalog& catalog, const Request& request);
    Origin(const Origin&) = delete; ///< Sources refer to it
    Origin& operator=(const Origin&) = delete;

    /// The checkout, or the directory beside the layout.
    const std::filesystem::path& directory() const { return directory_; }
    /// Nothing without a checkout.
    const std::optional<checkout::Git>& git() const { return git_; }
    const checkout::CheckoutVersion& version() const { return version_; }
    /// To be used while this is there.
    Sources sources() const { return git_ ? Sources(*git_, contents_) : Sources(directory_); }

private:
    std::filesystem::path directory_;
    std::optional<checkout::Git> git_;
    checkout::CheckoutVersion version_;
    hash::KnownContents* contents_ = nullptr;
};

/// Whether the user takes what editors and git leave.
bool accepts_leftovers(const Request& request);

/// A remedy to paste: a checkout does not know what its component is called.
std::string with_component(const std::string& remedy, const layout::Layout& layout);

} // namespace calpkg::plan
