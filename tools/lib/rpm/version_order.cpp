#include "lib/rpm/version_order.hpp"

#include "lib/report/error.hpp"

#include <rpm/rpmver.h>

#include <memory>

namespace calpkg::rpm {

namespace {

struct VerFree {
    void operator()(rpmver version) const { rpmverFree(version); }
};
using Ver = std::unique_ptr<rpmver_s, VerFree>;

Ver parse(const std::string& text) {
    Ver version(rpmverParse(text.c_str()));
    if (!version) throw report::Error(text, "is not a version that rpm can compare");
    return version;
}

} // namespace

int compare_versions(const std::string& a, const std::string& b) {
    return rpmverCmp(parse(a).get(), parse(b).get());
}

} // namespace calpkg::rpm
