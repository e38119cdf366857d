#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::layout {

/// A commit of a repository, and where it is found there.
struct LineSource {
    std::string url;    ///< "https://github.com/ceph/calamari": upstream's
    std::string ref;    ///< what holds the commit: "refs/heads/1.2" or "refs/tags/v1.5.7"
    std::string commit; ///< 40 hexadecimal digits

    /// "ceph/calamari": the last two names of the address, by which mirrors know the repository.
    std::string name() const;
};

/// A repository that a component is built from.
struct LineRepository : LineSource {
    std::string component; ///< "server"
    std::string
        describe; ///< what git describe says of the commit, with seven digits: its tags are there
};

/// A source archive that no package index has, made of a commit.
struct LineArchive : LineSource {
    std::string file;   ///< "whisper-a6e2176e.tar.gz"
    std::string sha256; ///< of the archive as cal-pkg makes it
};

/// Which commit of which repository makes a release of Calamari: layouts/lines/<name>.yaml. Data only;
/// tools/docs/layouts-and-targets.md documents each key.
struct Line {
    std::filesystem::path file; ///< where it was read
    std::string name;           ///< "1.2"
    std::string summary;
    std::vector<std::string> targets;            ///< that it can be built for
    std::map<std::string, std::string> locks;    ///< target → lock of the virtualenv
    std::map<std::string, std::string> settings; ///< of components, as cal-pkg.yaml's `set`
    std::map<std::string, std::string> versions; ///< of components that are other ones by `set`
    std::vector<LineRepository> repositories;
    std::vector<LineArchive> archives;
    std::vector<std::string> notes; ///< what is known about it, for people

    const LineRepository* repository(const std::string& component) const; ///< null: it has none
    /// Throws report::Error unless it is for `target`.
    void require_target(const std::string& target) const;
};

struct Keys;

const Keys& line_keys();

/// Reads one line, strictly: unknown keys, wrong types and missing keys are report::Error as
/// `file:line: …`.
Line read_line(const std::filesystem::path& file);

} // namespace calpkg::layout
