#include "lib/plan/refuse_among_sources.hpp"

#include "lib/report/error.hpp"

namespace calpkg::plan {

void refuse_among_sources(const std::filesystem::path& out,
                          const std::vector<std::filesystem::path>& packed_whole,
                          const std::string& package, const std::string& option) {
    const std::filesystem::path real =
        std::filesystem::weakly_canonical(std::filesystem::absolute(out));
    for (const std::filesystem::path& packed : packed_whole) {
        const std::filesystem::path below =
            real.lexically_relative(std::filesystem::weakly_canonical(packed));
        if (below.empty() || *below.begin() == "..") continue;
        throw report::Error(out.string(),
                            "lies in " + packed.string() + ", all of which goes into " + package,
                            "choose another " + option);
    }
}

} // namespace calpkg::plan
