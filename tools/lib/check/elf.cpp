#include "lib/check/elf.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <libelf.h>

#include <cerrno>
#include <iterator>
#include <memory>
#include <sys/stat.h>
#include <unordered_map>

namespace calpkg::check {

namespace {

struct End {
    void operator()(Elf* elf) const { elf_end(elf); }
};
using OwnedElf = std::unique_ptr<Elf, End>;

struct Machine {
    unsigned number;
    int elf_class;
    int encoding;
    const char* name;
};

constexpr Machine kMachines[] = {
    {EM_X86_64, ELFCLASS64, ELFDATA2LSB, "x86_64"},
    {EM_386, ELFCLASS32, ELFDATA2LSB, "i386"},
    {EM_AARCH64, ELFCLASS64, ELFDATA2LSB, "aarch64"},
    {EM_ARM, ELFCLASS32, ELFDATA2LSB, "arm"},
    {EM_PPC64, ELFCLASS64, ELFDATA2LSB, "ppc64le"},
    {EM_PPC64, ELFCLASS64, ELFDATA2MSB, "ppc64"},
    {EM_S390, ELFCLASS64, ELFDATA2MSB, "s390x"},
    {EM_RISCV, ELFCLASS64, ELFDATA2LSB, "riscv64"},
};

/// Reads one ELF file. libelf checks every offset against the file and the section it is in; what
/// is checked here is that loops end and that nothing is missing.
class Reader {
public:
    Reader(std::string name, OwnedElf elf, std::uint64_t size)
        : name_(std::move(name)),
          elf_(std::move(elf)),
          size_(size) {}

    ElfFile read();

private:
    struct Section {
        GElf_Shdr header{};
        Elf_Data* data = nullptr;
    };
    struct Version {
        std::string name;
        std::string library;
    };

    void read_machine();
    void check_size();
    void find_sections();
    void read_dynamic();
    void read_version_needs();
    void read_version_need(const GElf_Verneed& need, int offset, std::size_t& left);
    void read_symbols();
    Version version_of(std::size_t symbol);
    Section section_of(Elf_Scn* section, const GElf_Shdr& header);
    std::string text(const Section& section, std::size_t offset);
    [[noreturn]] void damaged(const std::string& how) const;

    std::string name_;
    OwnedElf elf_;
    std::uint64_t size_; ///< of the file
    GElf_Ehdr header_{};
    ElfFile file_;
    Section dynamic_, symbols_, versions_, needs_;
    std::unordered_map<unsigned, Version> version_names_; ///< by index of the version table
};

void Reader::damaged(const std::string& how) const {
    throw report::Error(name_, "is a damaged ELF file: " + how, "build or copy it again");
}

void Reader::read_machine() {
    if (gelf_getehdr(elf_.get(), &header_) == nullptr) damaged("its header is not complete");
    file_.machine = fmt::format("machine {}", header_.e_machine);
    for (const Machine& machine : kMachines)
        if (machine.number == header_.e_machine && machine.elf_class == header_.e_ident[EI_CLASS] &&
            machine.encoding == header_.e_ident[EI_DATA])
            file_.machine = machine.name;
}

/// libelf takes a file whose end is missing for one with fewer sections.
void Reader::check_size() {
    const auto past_end = [&](std::uint64_t offset, std::uint64_t size) {
        return offset > size_ || size > size_ - offset;
    };
    const std::uint64_t section_table = std::uint64_t{header_.e_shnum} * header_.e_shentsize;
    if (header_.e_shoff != 0 && past_end(header_.e_shoff, section_table))
        damaged("it is cut short");
    std::size_t segments = 0;
    if (elf_getphdrnum(elf_.get(), &segments) != 0) damaged("it is cut short");
    for (std::size_t i = 0; i < segments; ++i) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf_.get(), static_cast<int>(i), &segment) == nullptr)
            damaged("it is cut short");
        const bool in_file = segment.p_type == PT_LOAD || segment.p_type == PT_DYNAMIC;
        if (in_file && past_end(segment.p_offset, segment.p_filesz)) damaged("it is cut short");
        if (segment.p_type == PT_DYNAMIC) file_.has_dynamic_section = true;
    }
}

Reader::Section Reader::section_of(Elf_Scn* section, const GElf_Shdr& header) {
    Section found{header, elf_getdata(section, nullptr)};
    if (found.data == nullptr || (found.data->d_buf == nullptr && found.data->d_size > 0))
        damaged("a section lies outside of it");
    return found;
}

void Reader::find_sections() {
    Elf_Scn* section = nullptr;
    while ((section = elf_nextscn(elf_.get(), section)) != nullptr) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr) damaged("its section table is not complete");
        switch (header.sh_type) {
        case SHT_DYNAMIC: dynamic_ = section_of(section, header); break;
        case SHT_DYNSYM: symbols_ = section_of(section, header); break;
        case SHT_GNU_versym: versions_ = section_of(section, header); break;
        case SHT_GNU_verneed: needs_ = section_of(section, header); break;
        default: break;
        }
    }
    if (dynamic_.data == nullptr)
        damaged("it has no section table, or one without its dynamic section");
}

std::string Reader::text(const Section& section, std::size_t offset) {
    const char* found = elf_strptr(elf_.get(), section.header.sh_link, offset);
    if (found == nullptr) damaged("a name lies outside of its string table");
    return found;
}

void split_run_path(const std::string& list, std::vector<std::string>& paths) {
    for (std::size_t begin = 0;;) {
        const std::size_t colon = list.find(':', begin);
        paths.push_back(list.substr(begin, colon - begin));
        if (colon == std::string::npos) return;
        begin = colon + 1;
    }
}

void Reader::read_dynamic() {
    GElf_Dyn entry;
    for (int i = 0; gelf_getdyn(dynamic_.data, i, &entry) != nullptr; ++i) {
        if (entry.d_tag == DT_NULL) return;
        if (entry.d_tag == DT_NEEDED) file_.needed.push_back(text(dynamic_, entry.d_un.d_val));
        if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH)
            split_run_path(text(dynamic_, entry.d_un.d_val), file_.run_paths);
    }
}

/// One library of the version table, whose versions begin at `offset` of the section.
void Reader::read_version_need(const GElf_Verneed& need, int offset, std::size_t& left) {
    const std::string library = text(needs_, need.vn_file);
    for (unsigned i = 0; i < need.vn_cnt; ++i) {
        GElf_Vernaux version;
        if (left-- == 0 || gelf_getvernaux(needs_.data, offset, &version) == nullptr)
            damaged("its table of needed versions does not end");
        const std::string name = text(needs_, version.vna_name);
        version_names_[version.vna_other & 0x7fffU] = {name, library};
        if ((version.vna_flags & VER_FLG_WEAK) == 0) file_.version_needs.push_back({library, name});
        if (version.vna_next == 0) return;
        if (version.vna_next > needs_.data->d_size)
            damaged("its table of needed versions leads out of it");
        offset += static_cast<int>(version.vna_next);
    }
}

void Reader::read_version_needs() {
    if (needs_.data == nullptr) return;
    if (needs_.data->d_size > INT32_MAX / 2) damaged("its table of needed versions has no end");
    std::size_t left = needs_.data->d_size / sizeof(Elf64_Vernaux);
    for (int offset = 0; left > 0;) {
        GElf_Verneed need;
        if (gelf_getverneed(needs_.data, offset, &need) == nullptr)
            damaged("its table of needed versions is not complete");
        if (need.vn_aux > needs_.data->d_size || need.vn_next > needs_.data->d_size)
            damaged("its table of needed versions leads out of it");
        read_version_need(need, offset + static_cast<int>(need.vn_aux), left);
        if (need.vn_next == 0) return;
        offset += static_cast<int>(need.vn_next);
    }
}

Reader::Version Reader::version_of(std::size_t symbol) {
    GElf_Versym index = 0;
    if (versions_.data == nullptr ||
        gelf_getversym(versions_.data, static_cast<int>(symbol), &index) == nullptr)
        return {};
    const auto found = version_names_.find(index & 0x7fffU);
    return found == version_names_.end() ? Version{} : found->second;
}

void Reader::read_symbols() {
    if (symbols_.data == nullptr) return;
    const std::size_t size = gelf_fsize(elf_.get(), ELF_T_SYM, 1, EV_CURRENT);
    const std::size_t count = size == 0 ? 0 : symbols_.data->d_size / size;
    if (count > INT32_MAX) damaged("its symbol table has no end");
    for (std::size_t i = 1; i < count; ++i) { // the first one stands for none
        GElf_Sym symbol;
        if (gelf_getsym(symbols_.data, static_cast<int>(i), &symbol) == nullptr)
            damaged("its symbol table is not complete");
        std::string name = text(symbols_, symbol.st_name);
        if (symbol.st_shndx != SHN_UNDEF) {
            file_.exports.push_back(std::move(name));
        } else {
            Version version = version_of(i);
            file_.imports.push_back(
                {std::move(name), std::move(version.name), std::move(version.library)});
        }
    }
}

ElfFile Reader::read() {
    read_machine();
    check_size();
    if (!file_.has_dynamic_section) return std::move(file_); // the loader looks at no section
    find_sections();
    read_dynamic();
    read_version_needs();
    read_symbols();
    return std::move(file_);
}

/// libelf wants to be told, before anything else, which version of ELF its caller knows.
void start_libelf() {
    static const unsigned version = elf_version(EV_CURRENT);
    if (version == EV_NONE)
        throw report::Error("libelf", "does not know the current ELF version",
                            "install a newer elfutils (libelf)");
}

ElfFile read_with(const std::string& name, OwnedElf elf, std::uint64_t size) {
    if (!elf || elf_kind(elf.get()) != ELF_K_ELF)
        throw report::Error(name, "is not an ELF file that can be read", "build or copy it again");
    return Reader(name, std::move(elf), size).read();
}

} // namespace

ElfFile read_elf(const std::filesystem::path& path) {
    start_libelf();
    const std::string name = path.string();
    const fs::Descriptor fd(fs::open_existing(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (fstat(fd.get(), &status) != 0) throw report::system_error(path.string(), "read", errno);
    return read_with(name, OwnedElf(elf_begin(fd.get(), ELF_C_READ, nullptr)),
                     static_cast<std::uint64_t>(status.st_size));
}

ElfFile read_elf(const std::string& name, std::string& image) {
    start_libelf();
    return read_with(name, OwnedElf(elf_memory(image.data(), image.size())), image.size());
}

} // namespace calpkg::check
