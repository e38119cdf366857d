#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/remake_options.hpp"
#include "lib/capsule/open.hpp"
#include "lib/reproduce/reproduce.hpp"

#include <optional>
#include <string>

namespace calpkg::commands {

/// `cal-pkg reproduce PATH`: makes published packages again and tells whether they are the same. Exits with 1 when one is not.
class Reproduce : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    void open_capsule(reproduce::Options& options);
    reproduce::Reproduced with_shown_paths(reproduce::Reproduced build) const;

    std::string path_;
    cli::RemakeOptions remake_;
    bool packed_program_ = false;
    std::optional<capsule::Capsule> capsule_;
    std::optional<layout::Catalog> packed_catalog_;
    bool json_ = false;
};

} // namespace calpkg::commands
