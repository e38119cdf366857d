// The RPM reader on arbitrary bytes: headers, file list, payload, and the rewriting of the payload.
// What they refuse is fine; anything else than report::Error, and a header that does not come out
// as it went in, is a finding.

#include "refusable.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/rewrite/edit_files.hpp"
#include "lib/rpm/rewrite/package_image.hpp"
#include "lib/rpm/rewrite/payload_edit.hpp"
#include "lib/rpm/rewrite/rewrite_tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace calpkg;
using fuzz::refusable;

namespace {

class Counter : public rpm::ByteSink {
public:
    void write(std::string_view data) override { size += data.size(); }
    std::uint64_t size = 0;
};

/// A header that parses is serialized into one that says the same.
void header(const std::string& bytes) {
    const auto parsed = rpm::RawHeader::parse(bytes, rpm::kImmutableRegion, "fuzz");
    const auto again = rpm::RawHeader::parse(parsed.serialize(rpm::kImmutableRegion),
                                             rpm::kImmutableRegion, "fuzz");
    if (parsed.entries() != again.entries()) std::abort();
}

/// The archive is taken as it is where a payload would be decompressed first, so that the fuzzer
/// gets at it.
void archive(const rpm::PackageParts& parts, const std::string& bytes) {
    const rpm::FileTable files(parts.header, "fuzz");
    const std::string plain = bytes.substr(parts.payload_offset);
    refusable([&] {
        rpm::MemorySource source(plain);
        rpm::read_contents(source, files, rpm::file_hash(parts.header), "fuzz");
    });
    rpm::PackageEdit edit;
    edit.release = "2";
    if (files.size() > 0) edit.remove.insert(files.path(files.size() / 2));
    if (files.size() > 1) edit.write[files.path(0)] = {"replaced", {}};
    edit.write["/opt/added"] = {"added", {}};
    const hash::Algorithm hash = rpm::file_hash(parts.header);
    const rpm::EditedFiles edited = rpm::edit_files(files, edit, hash, 1, "fuzz");
    rpm::MemorySource source(plain);
    Counter sink;
    rpm::edit_payload(source, sink, {files, edited.files, edit.write, hash}, "fuzz");
}

void tags(rpm::PackageParts parts) {
    const rpm::FileTable files(parts.header, "fuzz");
    rpm::PackageEdit edit;
    edit.release = "2";
    edit.changelog = {"fuzz"};
    rpm::nevra(parts.header);
    rpm::edit_tags(parts.header, edit, 1, files, files, "fuzz");
    header(parts.header.serialize(rpm::kImmutableRegion));
}

void package(const std::string& bytes) {
    const fs::Descriptor fd(memfd_create("fuzz", MFD_CLOEXEC));
    if (write(fd.get(), bytes.data(), bytes.size()) < 0) std::abort();
    const rpm::PackageParts parts = rpm::read_parts(fd.get(), "fuzz");
    refusable([&] { archive(parts, bytes); });
    refusable([&] { tags(parts); });
    refusable(
        [&] { rpm::read_image(rpm::OpenPackage("/proc/self/fd/" + std::to_string(fd.get()))); });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    refusable([&] { header(bytes); });
    refusable([&] { package(bytes); });
    return 0;
}
