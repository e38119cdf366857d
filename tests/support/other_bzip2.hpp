#pragma once

#include <bzlib.h>
#include <dlfcn.h>

namespace calpkg::test {

/// Whether libbz2 answers otherwise than the known one. Included once a program: it defines a function of libbz2.
inline bool other_bzip2 = false;

} // namespace calpkg::test

// The program's own takes the place of libbz2's, which librpm compresses with by other functions.
extern "C" int BZ2_bzBuffToBuffCompress(char* to, unsigned* size, char* from, unsigned from_size,
                                        int block, int verbosity, int work) {
    static const auto real = reinterpret_cast<decltype(&BZ2_bzBuffToBuffCompress)>(
        dlsym(RTLD_NEXT, "BZ2_bzBuffToBuffCompress"));
    const int result = real(to, size, from, from_size, block, verbosity, work);
    if (calpkg::test::other_bzip2) to[*size - 1] ^= 1;
    return result;
}
