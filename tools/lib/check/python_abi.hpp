#pragma once

#include "lib/check/elf.hpp"

#include <string>

namespace calpkg::check {

/// Why an interpreter of `python` ("2.6") cannot load the ELF file at `path`
/// ("…/lib/python2.7/x.so"), in words with the symbol that tells; "" when nothing speaks against
/// it, or it is not an extension module.
///
/// It is for the other major version when it takes or gives symbols that only that one has; for
/// another minor version by its file name's tag (PEP 3149), the lib/pythonX.Y that it lies in or
/// the libpython that it is linked to. Python 2 of every distribution keeps 4 bytes a character
/// (PyUnicodeUCS4_…): modules of an interpreter with 2 do not load there.
std::string python_abi_mismatch(const ElfFile& file, const std::string& path,
                                const std::string& python);

} // namespace calpkg::check
