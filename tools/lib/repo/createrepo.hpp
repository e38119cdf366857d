#pragma once

#include <glib.h>
#include <rpm/rpmlib.h>
#include <sys/stat.h>

// libcreaterepo_c's struct cr_Package has a member with the name of a C++20 keyword. What its headers include is
// included above, so that the macro reaches nothing else.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define requires requires_
#include <createrepo_c/error.h>
#include <createrepo_c/parsepkg.h>
#include <createrepo_c/repomd.h>
#include <createrepo_c/xml_dump.h>
#include <createrepo_c/xml_file.h>
#undef requires

// What repository.cpp calls of libcreaterepo_c and of its GLib, each name once.
#define CALPKG_CREATEREPO_FUNCTIONS(APPLY)   \
    APPLY(cr_contentstat_free)               \
    APPLY(cr_contentstat_new)                \
    APPLY(cr_package_free)                   \
    APPLY(cr_package_from_rpm)               \
    APPLY(cr_package_parser_init)            \
    APPLY(cr_repomd_free)                    \
    APPLY(cr_repomd_new)                     \
    APPLY(cr_repomd_record_fill)             \
    APPLY(cr_repomd_record_free)             \
    APPLY(cr_repomd_record_load_contentstat) \
    APPLY(cr_repomd_record_new)              \
    APPLY(cr_repomd_record_rename_file)      \
    APPLY(cr_repomd_record_set_timestamp)    \
    APPLY(cr_repomd_set_record)              \
    APPLY(cr_repomd_set_revision)            \
    APPLY(cr_xml_dump_init)                  \
    APPLY(cr_xml_dump_repomd)                \
    APPLY(cr_xmlfile_add_pkg)                \
    APPLY(cr_xmlfile_close)                  \
    APPLY(cr_xmlfile_set_num_of_pkgs)        \
    APPLY(cr_xmlfile_sopen)                  \
    APPLY(g_clear_error)                     \
    APPLY(g_free)                            \
    APPLY(g_log_remove_handler)              \
    APPLY(g_log_set_handler)

namespace calpkg::repo {

/// Functions by their own names. Call g_free in parentheses: newer GLibs have a macro of that name.
struct Createrepo {
#define CALPKG_DECLARE(name) decltype(&::name) name = nullptr;
    CALPKG_CREATEREPO_FUNCTIONS(CALPKG_DECLARE)
#undef CALPKG_DECLARE
};

/// libcreaterepo_c, loaded at the first call and never let go. It is not linked: the 35 libraries that come with
/// it (curl's, LDAP, GnuTLS, …) take half of the time that a command needs to start, and only a build
/// uses it. Throws report::Error when it is not there or lacks something.
const Createrepo& createrepo();

} // namespace calpkg::repo
