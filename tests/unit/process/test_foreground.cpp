#include "lib/fs/file.hpp"
#include "lib/process/foreground.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>

using namespace calpkg;
namespace stdfs = std::filesystem;

TEST_CASE("how a command line in the foreground ended is told, by its shell, too") {
    CHECK(process::run_in_foreground("sh -c 'exit 3'", "x").exit_code == 3);
    CHECK(process::run_in_foreground("sh -c 'kill -9 $$'", "x").signal == SIGKILL);
    CHECK(process::run_in_foreground("true && sh -c 'kill -9 $$'", "x").signal == SIGKILL);
    CHECK(process::run_in_foreground("/no/such/program", "x").exit_code == 127);
    CHECK(process::run_in_foreground("sh -c 'exit 255'", "x").exit_code == 255); // no signal's
}

TEST_CASE("an editor is a command line for the shell, and gets the file as its last argument") {
    const test::Dir dir;
    const auto copier = dir.write("my copier", "#!/bin/sh\necho \"$1 $2 $A\" >\"$3\"\n", 0755);
    const std::string out = (dir.path() / "a 'file' of ours").string();
    const std::string words = "'" + copier.string() + "' -x \"b  c\"";
    CHECK(process::run_in_foreground(words, out).ok());
    CHECK(fs::read_file(out) == "-x b  c \n");
    CHECK(process::run_in_foreground("A=1 " + words, out).ok());
    CHECK(fs::read_file(out) == "-x b  c 1\n");
}

TEST_CASE("a command line may begin with a word that only the shell knows") {
    const test::Dir dir;
    const std::string script = dir.write("script", "#!/bin/sh\necho text >\"$1\"\n", 0755).string();
    const auto file = dir.path() / "file";
    for (const std::string word : {"", "command ", "exec ", "\texec ", "eval ", ". "}) {
        CAPTURE(word);
        stdfs::remove(file);
        CHECK(process::run_in_foreground(word + script, file.string()).ok());
        CHECK(stdfs::exists(file));
    }
}

TEST_CASE("VISUAL comes before EDITOR, what is empty does not count, and vi is left") {
    setenv("VISUAL", "gvim -f", 1);
    setenv("EDITOR", "ed", 1);
    CHECK(process::editor_of_environment() == "gvim -f");
    setenv("VISUAL", "", 1);
    CHECK(process::editor_of_environment() == "ed");
    unsetenv("EDITOR");
    CHECK(process::editor_of_environment() == "vi");
}
