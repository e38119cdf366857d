#include "support/interpreters.hpp"
#include "support/zip_fixture.hpp"

#include "lib/egg/module_choice.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/siphash.hpp"
#include "lib/python/bytecode.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace calpkg;
using test::bytecode_header;
using test::Interpreter;
using test::kNoon;
using test::le;

namespace {

const std::string kOld = "who = 'old'\n";
const std::string kNew = "who = 'new'\n";
const std::string kLonger = "who = 'new' # and longer\n";

/// A zone by its POSIX string, and where that is in the summer of 2014.
struct Zone {
    std::string tz;
    int seconds_east;
};
const Zone kZones[] = {
    {"UTC0", 0}, {"AAA-5:45", 20700}, {"CET-1CEST,M3.5.0,M10.5.0/3", 7200}, {"BBB8", -28800}};

/// The code of kOld as `interpreter` marshals it.
std::string old_code(const Interpreter& interpreter) {
    const auto result =
        interpreter.run({"-c",
                         "import binascii, marshal, sys\n"
                         "code = marshal.dumps(compile(sys.argv[1], 'm.py', 'exec'))\n"
                         "print(binascii.hexlify(code).decode('ascii'))",
                         kOld});
    REQUIRE_MESSAGE(result.ok(), result.err);
    std::string code;
    for (std::size_t i = 0; i + 1 < result.out.size(); i += 2)
        code += static_cast<char>(std::stoi(result.out.substr(i, 2), nullptr, 16));
    return code;
}

std::string hash_header(const python::BytecodeRules& python, unsigned flags,
                        const std::string& source) {
    return le(python.magic, 2) + "\r\n" + le(flags, 4) +
           le(hash::siphash(python.hash_rounds, python.magic | 0x0a0d0000U, source), 8);
}

/// The egg's form does not matter to its case: name → content, and the source's time.
struct Case {
    std::string about;
    std::vector<test::ZipMember> files;
};

const python::BytecodeRules& python_of(const Interpreter& interpreter) {
    const auto& all = python::bytecode_rules();
    return *std::find_if(all.rbegin(), all.rend(), [&](const python::BytecodeRules& python) {
        return interpreter.version == python.version;
    });
}

std::vector<Case> cases(const Interpreter& interpreter) {
    const std::string& version = interpreter.version;
    const python::BytecodeRules& python = python_of(interpreter);
    const std::string code = old_code(interpreter);
    const auto size = static_cast<std::uint32_t>(kNew.size());
    const auto at = [&](std::uint32_t mtime) {
        return bytecode_header(version, mtime, size) + code;
    };
    const std::string foreign =
        bytecode_header(version == "3.6" ? "3.7" : "3.6", kNoon, size) + code;
    std::string digits = version;
    digits.erase(digits.find('.'), 1);
    const std::string cached = "__pycache__/m.cpython-" + digits + ".pyc";
    std::vector<Case> all{
        {"same size, time matches at UTC", {{"m.py", kNew}, {"m.pyc", at(kNoon)}}},
        {"a second off", {{"m.py", kNew}, {"m.pyc", at(kNoon + 1)}}},
        {"two seconds off", {{"m.py", kNew}, {"m.pyc", at(kNoon + 2)}}},
        {"time matches in Kathmandu", {{"m.py", kNew}, {"m.pyc", at(kNoon - 20700)}}},
        {"time matches in summer", {{"m.py", kNew}, {"m.pyc", at(kNoon - 7200)}}},
        {"another size", {{"m.py", kLonger}, {"m.pyc", at(kNoon)}}},
        {"bytecode alone", {{"m.pyc", at(kNoon)}}},
        {"bytecode of another Python", {{"m.py", kNew}, {"m.pyc", foreign}}},
        {"that alone", {{"m.pyc", foreign}}},
        {"empty bytecode", {{"m.py", kNew}, {"m.pyc", ""}}},
        {"bytecode cut short", {{"m.py", kNew}, {"m.pyc", at(kNoon).substr(0, 7)}}},
        {"optimised bytecode beside", {{"m.py", kNew}, {"m.pyo", at(kNoon)}}},
        {"optimised bytecode where the other does not match",
         {{"m.py", kNew}, {"m.pyc", at(kNoon - 7200)}, {"m.pyo", at(kNoon)}}},
        {"bytecode in __pycache__", {{"m.py", kNew}, {cached, at(kNoon)}}},
        {"that of another size", {{"m.py", kLonger}, {cached, at(kNoon)}}},
        {"that of another time", {{"m.py", kNew}, {cached, at(kNoon + 1)}}},
        {"that alone", {{cached, at(kNoon)}}},
        {"that optimised",
         {{"m.py", kNew}, {"__pycache__/m.cpython-" + digits + ".opt-1.pyc", at(kNoon)}}},
        {"a date of zero", {{"m.py", kNew, {0, 0}}, {"m.pyc", at(kNoon)}}},
    };
    if (python.hash_rounds == 0) return all;
    for (const char* name : {"m.pyc", cached.c_str()})
        for (const unsigned flags : {1U, 3U})
            for (const std::string& source : {kOld, kNew})
                all.push_back(
                    {"hash-based",
                     {{"m.py", kNew}, {name, hash_header(python, flags, source) + code}}});
    all.push_back({"hash-based alone", {{"m.pyc", hash_header(python, 3, kNew) + code}}});
    return all;
}

std::filesystem::path write_zip(const test::Dir& dir, const Case& one, std::size_t number) {
    return dir.write(std::to_string(number) + "-0.1.egg", test::make_zip(one.files));
}

std::filesystem::path write_directory(const test::Dir& dir, const Case& one, std::size_t number) {
    const std::string top = "directory-" + std::to_string(number) + "-0.1.egg/";
    for (const test::ZipMember& file : one.files) {
        const auto path = dir.write(top + file.name, file.content);
        test::run({"touch", "-d", "@" + std::to_string(kNoon), path.string()});
    }
    return dir.path() / top;
}

/// What each egg's module says of itself: "old", "new", or "none" when it cannot be imported.
std::vector<std::string> imported(const Interpreter& interpreter, const Zone& zone, bool optimise,
                                  const std::vector<std::filesystem::path>& eggs) {
    const char* script = "import sys\n"
                         "for egg in sys.argv[1:]:\n"
                         "    sys.path[0] = egg\n"
                         "    sys.modules.pop('m', None)\n"
                         "    try:\n"
                         "        import m\n"
                         "        print(m.who)\n"
                         "    except Exception:\n"
                         "        print('none')\n";
    Interpreter there = interpreter;
    there.argv.insert(there.argv.begin(), {"env", "TZ=" + zone.tz});
    std::vector<std::string> arguments{"-B", "-S", "-E"};
    if (optimise) arguments.emplace_back("-O");
    arguments.insert(arguments.end(), {"-c", script});
    for (const auto& egg : eggs) arguments.push_back(egg.string());
    const auto result = there.run(arguments);
    REQUIRE_MESSAGE(result.ok(), result.err);
    std::istringstream lines(result.out);
    std::vector<std::string> words;
    for (std::string line; std::getline(lines, line);) words.push_back(line);
    return words;
}

/// The same as module_choices tells it.
std::string foretold(const std::filesystem::path& path, const std::string& version, bool optimise,
                     int seconds_east) {
    const auto egg = egg::Egg::open(path);
    const auto modules = egg::module_choices(*egg);
    if (modules.empty()) return "no bytecode";
    const auto& choices = modules.front().choices;
    const auto choice_of = [&](const std::string& name) {
        return std::find_if(choices.begin(), choices.end(),
                            [&](const egg::Choice& choice) { return choice.python == name; });
    };
    auto choice = choice_of(version + " -O");
    if (!optimise || choice == choices.end()) choice = choice_of(version);
    if (choice == choices.end()) choice = choice_of("3.x");
    REQUIRE(choice != choices.end());
    std::string file = choice->file;
    for (const auto& [zone, other] : choice->zones)
        if (zone == seconds_east) file = other;
    return file.empty() ? "none" : file == "m.py" ? "new" : "old";
}

void compare_with(const Interpreter& interpreter, bool zip) {
    const test::Dir dir;
    const std::vector<Case> all = cases(interpreter);
    std::vector<std::filesystem::path> eggs;
    for (std::size_t i = 0; i < all.size(); ++i)
        eggs.push_back(zip ? write_zip(dir, all[i], i) : write_directory(dir, all[i], i));
    for (const Zone& zone : kZones) {
        if (!zip && zone.seconds_east == 0) continue; // files have UTC: any zone will do
        for (const bool optimise : {false, true}) {
            const auto words = imported(interpreter, zone, optimise, eggs);
            REQUIRE(words.size() == eggs.size());
            for (std::size_t i = 0; i < eggs.size(); ++i) {
                CAPTURE(interpreter.version);
                CAPTURE(zone.tz);
                CAPTURE(optimise);
                CAPTURE(all[i].about);
                CHECK(foretold(eggs[i], interpreter.version, optimise, zone.seconds_east) ==
                      words[i]);
            }
        }
        if (!zip) return;
    }
}

} // namespace

TEST_CASE("what runs out of a zip egg is what every installed Python runs, in every zone") {
    for (const Interpreter& interpreter : test::interpreters()) compare_with(interpreter, true);
}

TEST_CASE("what runs out of a directory egg is what every installed Python runs") {
    for (const Interpreter& interpreter : test::interpreters()) compare_with(interpreter, false);
}

TEST_CASE("the table of Pythons has the magic numbers of the installed ones") {
    for (const Interpreter& interpreter : test::interpreters()) {
        const auto result =
            interpreter.run({"-c", "import struct\n"
                                   "try:\n"
                                   "    from importlib.util import MAGIC_NUMBER as magic\n"
                                   "except ImportError:\n"
                                   "    import imp\n"
                                   "    magic = imp.get_magic()\n"
                                   "print(struct.unpack('<H', magic[:2])[0])"});
        CHECK(result.out == std::to_string(python_of(interpreter).magic) + "\n");
    }
}
