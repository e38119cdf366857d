#include "lib/compare/contents/members.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/input.hpp"

namespace calpkg::compare {

namespace {

const char* kind_of(const tar::Member& member) {
    switch (member.kind) {
    case tar::MemberKind::file: return "file";
    case tar::MemberKind::directory: return "directory";
    case tar::MemberKind::symlink: return "link";
    case tar::MemberKind::hardlink: return "hard link";
    }
    return "";
}

/// What an earlier member of the same name says.
std::string text_of(const MemberFacts& facts) {
    std::string words = facts.kind + ' ' + std::to_string(facts.mode) + ' ';
    return words + facts.link + ' ' + facts.owner + ' ' + facts.digest + ' ' + facts.others;
}

/// A tar archive, in a scratch file, from which it is read twice.
class TarMembers : public Members {
public:
    TarMembers(const std::string& object, const std::string& content, Limits& limits)
        : file_(to_scratch(content, limits)) {
        const std::vector<std::string> fields = tar_fields(object, content, beside_);
        each([&](tar::TarInput& input) {
            const tar::Member& member = input.member();
            if (place_ >= fields.size()) throw report::Error(object, "goes on behind its end");
            MemberFacts facts{kind_of(member), member.mode, member.link};
            facts.time = member.mtime;
            facts.owner = member.owner;
            spend(object, member.size, limits);
            hash::Sha256 digest;
            while (const std::size_t count = input.read(buffer_.data(), buffer_.size()))
                digest.update(buffer_.data(), count);
            facts.digest = digest.finish();
            facts.others = fields[place_];
            if (const auto earlier = members_.find(member.normalised); earlier != members_.end())
                facts.others += text_of(earlier->second);
            members_[member.normalised] = facts;
            last_[member.normalised] = place_;
        });
    }
    ~TarMembers() override {
        std::error_code ignored;
        std::filesystem::remove(file_, ignored);
    }
    TarMembers(const TarMembers&) = delete;
    TarMembers& operator=(const TarMembers&) = delete;

    const std::map<std::string, MemberFacts>& all() const override { return members_; }
    const std::string& beside() const override { return beside_; }
    void read(const std::set<std::string>& names,
              const std::function<void(const std::string&, const std::string&)>& use) override {
        each([&](tar::TarInput& input) {
            const std::string& name = input.member().normalised;
            if (!names.contains(name) || last_.at(name) != place_) return;
            std::string content;
            while (const std::size_t count = input.read(buffer_.data(), buffer_.size()))
                content.append(buffer_, 0, count);
            use(name, content);
        });
    }

private:
    void each(const std::function<void(tar::TarInput&)>& use) {
        tar::TarInput input(file_);
        for (place_ = 0; input.next(); ++place_) use(input);
    }

    std::filesystem::path file_;
    std::string beside_;
    std::string buffer_ = std::string(fs::kBlockSize, '\0');
    std::map<std::string, MemberFacts> members_;
    std::map<std::string, std::size_t>
        last_; ///< of members that are there more than once the last counts
    std::size_t place_ = 0;
};

} // namespace

std::unique_ptr<Members> open_tar(const std::string& object, const std::string& content,
                                  Limits& limits) {
    return std::make_unique<TarMembers>(object, content, limits);
}

} // namespace calpkg::compare
