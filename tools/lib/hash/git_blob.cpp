#include "lib/hash/git_blob.hpp"

#include "lib/hash/digest.hpp"

namespace calpkg::hash {

bool is_git_blob(const std::string& content, const std::string& name) {
    constexpr std::size_t fewest = 7;
    if (name.size() < fewest) return false;
    const std::string header = "blob " + std::to_string(content.size()) + '\0';
    for (const Algorithm algorithm : {Algorithm::sha1, Algorithm::sha256}) {
        Digest digest(algorithm);
        digest.update(header.data(), header.size());
        digest.update(content.data(), content.size());
        if (digest.finish().starts_with(name)) return true;
    }
    return false;
}

} // namespace calpkg::hash
