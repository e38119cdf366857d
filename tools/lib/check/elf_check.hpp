#pragma once

#include "lib/check/elf.hpp"
#include "lib/layout/target.hpp"
#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::check {

/// Where an ELF file is to be installed, and by what.
struct ElfDestination {
    std::string package; ///< "calamari-server"
    std::string path;    ///< "/opt/calamari/venv/lib/python2.6/site-packages/x.so"
    std::string home;    ///< "/opt/calamari": libraries below it are the package's own
};

/// Holds one ELF file against the system that it is for. Errors:
///   wrong-machine      made for another processor; nothing else is looked at then
///   glibc-too-new      needs versions of glibc's interface newer than the target's; tells which
///                      symbols
///   wrong-python-abi   a module that the target's Python cannot load (see python_abi.hpp)
///   foreign-rpath      DT_RPATH or DT_RUNPATH names a directory that is neither below `home`
///                      nor below /lib, /lib64, /usr/lib or /usr/lib64: on another machine anybody
///                      could own it
/// Warning:
///   relative-rpath     a run path that depends on the process' working directory
report::Findings elf(const ElfFile& file, const ElfDestination& destination,
                     const layout::Target& target);

/// Judges every ELF file of the virtualenv of `plan`; of everything else the first bytes are read.
/// Beside the above: `damaged-elf` (error) for one that cannot be read, `unchecked-file` (warning)
/// for a member of more than 256 MiB. Throws report::Error when a source cannot be read.
report::Findings elf_files(const plan::Plan& plan);

} // namespace calpkg::check
