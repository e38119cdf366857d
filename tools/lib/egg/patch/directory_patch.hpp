#pragma once

#include "lib/egg/patch/changes.hpp"
#include "lib/egg/patch/replace_in_place.hpp"
#include "lib/fs/metadata.hpp"

#include <filesystem>

namespace calpkg::egg {

/// Applies completed `changes` to a copy of the directory egg `egg` at `to`, which is not there
/// yet. Other files keep everything, as `copying` says. Written ones get the old one's metadata,
/// added ones that of a file beside them.
void patch_tree(const std::filesystem::path& egg, const Changes& changes,
                const std::filesystem::path& to, fs::Copying copying);

/// Replaces the locked directory egg by itself with completed `changes`. The new tree is made
/// beside it and exchanged with it in one step, so that a process that is killed leaves the old egg
/// or the new one. Where the file system cannot exchange directories, files are replaced one by
/// one, bytecode removed first, and put back when one fails. Throws report::Error; the egg is then
/// as it was.
BackupResult replace_directory(const EggLock& egg, const Changes& changes, Backup backup);

/// What replace_directory() does without an exchange: `fresh` is the complete new tree, the names of `changes` are
/// relative to it, `held` is an empty directory for the old files meanwhile, both on the egg's file system. Throws
/// report::Error; the old files are then back.
void replace_one_by_one(const std::filesystem::path& egg, const std::filesystem::path& fresh,
                        const std::filesystem::path& held, const Changes& changes);

/// Puts the directory `fresh` in the place of `old`, which then stands at `fresh`; false where the
/// file system cannot do that in one step. Both are on one file system.
bool exchange(const std::filesystem::path& fresh, const std::filesystem::path& old);

} // namespace calpkg::egg
