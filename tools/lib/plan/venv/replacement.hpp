#pragma once

#include "lib/plan/venv/installed.hpp"
#include "lib/plan/venv/take_over.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace calpkg::plan {

/// One of calamari's distributions in the virtualenv.
struct OldDistribution {
    Installed installed;
    std::string site; ///< "lib/python2.6/site-packages"
    std::string path() const { return site + "/" + installed.file; }
};

/// The egg that the checkout has for one of `packages`.
struct NewEgg {
    const OwnPackage* package = nullptr;
    egg::BuiltEgg egg;
};

/// The normalised name of the distribution that an egg holds.
std::string name_of(const egg::BuiltEgg& egg);

/// The packages and modules that an egg brings: "calamari_web".
std::set<std::string> modules_of(const egg::BuiltEgg& egg);

/// The work on one virtualenv, once it is known what has to go and what comes.
class Replacement {
public:
    Replacement(Venv& venv, stage::StagedEntry pattern, std::vector<OldDistribution> old,
                std::vector<NewEgg> eggs, std::set<std::string> names)
        : venv_(venv),
          pattern_(std::move(pattern)),
          site_(old.front().site),
          old_(std::move(old)),
          new_(std::move(eggs)),
          names_(std::move(names)) {}

    /// `python` is the virtualenv's, "2.6". Throws report::Error as take_over() does.
    void run(const std::string& python);

private:
    // In this order.
    void read_texts();
    void remove_distributions();
    void remove_scripts();
    void add_eggs();
    void update_path_file();
    void add_scripts(const std::string& python);
    void check_hard_links() const;

    std::set<std::string> modules_of_old(const OldDistribution& old) const;
    void remove_that_begin(const std::string& prefix);
    void remove(const std::string& path);
    void add_file(const std::string& path, const std::string& origin, stage::StagedEntry made);
    void add_text(const std::string& path, unsigned mode, const std::string& origin,
                  std::string text);
    void add_parents(const std::string& path, const std::string& origin);
    void add_tree(const NewEgg& added);

    Venv& venv_;
    stage::StagedEntry pattern_;
    std::string site_; ///< where calamari's packages are
    std::vector<OldDistribution> old_;
    std::vector<NewEgg> new_;
    std::set<std::string> names_;              ///< of calamari's distributions
    std::set<std::string> gone_;               ///< what lines of easy-install.pth may lead to
    std::map<std::string, std::string> texts_; ///< content by path
};

} // namespace calpkg::plan
