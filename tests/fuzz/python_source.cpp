// Python sources: coding, tokens, statements, values, what a Python refuses, settings and their fixes, setup.py. Tokens
// lie in the source one behind the other; a fix mends what it changes once and for all.

#include "refusable.hpp"

#include "lib/egg/check/settings_check.hpp"
#include "lib/egg/make/setup_call.hpp"
#include "lib/egg/patch/fixes.hpp"
#include "lib/python/misfit.hpp"
#include "lib/python/source_encoding.hpp"
#include "lib/python/staleness.hpp"
#include "lib/python/statements.hpp"
#include "lib/python/string_value.hpp"
#include "lib/python/value_form.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace calpkg;
using fuzz::refusable;

namespace {

void tokens(std::string_view source) {
    const python::Lexed lexed = python::lex(source);
    const char* at = source.data();
    int line = 1;
    for (const python::Token& token : lexed.tokens) {
        if (!token.text.empty() && (token.text.data() < at || token.text.end() > source.end()))
            std::abort();
        if (!token.text.empty()) at = token.text.data() + token.text.size();
        if (token.line < line) std::abort();
        line = token.line;
        if (token.kind == python::Token::Kind::string) python::string_value(token);
    }
    if (std::count(source.begin(), source.end(), '\n') +
            std::count(source.begin(), source.end(), '\r') + 1 <
        line)
        std::abort();
    if (!lexed.well_formed()) return;
    for (const python::Statement& statement : python::statements(lexed.tokens))
        if (statement.size() == 0) std::abort();
    for (const python::Assignment& assignment : python::assignments_to(lexed, "TEMPLATE_DIRS"))
        python::form_of(assignment.value);
}

void fixes(const std::string& source) {
    for (const egg::Fix& fix : egg::fixes())
        refusable([&] {
            const std::string mended = fix.apply(source, "fuzz");
            if (fix.apply(mended, "fuzz") != mended) std::abort();
        });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string source(reinterpret_cast<const char*>(data), size);
    tokens(source);
    fixes(source);
    refusable([&] { python::tokenize(source, "fuzz"); });
    refusable([&] { python::python_value(source, "fuzz"); });
    refusable([&] { egg::read_setup_call(source, "setup.py"); });
    python::unknown_encoding(source);
    for (const char* version : {"2.6", "2.7", "3.6", "3.13"}) {
        const auto misfit = python::misfit(source, version);
        if (misfit && (misfit->line < 1 || misfit->what.empty())) std::abort();
        refusable([&] { tokens(python::decoded_source(source, version, "fuzz")); });
        egg::check_settings(source, "fuzz", version);
    }
    const std::string_view bytecode = std::string_view(source).substr(size / 2);
    python::staleness(std::string_view(source).substr(0, size / 2), bytecode,
                      python::read_bytecode_header(bytecode));
    return 0;
}
