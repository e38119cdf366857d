#include "lib/reproduce/resources.hpp"

#include <fmt/format.h>

namespace calpkg::reproduce {

report::Findings differing_inputs(const provenance::Build& told, const provenance::Build& made) {
    report::Findings findings;
    const auto add = [&](const char* id, const std::string& what, const std::string& remedy) {
        findings.emplace_back(id, report::Severity::warning, told.name, what, remedy);
    };
    if (told.cal_pkg != made.cal_pkg)
        add("other-program",
            fmt::format("was made by cal-pkg {}, and this is {}", told.cal_pkg, made.cal_pkg),
            "run that version, if the packages differ");
    if (told.encoder != made.encoder)
        add("other-program",
            fmt::format("was compressed by version {} of cal-pkg's encoder, and this is {}",
                        told.encoder, made.encoder),
            "run the cal-pkg that made it");
    for (const provenance::Resource& resource : told.made_from.resources) {
        const provenance::Resource* here = made.made_from.find(resource.name);
        // By one digest that both have: of web apps a tarball's is there only where they came in one.
        bool same = false;
        if (here != nullptr)
            for (const auto& [algorithm, digest] : resource.digest)
                same = same ||
                       (here->digest.contains(algorithm) && here->digest.at(algorithm) == digest);
        if (same) continue;
        const auto& [algorithm, digest] = *resource.digest.begin();
        add("other-input",
            fmt::format("its {} had {} {}, and {}", resource.name, algorithm, digest,
                        here == nullptr ? "there is none here" : "here it is another one"),
            "get the one that it was made from");
    }
    return findings;
}

} // namespace calpkg::reproduce
