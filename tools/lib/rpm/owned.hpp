#pragma once

#include <rpm/header.h>
#include <rpm/rpmfi.h>
#include <rpm/rpmfiles.h>
#include <rpm/rpmio.h>
#include <rpm/rpmkeyring.h>
#include <rpm/rpmtd.h>
#include <rpm/rpmts.h>

#include <cstdlib>
#include <memory>
#include <type_traits>

namespace calpkg::rpm {

/// Gives what librpm has handed out back to it.
struct Free {
    void operator()(char* text) const { std::free(text); }
    void operator()(rpmts ts) const { rpmtsFree(ts); }
    void operator()(rpmKeyring keyring) const { rpmKeyringFree(keyring); }
    void operator()(FD_t fd) const { Fclose(fd); }
    void operator()(Header header) const { headerFree(header); }
    void operator()(rpmtd data) const { rpmtdFree(data); }
    void operator()(rpmfiles files) const { rpmfilesFree(files); }
    void operator()(rpmfi iterator) const {
        rpmfiArchiveClose(iterator);
        rpmfiFree(iterator);
    }
};

/// A handle of librpm (rpmts, Header, …) that belongs to one place.
template <typename Handle>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Free>;

} // namespace calpkg::rpm
