#include "lib/process/build_id.hpp"

#include <cstddef>
#include <cstring>
#include <elf.h>
#include <link.h>
#include <string_view>

namespace calpkg::process {

namespace {

/// The description of the note in `notes`, a segment of them; empty where it is not among them.
std::string_view build_id_in(std::string_view notes) {
    constexpr std::size_t alignment = 4;
    const auto aligned = [](std::size_t size) {
        return (size + alignment - 1) / alignment * alignment;
    };
    ElfW(Nhdr) note;
    while (notes.size() >= sizeof note) {
        std::memcpy(&note, notes.data(), sizeof note);
        notes.remove_prefix(sizeof note);
        const std::size_t name = aligned(note.n_namesz);
        const std::size_t size = name + aligned(note.n_descsz);
        if (size > notes.size()) break;
        if (note.n_type == NT_GNU_BUILD_ID && notes.starts_with(ELF_NOTE_GNU))
            return notes.substr(name, note.n_descsz);
        notes.remove_prefix(size);
    }
    return {};
}

/// The first object is the program itself.
int take_from_program(dl_phdr_info* object, std::size_t /*size*/, void* result) {
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_NOTE) continue;
        // NOLINTNEXTLINE(performance-no-int-to-ptr,cppcoreguidelines-pro-type-reinterpret-cast): where it was loaded
        const auto* const begin =
            reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
        const std::string_view id = build_id_in({begin, segment.p_memsz});
        if (!id.empty()) static_cast<std::string*>(result)->assign(id);
    }
    return 1;
}

} // namespace

std::string build_id() {
    std::string id;
    dl_iterate_phdr(take_from_program, &id);
    return id;
}

} // namespace calpkg::process
