#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/options/line_options.hpp"

namespace calpkg::commands {

/// `cal-pkg fetch DIR`: the checkouts that a release of Calamari is made of.
class Fetch : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    int list() const;
    layout::Line line() const;
    std::vector<std::string> components(const layout::Line& line) const;

    layout::Catalog catalog_ = cli::open_catalog();
    cli::LineOptions line_;
    layout::Project project_;
    std::string config_;
    std::string directory_;
    std::vector<std::string> only_;
    bool archives_ = false;
    bool incomplete_ = false;
    bool list_ = false;
    bool json_ = false;
};

} // namespace calpkg::commands
