#include "lib/compare/contents/members.hpp"
#include "lib/hash/digest.hpp"
#include "lib/zip/content.hpp"
#include "lib/zip/directory.hpp"

namespace calpkg::compare {

namespace {

/// A zip file, an egg or a wheel. Its bytes are the caller's.
class ZipMembers : public Members {
public:
    ZipMembers(const std::string& object, const std::string& content, Limits& limits)
        : object_(object),
          content_(content),
          directory_(zip::read_zip_directory(content, object)) {
        for (const zip::ZipEntry& entry : directory_.entries) {
            spend(object, entry.size, limits);
            MemberFacts facts{entry.name.ends_with('/') ? "directory"
                              : zip::is_link(entry)     ? "link"
                                                        : "file",
                              entry.external_attributes >> 16 & 07777};
            facts.time = zip::to_seconds(entry.dos_time);
            const std::string bytes = zip::content_of(content_, directory_, entry, object_);
            if (facts.kind == "link") facts.link = bytes;
            facts.digest = hash::sha256(bytes);
            members_[entry.name] = facts; // of two with one name Python takes the last
            entries_[entry.name] = &entry;
        }
    }
    const std::map<std::string, MemberFacts>& all() const override { return members_; }
    void read(const std::set<std::string>& names,
              const std::function<void(const std::string&, const std::string&)>& use) override {
        for (const std::string& name : names)
            use(name, zip::content_of(content_, directory_, *entries_.at(name), object_));
    }

private:
    std::string object_;
    const std::string& content_;
    zip::ZipDirectory directory_;
    std::map<std::string, MemberFacts> members_;
    std::map<std::string, const zip::ZipEntry*> entries_;
};

} // namespace

std::unique_ptr<Members> open_zip(const std::string& object, const std::string& content,
                                  Limits& limits) {
    return std::make_unique<ZipMembers>(object, content, limits);
}

} // namespace calpkg::compare
