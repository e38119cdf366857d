#include "lib/egg/make/setup_call.hpp"

#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace calpkg::egg {

namespace {

using TokenKind = python::Token::Kind;

/// Goes through a setup.py statement by statement, up to the end.
class SetupFinder {
public:
    SetupFinder(const std::vector<python::Token>& tokens, std::string file)
        : tokens_(tokens),
          reader_(tokens, names_) {
        call_.file = std::move(file);
    }

    SetupCall run() {
        std::size_t at = 0;
        while (tokens_[at].kind != TokenKind::end) statement(at);
        if (call_.line == 0)
            fail(1, "setup() is not called", "give the directory of a package with setuptools");
        return std::move(call_);
    }

private:
    [[noreturn]] void fail(int line, const std::string& reason, const std::string& remedy) const {
        throw report::Error(fmt::format("{}:{}", call_.file, line), reason, remedy);
    }

    std::size_t end_of(std::size_t at) const {
        while (tokens_[at].kind != TokenKind::newline && tokens_[at].kind != TokenKind::end) ++at;
        return at;
    }

    void statement(std::size_t& at) {
        const std::size_t end = end_of(at);
        if (const std::optional<std::size_t> call = setup_in(at, end)) {
            read_call(*call);
        } else if (call_.line == 0) {
            if (tokens_[at].line_start && tokens_[at].kind == TokenKind::name &&
                tokens_[at + 1].is("="))
                assign(at, end);
            else
                forget(at, end);
        }
        at = tokens_[end].kind == TokenKind::end ? end : end + 1;
    }

    /// Where `(` of `setup(`, `setuptools.setup(` or `distutils.core.setup(` stands in a statement.
    std::optional<std::size_t> setup_in(std::size_t at, std::size_t end) const {
        for (std::size_t i = at; i + 1 < end; ++i) {
            if (!tokens_[i].is_name("setup") || !tokens_[i + 1].is("(")) continue;
            if (i > at && tokens_[i - 1].is_name("def")) continue;
            const bool member = i > at + 1 && tokens_[i - 1].is(".");
            if (member && !tokens_[i - 2].is_name("setuptools") && !tokens_[i - 2].is_name("core"))
                continue;
            return i + 1;
        }
        return std::nullopt;
    }

    void read_call(std::size_t at) {
        const int line = tokens_[at].line;
        if (call_.line != 0)
            fail(line, fmt::format("setup() is called again, after line {}", call_.line),
                 "keep one of the two");
        call_.line = line;
        const python::Value call = reader_.arguments(at);
        if (!call.items.empty() || call.named.count("**") > 0)
            fail(call.items.empty() ? call.named.at("**").line : call.items.front().line,
                 "the keywords of setup() are only known when Python runs it",
                 "write them out as setup(name=value, …)");
        call_.arguments = call.named;
    }

    void assign(std::size_t at, std::size_t end) {
        const std::string name(tokens_[at].text);
        const int line = tokens_[at].line;
        std::size_t value_at = at + 2;
        python::Value value = reader_.expression(value_at);
        if (value_at != end) { // `a = b = 1`, `a = 1, 2`
            forget(at, end);
            return;
        }
        if (!names_.emplace(name, std::move(value)).second) set_unknown(name, line);
    }

    /// Every name that an odd statement may change has no known value from here on: those left of
    /// an assignment, and one that a method is called of.
    void forget(std::size_t at, std::size_t end) {
        constexpr std::array<std::string_view, 14> assignments{
            "=", "+=", "-=", "*=", "/=", "//=", "%=", "**=", ">>=", "<<=", "|=", "&=", "^=", "@="};
        std::size_t last = at;
        for (std::size_t i = at; i < end; ++i)
            if (std::any_of(assignments.begin(), assignments.end(),
                            [&](std::string_view op) { return tokens_[i].is(op); }))
                last = i;
        for (std::size_t i = at; i < end; ++i) {
            const bool method = i + 1 < end && tokens_[i + 1].is(".");
            const bool declared = i > at && tokens_[i - 1].is_name("for");
            if (tokens_[i].kind == TokenKind::name && (i < last || method || declared))
                set_unknown(std::string(tokens_[i].text), tokens_[i].line);
        }
    }

    void set_unknown(const std::string& name, int line) {
        python::Value value;
        value.text = fmt::format("'{}' is changed in line {}", name, line);
        value.line = line;
        names_[name] = value;
    }

    const std::vector<python::Token>& tokens_;
    python::Names names_;
    python::ExpressionReader reader_;
    SetupCall call_;
};

} // namespace

SetupCall read_setup_call(const std::string& source, const std::string& file) {
    const std::vector<python::Token> tokens = python::tokenize(source, file);
    return SetupFinder(tokens, file).run();
}

} // namespace calpkg::egg
