#include "lib/verify/index.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/artifact.hpp"
#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/verify_payload.hpp"
#include "lib/verify/index_entry.hpp"
#include "lib/xml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <functional>
#include <optional>

namespace calpkg::verify {

namespace {

namespace stdfs = std::filesystem;
using xml::attribute;
using xml::child;
using xml::content;

constexpr const char* kIndexAgain =
    "list everything anew with 'cal-pkg index DIR', or copy it again";

std::string digest_of(hash::Algorithm algorithm, std::string_view bytes) {
    hash::Digest digest(algorithm);
    digest.update(bytes);
    return digest.finish();
}

/// The index in one repodata.
class Index {
public:
    Index(Tree& tree, const std::string& below) : tree_(tree), below_(below) {}

    void look(const std::vector<stdfs::path>& expected) {
        const std::string repomd = path_of(std::string(repo::kIndex) + "/repomd.xml");
        if (tree_.is_unreadable(repomd)) return; // told
        if (!tree_.has(repomd)) {
            if (!expected.empty() || below_.empty())
                tree_.error("absent-file", repomd, "is not there", kIndexAgain);
            return;
        }
        tree_.explained.insert(repomd);
        std::map<std::string, std::string> lists; // "primary" → text
        const auto document =
            xml::parse(fs::read_file(tree_.top / repomd, repo::kLargestMetadata), repomd, "repomd");
        for (xml::Node* record : xml::children(xml::root_of(*document), "data")) {
            const std::string type = attribute(record, "type");
            const bool is_list = type == "primary" || type == "filelists" || type == "other";
            const std::string text = look_at_record(record, repomd, is_list);
            if (is_list) lists[type] = text;
        }
        for (const char* type : {"primary", "filelists", "other"})
            if (!lists.contains(type))
                tree_.error("wrong-index", repomd, fmt::format("names no {}", type), kIndexAgain);
        if (lists["primary"].empty()) return; // told; the others go by what it says
        look_at_primary(lists["primary"], expected);
        look_at_list("filelists", lists["filelists"], filelists_faults);
        look_at_list("other", lists["other"], other_faults);
    }

private:
    std::string path_of(const std::string& name) const {
        return below_.empty() ? name : below_ + "/" + name;
    }
    void wrong(const std::string& path, const std::string& how) {
        tree_.error("wrong-index", path, how, kIndexAgain);
    }
    void hold(const std::string& path, const char* what, const std::string& said,
              const std::string& is) {
        if (!said.empty() && said != is)
            wrong(path, fmt::format("its {} is {}, not {} as repomd.xml says", what, is, said));
    }
    void hold_digest(const std::string& path, const char* what, xml::Node* checksum,
                     std::string_view bytes) {
        if (checksum == nullptr) return;
        const auto algorithm = repo::checksum_algorithm(attribute(checksum, "type"));
        if (algorithm)
            hold(path, what, content(checksum), digest_of(*algorithm, bytes));
        else
            wrong(path, fmt::format("repomd.xml gives its {} as '{}', which nothing reads", what,
                                    attribute(checksum, "type")));
    }

    /// The unpacked text of the file that a record of repomd.xml names; "" when it cannot be had, which is told of a list of
    /// packages: dnf would read it.
    std::string look_at_record(xml::Node* record, const std::string& repomd, bool is_list) {
        const std::size_t before = tree_.findings.size();
        misses_unreadable_ = false;
        std::string text = text_of_record(record, repomd);
        if (is_list && text.empty() && tree_.findings.size() == before && !misses_unreadable_)
            wrong(repomd, fmt::format("its {} is empty, elsewhere or of a kind that is not read",
                                      attribute(record, "type")));
        return text;
    }

    std::string text_of_record(xml::Node* record, const std::string& repomd) {
        xml::Node* location = child(record, "location");
        const stdfs::path href = stdfs::path(attribute(location, "href")).lexically_normal();
        if (!attribute(location, "base").empty()) return {}; // elsewhere
        const std::string path = path_of(href.generic_string());
        if (href.is_absolute() || href.empty() || *href.begin() == "..") {
            wrong(repomd, fmt::format("names {}, outside of the directory", href.string()));
            return {};
        }
        misses_unreadable_ = tree_.is_unreadable(path);
        if (misses_unreadable_) return {};
        if (!tree_.has(path)) {
            tree_.error("absent-file", path, "is in repomd.xml, and not there", kIndexAgain);
            return {};
        }
        tree_.explained.insert(path);
        std::string bytes;
        tree_.attempt(path,
                      [&] { bytes = fs::read_file(tree_.top / path, repo::kLargestMetadata); });
        if (tree_.is_unreadable(path)) return {};
        hold(path, "size", content(child(record, "size")), std::to_string(bytes.size()));
        xml::Node* checksum = child(record, "checksum");
        if (checksum == nullptr) wrong(path, "repomd.xml gives no checksum of it");
        hold_digest(path, "checksum", checksum, bytes);
        if (href.extension() == ".zck") return {}; // what is in it lies beside it in another form
        try {
            const std::string text = repo::metadata_text(tree_.top / path);
            hold(path, "unpacked size", content(child(record, "open-size")),
                 std::to_string(text.size()));
            hold_digest(path, "unpacked checksum", child(record, "open-checksum"), text);
            return text;
        } catch (const report::Error& error) {
            wrong(path, error.reason());
            return {};
        }
    }

    std::vector<xml::Node*> packages_of(const char* root,
                                        const std::shared_ptr<xml::Document>& document) {
        xml::Node* top = xml::root_of(*document);
        std::vector<xml::Node*> packages = xml::children(top, "package");
        if (attribute(top, "packages") != std::to_string(packages.size()))
            wrong(path_of(repo::kIndex),
                  fmt::format("{} says that it has {} packages, and has {}", root,
                              attribute(top, "packages"), packages.size()));
        return packages;
    }

    void look_at_primary(const std::string& text, const std::vector<stdfs::path>& expected) {
        const std::string index = path_of(repo::kIndex);
        const auto document = xml::parse(text, index, "metadata");
        std::set<std::string> missing;
        for (const stdfs::path& path : expected) missing.insert(path.generic_string());
        for (xml::Node* entry : packages_of("primary", document)) {
            const stdfs::path href =
                stdfs::path(attribute(child(entry, "location"), "href")).lexically_normal();
            const std::string path = path_of(href.generic_string());
            if (!tree_.packages.contains(path)) unread_.insert(content(child(entry, "checksum")));
            if (!tree_.has(path) && !tree_.is_unreadable(path)) {
                tree_.error("missing-package", path, "is in the index, and not there", kIndexAgain);
                continue;
            }
            if (missing.erase(path) == 0)
                wrong(path, listed_.contains(path) ? "is in the index twice"
                                                   : "is in the index, where it does not belong");
            listed_.insert(path);
            look_at_entry(entry, path);
        }
        for (const std::string& path : missing)
            if (tree_.has(path))
                tree_.error("extra-package", path, "is not in the index", kIndexAgain);
    }

    void look_at_entry(xml::Node* entry, const std::string& path) {
        const auto at = tree_.packages.find(path);
        if (at == tree_.packages.end()) return; // damaged: told
        xml::Node* checksum = child(entry, "checksum");
        const std::string type = attribute(checksum, "type");
        const auto algorithm = repo::checksum_algorithm(type);
        const std::string id = content(checksum);
        by_id_.emplace(id, path);
        std::vector<std::string> faults = primary_faults(entry, at->second);
        if (!algorithm)
            faults.push_back("its checksum is '" + type + "', which nothing reads");
        else if (id != (*algorithm == hash::Algorithm::sha256 ? at->second.sha256
                                                              : digest_of_file(path, *algorithm)))
            faults.emplace_back("its checksum is another package's");
        tell(path, "primary", faults);
    }

    std::string digest_of_file(const std::string& path, hash::Algorithm algorithm) const {
        const fs::Descriptor fd = fs::open_existing(tree_.top / path, O_RDONLY);
        hash::Digest digest(algorithm);
        rpm::hash_rest(fd.get(), 0, digest, tree_.name(path));
        return digest.finish();
    }

    void tell(const std::string& path, const char* list, const std::vector<std::string>& faults) {
        for (const std::string& fault : faults)
            wrong(path, fmt::format("the index says otherwise in {}: {}", list, fault));
    }

    using Faults = std::function<std::vector<std::string>(xml::Node*, const PackageFacts&)>;
    void look_at_list(const char* type, const std::string& text, const Faults& faults_of) {
        if (text.empty()) return; // told
        const auto document = xml::parse(text, path_of(repo::kIndex),
                                         std::string_view(type) == "other" ? "otherdata" : type);
        std::set<std::string> missing;
        for (const auto& [id, path] : by_id_) missing.insert(id);
        for (xml::Node* entry : packages_of(type, document)) {
            const std::string id = attribute(entry, "pkgid");
            const auto at = by_id_.find(id);
            if (unread_.contains(id)) continue;
            if (at == by_id_.end() || missing.erase(id) == 0) {
                wrong(path_of(repo::kIndex),
                      fmt::format("{} has an entry of {} that primary has not", type,
                                  attribute(entry, "name")));
                continue;
            }
            tell(at->second, type, faults_of(entry, tree_.packages.at(at->second)));
        }
        for (const std::string& id : missing)
            wrong(by_id_.at(id), fmt::format("is not in {}", type));
    }
    Tree& tree_;
    std::string below_;
    std::set<std::string> listed_;
    std::map<std::string, std::string> by_id_; ///< the index's name for a package → its path
    std::set<std::string> unread_;             ///< names of packages that are missing or damaged
    bool misses_unreadable_ =
        false; ///< the last record of repomd.xml names a file that cannot be read
};

} // namespace

void look_at_index(Tree& tree, const std::string& below, const std::vector<stdfs::path>& expected) {
    try {
        Index(tree, below).look(expected);
    } catch (const report::Error& error) {
        const std::string repodata = std::string(repo::kIndex) + "/repomd.xml";
        tree.error("wrong-index", below.empty() ? repodata : below + "/" + repodata, error.reason(),
                   kIndexAgain);
    }
}

} // namespace calpkg::verify
