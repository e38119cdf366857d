#pragma once

#include <string>
#include <vector>

namespace calpkg::provenance {

/// Software of others, or a package of a checkout's own, that a package holds.
struct Part {
    enum class Kind { python, web };

    Kind kind = Kind::python;
    std::string name;
    std::string version;         ///< empty: nobody says it
    bool own = false;            ///< made of the checkout
    std::string archive;         ///< the file it was installed from; empty: unknown
    std::string sha256;          ///< of that
    std::string metadata_sha256; ///< over what its installer wrote about it, a RECORD included
    std::string license; ///< as its authors write it; empty: they do not, or it was not read
    std::vector<std::string> places;    ///< installed paths of it, or that name it; sorted
    std::vector<std::string> wanted_by; ///< "dashboard/bower.json: ~2.1.0"; sorted

    bool operator==(const Part&) const = default;
};

} // namespace calpkg::provenance
