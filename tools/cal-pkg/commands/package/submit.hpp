#pragma once

#include "cal-pkg/commands/package/build.hpp"

#include <string>
#include <vector>

namespace calpkg::commands {

/// `cal-pkg submit ENGINE [TARGET]`: build-all, whose source packages a build engine builds, too. Exits with 1 when one
/// was not built there, or came back as something else: then nothing is published.
class Submit : public BuildAll {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    int list();
    engine::Options engine();

    std::string engine_, target_;
    std::vector<std::string> with_;
    unsigned time_limit_ = 6 * 60 * 60;
    bool resume_ = false;
    bool list_ = false;
};

} // namespace calpkg::commands
