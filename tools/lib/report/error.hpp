#pragma once

#include <optional>
#include <stdexcept>
#include <string>

namespace calpkg::report {

/// Where in a text file something is wrong: line and byte of the line, both from 1; a column of 0 is not known.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
};

/// A failure that the user can do something about: wrong usage, bad input, a
/// program that failed. The program prints it once, as
/// `cal-pkg: error: <subject>: <reason>; <remedy>`, and exits with 2.
class Error : public std::runtime_error {
public:
    /// `subject` is the object (a path, a component, a tag), `reason` what is wrong
    /// with it, `remedy` the way out; the remedy may be empty when there is none to offer. All three
    /// may hold what comes from outside: they are escaped for a terminal.
    Error(const std::string& subject, const std::string& reason, const std::string& remedy = {});

    const std::string& subject() const { return subject_; }
    const std::string& reason() const { return reason_; }
    const std::string& remedy() const { return remedy_; }

    /// What it is about, if that is a line of a file: for those who show the line.
    const std::optional<Place>& place() const { return place_; }
    void set_place(Place place) { place_ = std::move(place); }

private:
    std::string subject_;
    std::string reason_;
    std::string remedy_;
    std::optional<Place> place_;
};

/// The user asked to stop (SIGINT, SIGTERM, SIGHUP): unwinds, so that every guard cleans up, and
/// ends the program with 130.
class Interrupted : public std::exception {
public:
    const char* what() const noexcept override { return "interrupted"; }
};

/// `text` with control characters and invalid UTF-8 written as \xNN: nothing that comes from outside
/// may reach a terminal otherwise. Valid UTF-8 passes unchanged, and so does what is escaped already.
/// Errors and findings do it themselves.
std::string escaped(const std::string& text);

/// Error for the system call that just failed on `subject`: `verb` says what was tried
/// ("open", "rename"), the reason comes from `error_number`.
Error system_error(const std::string& subject, const std::string& verb, int error_number);

/// `error`, where its subject lies below `directory`, a temporary one that means nothing to anybody: told of the same
/// name below `destination`, for which that was made.
Error told_of(const std::string& destination, const Error& error, const std::string& directory);

} // namespace calpkg::report
