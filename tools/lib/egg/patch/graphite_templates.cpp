#include "lib/egg/patch/graphite_templates.hpp"

#include "lib/python/value_form.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace calpkg::egg {

namespace {

constexpr std::string_view kTemplates = "/site-packages/graphite/templates";
constexpr std::string_view kPython = "python";
constexpr std::string_view kVersion = "%d.%d";
constexpr std::string_view kRunning = " % sys.version_info[:2]";

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// "2.7": one Python's version.
bool is_fixed(std::string_view version) {
    const std::size_t dot = version.find('.');
    return dot != std::string_view::npos && is_digits(version.substr(0, dot)) &&
           is_digits(version.substr(dot + 1));
}

/// The version within "…/pythonVERSION/site-packages/graphite/templates…": offset and size in
/// `text`.
struct VersionPart {
    std::size_t at = 0;
    std::size_t size = 0;
};

std::optional<VersionPart> find_version(std::string_view text) {
    const std::size_t end = text.find(kTemplates);
    if (end == std::string_view::npos) return std::nullopt;
    const std::size_t python = text.substr(0, end).rfind(kPython);
    if (python == text.npos) return std::nullopt;
    const VersionPart part{python + kPython.size(), end - python - kPython.size()};
    const bool below_python = text.substr(part.at, part.size).find('/') == text.npos;
    return below_python ? std::optional(part) : std::nullopt;
}

bool is_template_path(const python::Token& token) {
    return token.kind == python::Token::Kind::string && find_version(token.text).has_value();
}

bool is_name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Whether `line` is an assignment to a plain name: not a statement's continuation.
bool is_assignment(std::string_view line) {
    const auto* end = std::find_if_not(line.begin(), line.end(), is_name_character);
    const std::string_view rest(end, line.end());
    const std::size_t sign = rest.find_first_not_of(" \t");
    return end != line.begin() && sign != rest.npos && rest[sign] == '=' &&
           rest.substr(sign, 2) != "==";
}

/// An assignment with all its lines.
struct Statement {
    std::size_t begin = 0; ///< of the name that is assigned to
    python::Lexed
        python; ///< its tokens; without a newline token when a bracket or a quote is missing
};

/// The statement at `begin`, which is indented by `indentation`. It goes on while a bracket is
/// open; since one may never be closed, it also ends before a line that is not indented further and
/// is an assignment.
Statement statement_at(std::string_view text, std::size_t begin, std::size_t indentation) {
    constexpr int kMostLines = 200;
    std::size_t end = begin;
    for (int line = 1;; ++line) {
        end = std::min(text.find('\n', end), text.size());
        python::Lexed python = python::lex(text.substr(begin, end - begin));
        const std::size_t next = std::min(text.find_first_not_of(" \t", end + 1), text.size());
        const bool last = next == text.size() || line == kMostLines ||
                          (next - end - 1 <= indentation && is_assignment(text.substr(next)));
        if (python.well_formed() || last) return {begin, std::move(python)};
        end = next;
    }
}

/// Each costs as much as the whole file.
constexpr std::size_t kMostSettings = 100;

/// The assignments to TEMPLATE_DIRS, not many more than kMostSettings, broken ones included (lex() stops at a missing bracket).
std::vector<Statement> statements(std::string_view text) {
    constexpr std::string_view kName = "TEMPLATE_DIRS";
    std::vector<Statement> found;
    for (std::size_t at = text.find(kName); at != text.npos; at = text.find(kName, at + 1)) {
        const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
        const std::size_t end = at + kName.size();
        const bool first = text.find_first_not_of(" \t", line) == at;
        if (first && end < text.size() && !is_name_character(text[end]) &&
            is_assignment(text.substr(at)))
            found.push_back(statement_at(text, at, at - line));
        if (found.size() > kMostSettings) break;
    }
    return found;
}

report::Error unknown_form(const std::string& subject) {
    return {subject, "sets TEMPLATE_DIRS in a form that this fix does not know",
            "change it with --patch or --replace"};
}

/// One assignment and what is wrong with it.
class TemplateDirs {
public:
    TemplateDirs(std::string_view text, Statement statement, const std::string& subject)
        : text_(text),
          begin_(statement.begin),
          closed_(statement.python.well_formed()),
          tokens_(std::move(statement.python.tokens)),
          subject_(subject) {
        std::erase_if(tokens_, [](const python::Token& token) {
            return token.kind == python::Token::Kind::newline;
        });
        for (std::size_t i = 0; i < tokens_.size(); ++i)
            if (is_template_path(tokens_[i])) paths_.push_back(i);
    }

    bool sets_path() const { return !paths_.empty(); }
    std::size_t begin() const { return begin_; }
    std::size_t end() const { return end_of(tokens_.size() - 1); }
    std::string_view original() const { return between(begin(), end()); }
    /// The statement as it should be; as it is when nothing is wrong.
    std::string repaired() const;

private:
    std::string_view word(std::size_t index) const { return tokens_[index].text; }
    std::size_t begin_of(std::size_t index) const {
        return static_cast<std::size_t>(word(index).data() - text_.data());
    }
    std::size_t end_of(std::size_t index) const { return begin_of(index) + word(index).size(); }
    std::string_view between(std::size_t from, std::size_t to) const {
        return text_.substr(from, to - from);
    }
    std::string_view version(std::size_t index) const {
        const VersionPart part = *find_version(word(index));
        return word(index).substr(part.at, part.size);
    }
    bool is_single_value() const;
    std::string with_running_version(std::size_t index) const;
    std::string edited() const;
    std::string rewritten() const;
    bool is_only_version(std::size_t first) const;
    bool stands_alone(std::size_t index) const;
    bool ends_its_line() const;

    std::string_view text_;
    std::size_t begin_;
    bool closed_; ///< no bracket or quote is missing
    std::vector<python::Token> tokens_;
    const std::string& subject_;
    std::vector<std::size_t> paths_; ///< tokens that hold a path to graphite's templates
};

/// The literal with the place for two numbers in it, and the numbers.
std::string TemplateDirs::with_running_version(std::size_t index) const {
    const std::string_view literal = word(index);
    const VersionPart part = *find_version(literal);
    const std::string before(literal.substr(0, part.at));
    const std::string after(literal.substr(part.at + part.size));
    if ((before + after).find_first_of("%{") != std::string::npos) throw unknown_form(subject_);
    return before + std::string(kVersion) + after + std::string(kRunning);
}

/// Whether the literal is an argument or an element by itself, so that "%" needs no brackets.
bool TemplateDirs::stands_alone(std::size_t index) const {
    if (index == 0 || index + 1 >= tokens_.size()) return false;
    for (const std::size_t neighbour : {index - 1, index + 1})
        if (tokens_[neighbour].kind == python::Token::Kind::string) throw unknown_form(subject_);
    const std::string_view before = word(index - 1), after = word(index + 1);
    return (before == "," || before == "(" || before == "[") &&
           (after == "," || after == ")" || after == "]");
}

/// Only the literals change.
std::string TemplateDirs::edited() const {
    std::string result;
    std::size_t done = begin();
    for (const std::size_t index : paths_) {
        if (!is_fixed(version(index))) continue;
        const std::string literal = with_running_version(index);
        result += between(done, begin_of(index));
        result += stands_alone(index) ? literal : "(" + literal + ")";
        done = end_of(index);
    }
    return result += between(done, end());
}

/// Whether nothing from token `first` on is worth keeping: brackets and the version put together.
bool TemplateDirs::is_only_version(std::size_t first) const {
    static constexpr std::array<std::string_view, 7> known{
        "format", "pyminor", "minor", "major", "sys", "version_info", "version"};
    return std::all_of(tokens_.begin() + static_cast<std::ptrdiff_t>(first), tokens_.end(),
                       [&](const python::Token& token) {
                           if (token.kind == python::Token::Kind::string) return false;
                           return token.kind != python::Token::Kind::name ||
                                  std::find(known.begin(), known.end(), token.text) != known.end();
                       });
}

/// Whether nothing but a comment follows: reading stops at a bracket too many.
bool TemplateDirs::ends_its_line() const {
    const std::size_t next = std::min(text_.find_first_not_of(" \t\r", end()), text_.size());
    return next == text_.size() || text_[next] == '\n' || text_[next] == '#';
}

/// `TEMPLATE_DIRS = (join(ROOT, PATH),)` out of any arrangement of brackets and commas around join.
std::string TemplateDirs::rewritten() const {
    const std::size_t path = paths_.front();
    std::size_t call = 2; // behind the name and "="
    while (call < path && word(call) == "(") ++call;
    const std::size_t callee = call;
    while (call < path && word(call) != "(") ++call;
    const bool known = paths_.size() == 1 && call > callee && word(call - 1) == "join" &&
                       call + 2 < path && word(path - 1) == "," && is_only_version(path + 1) &&
                       ends_its_line();
    if (!known) throw unknown_form(subject_);
    return std::string(word(0)) + " = (" + std::string(between(begin_of(callee), begin_of(path))) +
           with_running_version(path) + "),)";
}

std::string TemplateDirs::repaired() const {
    const bool fixed = std::any_of(paths_.begin(), paths_.end(),
                                   [this](std::size_t i) { return is_fixed(version(i)); });
    // "{}" is "{0}" from Python 2.7 on only.
    const bool unnumbered = std::any_of(paths_.begin(), paths_.end(), [this](std::size_t i) {
        return version(i).find("{}") != std::string_view::npos;
    });
    if (!closed_ || unnumbered || is_single_value()) return rewritten();
    return fixed ? edited() : std::string(original());
}

bool TemplateDirs::is_single_value() const {
    return python::form_of(std::span(tokens_).subspan(2)) == python::ValueForm::other;
}

/// Whether the statement that begins at tokens[index] is an import that binds the name sys.
bool binds_sys(const std::vector<python::Token>& tokens, std::size_t index) {
    if (tokens[index].text != "import") return false;
    std::string module; // "os", "os.path", "sys as system"
    for (++index; index < tokens.size(); ++index) {
        const python::Token& token = tokens[index];
        if (token.kind == python::Token::Kind::newline || token.text == ";") break;
        if (token.text != ",") {
            module += token.text;
        } else {
            if (module == "sys") return true;
            module.clear();
        }
    }
    return module == "sys";
}

/// Whether an import of sys at the left margin stands in `before`. One in a block may not be run, one in a
/// function binds a name of its own; one too many does no harm.
bool imports_sys(std::string_view before) {
    const python::Lexed python = python::lex(before);
    for (std::size_t i = 0; i < python.tokens.size(); ++i)
        if (python.tokens[i].line_start && binds_sys(python.tokens, i)) return true;
    return false;
}

/// Whether what is at `at` lies within a string, such as a module's documentation.
bool is_in_string(const python::Lexed& python, const char* at) {
    return std::any_of(python.tokens.begin(), python.tokens.end(), [&](const python::Token& token) {
        return token.kind == python::Token::Kind::string && token.text.data() < at &&
               at < token.text.data() + token.text.size();
    });
}

std::string indentation(const std::string& text, std::size_t at) {
    const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(line, at - line);
}

} // namespace

std::string fix_graphite_templates(const std::string& text, const std::string& subject) {
    std::string result;
    std::size_t done = 0;
    bool found = false, imported = false;
    const python::Lexed python = python::lex(text);
    const std::string line_end = text.find("\r\n") == std::string::npos ? "\n" : "\r\n";
    std::vector<Statement> settings = statements(text);
    if (settings.size() > kMostSettings)
        throw report::Error(subject,
                            fmt::format("sets TEMPLATE_DIRS more than {} times", kMostSettings),
                            "correct it by hand");
    for (Statement& statement : settings) {
        if (is_in_string(python, text.data() + statement.begin)) continue;
        if (statement.begin < done) throw unknown_form(subject); // one within another
        const TemplateDirs setting(text, std::move(statement), subject);
        if (!setting.sets_path()) continue;
        found = true;
        const std::string repaired = setting.repaired();
        const bool differs = repaired != setting.original();
        result += text.substr(done, setting.begin() - done);
        if (differs && !imported &&
            !imports_sys(std::string_view(text).substr(0, setting.begin()))) {
            const std::string margin = indentation(text, setting.begin());
            result += "import sys" + line_end + margin;
            imported = margin.empty();
        }
        result += repaired;
        done = setting.end();
    }
    if (!found)
        throw report::Error(subject, "does not set TEMPLATE_DIRS to graphite's templates",
                            "there is nothing that this fix repairs");
    return result + text.substr(done);
}

bool names_fixed_python(const std::string& bytecode) {
    std::string_view rest = bytecode;
    while (rest.find(kTemplates) != rest.npos) {
        const auto part = find_version(rest);
        if (part && is_fixed(rest.substr(part->at, part->size))) return true;
        rest.remove_prefix(rest.find(kTemplates) + 1);
    }
    return false;
}

} // namespace calpkg::egg
