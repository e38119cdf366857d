#pragma once

#include "lib/fs/temp_dir.hpp"
#include "lib/hash/file_digests.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/merge.hpp"
#include "lib/repo/signing.hpp"
#include "lib/repo/tree/output_lock.hpp"
#include "lib/report/finding.hpp"
#include "lib/report/timings.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calpkg::repo {

/// How many versions of a package stay when nobody says: the new one and the one before.
inline constexpr unsigned kKeepByDefault = 2;

/// What may happen to what is published.
struct Rules {
    std::optional<unsigned> keep; ///< versions of each package; nothing: no earlier one goes
    bool replace = false;         ///< packages may be replaced by others of the same name
    bool allow_downgrade = false; ///< packages may be replaced by older ones
    std::optional<Signing> signing{};
    bool give_up_signatures = false; ///< a signed directory may be replaced by one that is not
};

/// What became of it.
struct Published {
    bool changed = false; ///< else all was there already, and nothing was touched
    Manifest manifest;
    report::Findings findings;
};

/// The renewal of one published directory, which only goes forwards: names keep their content, versions rise, times
/// grow by a second at least where content changes, and what others have put there stays. Holds
/// the directory's lock while it lives.
class Publication {
public:
    /// `directory` is absolute, `target` that of its manifest or empty for any; its parent is there. Throws
    /// report::Error when it was not made by cal-pkg or cannot be replaced (see require_replaceable), and what
    /// OutputLock throws.
    Publication(std::filesystem::path directory, std::string target, const Rules& rules,
                const std::function<void()>& on_wait);

    /// What is published, without what somebody has removed; nothing if nothing is.
    const std::optional<Manifest>& published() const { return previous_; }

    /// How it will be signed, completed by what is published; nothing if it will not.
    const std::optional<Signing>& signing() const { return rules_.signing; }

    /// Digests of published files, each read once.
    const hash::FileDigests& digests() const { return digests_; }

    /// A private directory for whoever builds, beside the published one. New packages and logs
    /// go to tree(), under the paths that they are to have.
    const std::filesystem::path& work() const { return work_.path(); }
    std::filesystem::path tree() const { return work() / "tree"; }

    /// Tells `timings`, which lives longer, how long publish() and renew() take; null: nobody.
    void measure(report::Timings* timings) { timings_ = timings; }

    /// Throws report::Error when this package is older than the published one of its name, unless that is allowed; also
    /// then when the newer one is somebody else's: it would stay listed.
    void refuse_downgrade(const std::string& name, const std::string& version_release) const;

    /// Whether the published directory is signed, and what is published now would not be, though nobody has allowed that.
    bool would_lose_signatures() const;
    /// Throws report::Error when the published directory is signed and what would take its place is not, unless that is allowed.
    void refuse_unsigned() const;

    /// Throws report::Error for what publish() would refuse of builds of `plans`, as far as the plans and the published
    /// directory tell. Takes as long as a publication. This object is then used up: tree() is.
    void rehearse(const std::vector<plan::Plan>& plans) const;

    /// Publishes `built`, whose packages and logs are in tree(). With `replace_all` components that
    /// are neither among them nor in `stay` are withdrawn. Packages that are published with the same header and payload stay as they are,
    /// signed or not; of another content they are a report::Error unless that is allowed. Then, as
    /// after report::Interrupted, nothing was touched.
    Published publish(std::vector<ManifestComponent> built, bool replace_all,
                      const std::set<std::string>& stay = {});

    /// Makes the index anew of what is there, with packages that others have put there.
    Published renew();

private:
    /// Whether one of `build` is new, or another one than before; what is published already takes the new one's place.
    bool settle(ManifestComponent& build, bool& replaced) const;
    bool settle(Artifact& artifact) const;
    /// Of packages that stay: what built them, and their log; unless they can be made of other inputs, too.
    void keep_origin(ManifestComponent& build) const;
    Published complete(Manifest manifest, bool list_all);
    /// Everything of a publication in tree(), whose new files have the time `time`.
    Published assemble(Manifest manifest, bool list_all, std::int64_t time,
                       const std::optional<Signing>& signing) const;
    void keep_logs(const Manifest& manifest, const Merge& merge, std::int64_t time) const;
    void list_others(Manifest& manifest, const Merge& merge, bool all,
                     report::Findings& findings) const;
    void write_indexes(Manifest& manifest, const Merge& merge, std::int64_t time,
                       report::Findings& findings) const;
    std::size_t most_earlier_metadata(const Manifest& manifest) const;
    bool stands(const Manifest& manifest) const;
    void replace() const;

    std::filesystem::path directory_;
    std::string target_;
    Rules rules_;
    OutputLock lock_;
    std::optional<Manifest> previous_;
    PublishedFiles files_;      ///< what the previous one says of them
    hash::FileDigests digests_; ///< of what is published
    report::Timings* timings_ = nullptr;
    bool empty_ = false; ///< there is a directory, with nothing in it
    fs::TempDir work_;
};

} // namespace calpkg::repo
