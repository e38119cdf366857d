#include "lib/egg/git_blob.hpp"

#include "lib/rpm/digest.hpp"

namespace calpkg::egg {

bool is_git_blob(const std::string& content, const std::string& name) {
    constexpr std::size_t fewest = 7;
    if (name.size() < fewest) return false;
    const std::string header = "blob " + std::to_string(content.size()) + '\0';
    for (const rpm::Hash hash : {rpm::Hash::sha1, rpm::Hash::sha256}) {
        rpm::Digest digest(hash);
        digest.update(header.data(), header.size());
        digest.update(content.data(), content.size());
        if (digest.finish().starts_with(name)) return true;
    }
    return false;
}

} // namespace calpkg::egg
