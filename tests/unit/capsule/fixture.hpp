#pragma once

#include "lib/checkout/git.hpp"
#include "support/support.hpp"

#include <string>

namespace calpkg::test {

/// A repository with two commits and a tag of the first.
class History {
public:
    History() : repository(dir.path() / "src") {
        repository.write("old", "only in the first commit");
        repository.commit("first");
        repository.tag("v1");
        repository.git({"rm", "-q", "old"});
        repository.write("folder/file", std::string(200'000, 'x') + "end");
        repository.write("empty", "");
        repository.write("program", "#!/bin/sh\n", 0755);
        repository.commit("second");
    }
    std::string head() const { return checkout::Git(repository.top()).head().hash; }

    Dir dir;
    Repository repository;
};

} // namespace calpkg::test
