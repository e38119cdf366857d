#include "lib/web/script.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string fault(std::string_view script) {
    const std::optional<web::ScriptFault> found = web::script_fault(script);
    return found ? std::to_string(found->line) + ": " + found->reason : "";
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    while (times-- > 0) all += text;
    return all;
}

} // namespace

TEST_CASE("what a browser runs is accepted, whatever edition it is of") {
    for (const char* script :
         {"", "\xef\xbb\xbfvar a;", "#!/usr/bin/node\na", "// a", "/* a */", "<!-- a\nb", ";;;",
          // what may be left out
          "a\nb", "var a = 1\nvar b", "do a(); while (b) c()", "if (a) b\nelse c", "{a}",
          "x: for(;;) break x", "for(;;){continue\nx}", "function f(){return\n1}", "a\n++b",
          "i++\nj",
          // divisions and regular expressions
          "a = b / c / d", "a = /b/.test(c)", "if (/[/]\\/(/.test(a)) b", "a = b ? /c/g : /d/",
          "(a) / b", "a++ / b", "f(/'/, /\"/)", "x = a[0] / 2; y = '/'", "a = /=/", "return_ = /a/",
          "typeof /a/",
          // expressions
          "a = b = c ? d : e ? f : g, h", "new a.b(c).d[e](f)", "new new A()()", "new a",
          "new a().b = 1", "void 0, typeof a, delete a.b, !-~+a", "a in b instanceof c",
          "a.if.class.new", "({if: 1, 'b': 2, 3: 4, get: 5})",
          "({get a() { return 1 }, set a(b) {}, get: 1, set: 2})", "[,,1,,]", "a[b, c]", "f(a, b,)",
          "(function () {})()", "!function(){}()", "x = {a: function b() {}}",
          "0xff + .5 + 1. + 1e-7 + 08 + 1.e3", "a?.5:b", "'a\\\nb' + \"\\\"\"",
          "var \xc3\xa4 = '\xe2\x82\xac'", "\\u0061 = 1",
          "a\xc2\xa0=\xc2\xa0"
          "1",
          // statements
          "for (var a in b) c", "for (var a = 0, b; a < b; a++) ;", "for (a in b) ;",
          "for (var i = (a in b); ;) ;", "switch (a) { case b: case c: d; break; default: e }",
          "try { a } catch (b) { c } finally { d }", "with (a) b", "throw a", "debugger",
          "while (a) { if (b) continue; else break }", "if (a) ; else if (b) ; else c",
          // later editions
          "let a = 1; const b = 2; let [c, d = 1] = e, {f, g: h, ...i} = j", "let\na", "let = 1",
          "(a, b = 1, ...c) => a", "() => ({})", "a => b => { return c }", "async a => await a",
          "async (a) => { await a }",
          "async function f() { await g(); for await (const a of b) ; }", "async()", "async = 1",
          "function* g() { yield; yield* a; const b = yield c }", "`a${b + `c${d}`}e`", "f`a`",
          "a ?? b?.c?.[d]?.(e)", "a ?\?= b; a **= 2; a &&= c",
          "class A extends B { constructor() { super() } static a = 1; #b; get c() {} "
          "async *d() {} static { this.x } 'e'() {} [f]() {} static() {} }",
          "x = class {}", "for (const a of b) ;",
          "({a, b, async c() {}, *d() {}, [e]: f, ...g, async: 1})", "({a = 1}) => a", "1_000n",
          "import('a')", "import a, * as b from 'c'; import {d as e} from 'f'; import 'g'",
          "import.meta.url", "export default function () {}",
          "export {a as b, c}; export * from 'd'; export const e = 1", "try {} catch {}",
          "#a in b"}) {
        CAPTURE(script);
        CHECK(fault(script) == "");
    }
}

TEST_CASE("what no browser takes is refused with the line and a reason") {
    const std::pair<const char*, const char*> refused[] = {
        {"(function () {\n", "2: it ends in the middle"},
        {"a = [1,\n2", "2: it ends in the middle"},
        {"var a =", "1: it ends in the middle"},
        {"if (a) {\n\n", "3: it ends in the middle"},
        {"f(", "1: it ends in the middle"},
        {"a = {b: 1", "1: it ends in the middle"},
        {"try {}", "1: it ends in the middle"},
        {"a\n= 'b\n'", "2: a text has no end"},
        {"a = 'b", "1: a text has no end"},
        {"a = 'b\\", "1: a text has no end"},
        {"\n/* a", "2: a comment has no end"},
        {"a = /b\n/", "1: a regular expression has no end"},
        {"a = /[/]", "1: a regular expression has no end"},
        {"a = `b\n${c} d", "2: a template has no end"},
        {"a = `b${c", "1: it ends in the middle"},
        {"a b", "1: 'b' is not expected"},
        {"var = 1", "1: '=' is not expected"},
        {"var if", "1: 'if' is not expected"},
        {"a + ;", "1: ';' is not expected"},
        {"a)", "1: ')' is not expected"},
        {"}", "1: '}' is not expected"},
        {"(a]", "1: ']' is not expected"},
        {"()", "1: it ends in the middle"},
        {"f(,)", "1: ',' is not expected"},
        {"{a: 1, b: 2}", "1: ':' is not expected"},
        {"a => b => ", "1: it ends in the middle"},
        {"a + b => c", "1: '=>' is not expected"},
        {"1 = a", "1: a value is assigned to what is not a variable"},
        {"a + b = c", "1: a value is assigned to what is not a variable"},
        {"return 1", "1: 'return' stands outside a function"},
        {"function () {}", "1: '(' is not expected"},
        {"1a", "1: a number is followed by a letter"},
        {"a = 1e", "1: a number is malformed"},
        {"a \\ b", "1: '\\' stands where nothing is to be escaped"},
        {"a @ b", "1: a character does not belong to the language"},
        {"<!doctype html>\n<html>", "1: '<' is not expected"},
        {"<html>", "1: '<' is not expected"},
        {"a;\n<<<<<<< HEAD\nb;\n", "2: '<<' is not expected"},
        {"throw\na", "2: 'a' is not expected"},
        {"switch (a) { b }", "1: 'b' is not expected"},
        {"for (a) b", "1: ')' is not expected"},
        {"class { a: 1 }", "1: ':' is not expected"},
        {"version https://git-lfs.github.com/spec/v1\n", "1: 'https' is not expected"},
    };
    for (const auto& [script, reason] : refused) {
        CAPTURE(script);
        CHECK(fault(script) == reason);
    }
    CHECK(fault(std::string_view("a\0b", 3)) == "1: a character does not belong to the language");
    CHECK(fault("\x1f\x8b\x08") == "1: a character does not belong to the language");
}

TEST_CASE("a function that is cut anywhere is seen") {
    const std::string script =
        "(function(a){\"use strict\";var b=/[/'\"]/g,c={d:[1,2],e:'f\\'g'};for(var "
        "i=0;i<a;i++){if(c[i]){return "
        "b.test(a)?c.e:`h${i}`}else{switch(i){case 1:throw new Error(\"x\");default:i/=2}}}})(1)";
    CHECK(fault(script) == "");
    for (std::size_t size = 1; size < script.size() - 3; ++size) {
        CAPTURE(size);
        CHECK(fault(script.substr(0, size)) != "");
    }
}

TEST_CASE("hostile scripts take neither the stack nor long") {
    for (const char* nested : {"(",
                               "[",
                               "{",
                               "function f(){",
                               "a?b:(",
                               "if(a)",
                               "for(;;)",
                               "x=>{",
                               "`${",
                               "a[",
                               "f(",
                               "({a:",
                               "a:",
                               "class A{a=",
                               "while(a)",
                               "try{",
                               "new(",
                               "yield*(",
                               "do ",
                               "a=b?",
                               "async()=>",
                               "!(",
                               "function*g(){yield ",
                               "var[",
                               "var{a:"}) {
        CAPTURE(nested);
        CHECK(fault(repeated(nested, 300'000)) != "");
    }
    for (const char* chain : {"a=", "!", "new ", "typeof ", "a,", "a.b[c](d)+", "a?b:", "'a'+", "-",
                              "if(a);else ", "++"})
        CHECK(fault(repeated(chain, 100'000) + "a") == "");
    CHECK(fault(repeated("(", 300) + "a" + repeated(")", 300)) == "");
    CHECK(fault("/" + repeated("(", 1'000'000) + "/") == "");
}
