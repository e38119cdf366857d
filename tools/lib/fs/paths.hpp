#pragma once

#include <string>

namespace calpkg::fs {

/// Whether `path` is `top` or lies in it, at any depth, by their names alone. Both without a "/" at the end.
inline bool is_at_or_below(const std::string& path, const std::string& top) {
    return path.starts_with(top) && (path.size() == top.size() || path[top.size()] == '/');
}

} // namespace calpkg::fs
