#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct _xmlDoc;

namespace calpkg::repo {

/// Where an index begins, below a repository's directory.
inline constexpr const char* kRepomd = "repodata/repomd.xml";

/// One file of metadata, as repomd.xml names it.
struct MetadataRecord {
    std::string type; ///< "primary", "updateinfo", "group"
    std::string href; ///< below the repository's directory: "repodata/…"; elsewhere with `base`
    bool elsewhere = false; ///< has an xml:base: the file is not here
    std::string checksum_type;
    std::string checksum;
    std::int64_t timestamp = 0;
    bool operator==(const MetadataRecord&) const = default;
};

/// Another form of a file that is in an index, with the same content.
struct MetadataForm {
    std::string href;
    std::string checksum; ///< of the record's type
    std::uint64_t size = 0;
};

/// A repomd.xml, which names the other files of an index. Elements that it does not know stay.
class Repomd {
public:
    /// Throws report::Error, naming `subject`, for what is not a repomd.xml.
    Repomd(const std::string& text, const std::string& subject);

    std::string revision() const;
    std::vector<MetadataRecord> records() const;
    std::string text() const;

    void set_revision(const std::string& revision);
    /// Says that the file of a record, by its place in records(), has another form.
    void set_file(std::size_t record, const MetadataForm& form);
    /// Adds what `other` has beside the lists of packages: what modifyrepo_c has put there, and tags.
    /// `admit` decides of each record and may correct checksum and timestamp.
    void adopt(const Repomd& other, const std::function<bool(MetadataRecord&)>& admit);

private:
    std::shared_ptr<_xmlDoc> document_;
};

/// Whether records of this type are made of the packages, as createrepo_c does: primary, filelists
/// and other, and the databases and other forms of them.
bool lists_packages(const std::string& type);

/// A package, as primary has it.
struct ListedPackage {
    std::string location;  ///< below the repository's directory
    std::string checksum;  ///< of the file
    std::int64_t time = 0; ///< when the file was modified, in seconds since the epoch
};

/// The packages of an index, from the text of its primary. Throws report::Error, naming `subject`, for what is not XML.
std::vector<ListedPackage> packages_in(const std::string& primary, const std::string& subject);

} // namespace calpkg::repo
