#pragma once

#include <locale.h> // NOLINT(modernize-deprecated-headers): locale_t is POSIX

namespace calpkg::tar {

/// Which bytes libarchive takes for characters. It asks the locale, so that without this the same
/// name would give different archives, or an error, in different environments.
enum class Charset {
    ascii, ///< names with other bytes pass as they are, with a warning
    utf8,  ///< where the C library has a UTF-8 locale, else ascii
};

/// A locale that a thread can use for a while.
class Locale {
public:
    explicit Locale(Charset charset);
    ~Locale();
    Locale(const Locale&) = delete;
    Locale& operator=(const Locale&) = delete;
    locale_t get() const { return locale_; }

private:
    locale_t locale_;
};

/// Gives this thread `locale` until the object dies; other threads keep theirs.
class LocaleScope {
public:
    explicit LocaleScope(const Locale& locale) : before_(uselocale(locale.get())) {}
    ~LocaleScope() { uselocale(before_); }
    LocaleScope(const LocaleScope&) = delete;
    LocaleScope& operator=(const LocaleScope&) = delete;

private:
    locale_t before_;
};

} // namespace calpkg::tar
