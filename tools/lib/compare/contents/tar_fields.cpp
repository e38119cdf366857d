#include "lib/compare/contents/members.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace calpkg::compare {

namespace {

constexpr std::size_t kBlock = 512;
/// Records of pax headers that libarchive tells, or that are times.
constexpr std::array<std::string_view, 8> kKnown{
    "mtime", "atime", "ctime", "LIBARCHIVE.creationtime", "path", "linkpath", "uname", "gname"};

bool is_zero(std::string_view bytes) {
    return bytes.find_first_not_of('\0') == std::string_view::npos;
}

/// A number's digits without what surrounds them, which writers differ in.
std::string_view digits_of(std::string_view field) {
    const std::size_t first = field.find_first_not_of(" 0");
    if (first == std::string_view::npos) return {};
    field.remove_prefix(first);
    return field.substr(0, field.find_first_of(std::string_view(" \0", 2)));
}

/// Goes from header to header, as POSIX (pax, "ustar Interchange Format") lays them out.
class Fields {
public:
    Fields(const std::string& object, std::string_view content, std::string& beside)
        : object_(object),
          left_(content),
          beside_(beside) {}

    std::vector<std::string> run() {
        while (left_.size() >= kBlock && !is_zero(left_.substr(0, kBlock))) one();
        if (!is_zero(left_)) beside_ += left_;
        return std::move(found_);
    }

private:
    void one() {
        const std::string_view header = left_.substr(0, kBlock);
        const std::string_view data = data_behind(header);
        switch (header[156]) {
        case 'x': put_records(data, next_); break;
        case 'g': put_records(data, beside_); break;
        case 'L':
        case 'K': break; // long names
        case '\0':
        case '0':
        case '7': member(header); break;
        case '1':
        case '2':
        case '5':
            if (!data.empty()) not_understood();
            member(header);
            break;
        default: not_understood();
        }
    }

    /// Takes the header, its data and what fills their last block off what is left.
    std::string_view data_behind(std::string_view header) {
        const std::string_view digits = digits_of(header.substr(124, 12));
        std::size_t size = 0;
        const auto [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), size, 8);
        if (!digits.empty() && (failure != std::errc() || end != digits.data() + digits.size()))
            not_understood();
        left_.remove_prefix(kBlock);
        const std::size_t padding = (kBlock - size % kBlock) % kBlock;
        if (size > left_.size() || padding > left_.size() - size) not_understood();
        const std::string_view data = left_.substr(0, size), rest = left_.substr(size, padding);
        if (!is_zero(rest)) next_ += rest;
        left_.remove_prefix(size + padding);
        return data;
    }

    void member(std::string_view header) {
        for (const std::size_t number : {108U, 116U}) { // owner and group
            next_ += digits_of(header.substr(number, 8));
            next_ += '\n';
        }
        found_.push_back(std::move(next_));
        next_.clear();
    }

    /// "LENGTH KEY=VALUE\n" each.
    void put_records(std::string_view records, std::string& out) {
        while (!records.empty()) {
            std::size_t length = 0;
            const auto [space, failure] =
                std::from_chars(records.data(), records.data() + records.size(), length);
            const auto key = static_cast<std::size_t>(space - records.data()) + 1;
            if (failure != std::errc() || length <= key || length > records.size())
                not_understood();
            const std::string_view record = records.substr(key, length - key);
            const std::string_view name = record.substr(0, record.find('='));
            if (name == "size") not_understood();
            if (std::ranges::find(kKnown, name) == kKnown.end()) out += record;
            records.remove_prefix(length);
        }
    }

    [[noreturn]] void not_understood() const {
        throw report::Error(object_, "has headers that are not understood");
    }

    const std::string& object_;
    std::string_view left_;
    std::string& beside_;
    std::string next_; ///< of the member whose header comes
    std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> tar_fields(const std::string& object, const std::string& content,
                                    std::string& beside) {
    return Fields(object, content, beside).run();
}

} // namespace calpkg::compare
