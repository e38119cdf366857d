#include "lib/egg/make/manifest_pattern.hpp"

#include "lib/egg/make/pattern.hpp"

#include <algorithm>

namespace calpkg::egg {

namespace {

using Parts = std::vector<std::string>;

Parts parts_of(const std::string& path) {
    Parts parts;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        parts.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

/// Where the class that begins at `open` ends; npos when it does not, and "[" is a character.
std::size_t end_of_class(const std::string& part, std::size_t open) {
    std::size_t at = open + 1;
    if (at < part.size() && part[at] == '!') ++at;
    if (at < part.size() && part[at] == ']') ++at;
    return part.find(']', at);
}

/// Whether the parts of a path from `at` on are those of a pattern from `from` on.
bool matches_parts(const Parts& pattern, std::size_t from, const Parts& path, std::size_t at,
                   bool recursive) {
    if (from == pattern.size()) return at == path.size();
    if (recursive && pattern[from] == "**") {
        for (std::size_t next = at; next <= path.size(); ++next)
            if (matches_parts(pattern, from + 1, path, next, recursive)) return true;
        return false;
    }
    return at < path.size() && egg::matches(pattern[from], path[at], false) &&
           matches_parts(pattern, from + 1, path, at + 1, recursive);
}

/// A pattern for what lies on disk, its parts apart.
struct DiskPattern {
    std::string front; ///< "./", or ""
    Parts parts;

    explicit DiskPattern(std::string pattern) {
        while (pattern.starts_with("./")) {
            front = "./";
            pattern.erase(0, pattern.find_first_not_of('/', 1));
        }
        const bool absolute = pattern.starts_with('/');
        parts = parts_of(pattern);
        if (!absolute) std::erase(parts, "");
    }
};

} // namespace

PathPattern::PathPattern(const std::string& pattern) {
    const Parts parts = parts_of(pattern);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool last = i + 1 == parts.size();
        if (parts[i] == "**") {
            tokens_.push_back({last ? Token::Kind::rest : Token::Kind::directories});
            continue;
        }
        add_part(parts[i]);
        if (!last) tokens_.push_back({Token::Kind::literal, '/'});
    }
}

void PathPattern::add_part(const std::string& part) {
    for (std::size_t i = 0; i < part.size(); ++i) {
        const std::size_t end = part[i] == '[' ? end_of_class(part, i) : part.npos;
        if (part[i] == '*') {
            tokens_.push_back({Token::Kind::some});
        } else if (part[i] == '?') {
            tokens_.push_back({Token::Kind::any});
        } else if (end == part.npos) {
            tokens_.push_back({Token::Kind::literal, part[i]});
        } else {
            Token token{Token::Kind::one_of};
            const bool negated = part[i + 1] == '!';
            for (std::size_t at = i + (negated ? 2 : 1); at < end; ++at)
                token.set.set(static_cast<unsigned char>(part[at]));
            if (negated) token.set.flip();
            tokens_.push_back(token);
            i = end;
        }
    }
}

/// Goes through a path by the tokens. No place is tried twice for a token: patterns come from outside.
class PathPattern::Search {
public:
    Search(const std::vector<Token>& tokens, const std::string& path)
        : tokens_(tokens),
          path_(path),
          tried_(tokens.size() * (path.size() + 1)) {}

    bool run(std::size_t token, std::size_t at) {
        if (token == tokens_.size()) return at == path_.size();
        const std::size_t state = token * (path_.size() + 1) + at;
        if (tried_[state]) return false;
        tried_[state] = true;
        return step(token, at);
    }

private:
    bool step(std::size_t token, std::size_t at) {
        const Token& first = tokens_[token];
        const bool more = at < path_.size(), inside = more && path_[at] != '/';
        switch (first.kind) {
        case Token::Kind::rest: return true;
        case Token::Kind::literal:
            return more && path_[at] == first.literal && run(token + 1, at + 1);
        case Token::Kind::any: return inside && run(token + 1, at + 1);
        case Token::Kind::one_of:
            return more && first.set.test(static_cast<unsigned char>(path_[at])) &&
                   run(token + 1, at + 1);
        case Token::Kind::some: return run(token + 1, at) || (inside && run(token, at + 1));
        case Token::Kind::directories: return run(token + 1, at) || next_directory(token, at);
        }
        return false;
    }

    bool next_directory(std::size_t token, std::size_t at) {
        const std::size_t slash = path_.find('/', at);
        return slash != path_.npos && slash > at && run(token, slash + 1);
    }

    const std::vector<Token>& tokens_;
    const std::string& path_;
    std::vector<bool> tried_;
};

bool PathPattern::matches(const std::string& path) const { return Search(tokens_, path).run(0, 0); }

std::vector<std::string> glob_files(const PackageSources& sources, const std::string& pattern,
                                    bool recursive) {
    std::vector<std::string> found;
    const DiskPattern wanted(pattern);
    for (const std::string& path : sources.paths())
        if (matches_parts(wanted.parts, 0, parts_of(path), 0, recursive))
            found.push_back(wanted.front + path);
    return found;
}

std::vector<std::string> glob_below(const PackageSources& sources, const std::string& pattern) {
    const DiskPattern wanted(pattern);
    // What os.walk finds below "." has no "./" in front, below "./a" it has.
    if (pattern == "." || pattern == "./") return sources.paths();
    std::vector<std::string> found;
    for (const std::string& path : sources.paths()) {
        Parts directory = parts_of(path);
        if (directory.size() <= wanted.parts.size()) continue;
        directory.resize(wanted.parts.size());
        if (matches_parts(wanted.parts, 0, directory, 0, false))
            found.push_back(wanted.front + path);
    }
    return found;
}

} // namespace calpkg::egg
