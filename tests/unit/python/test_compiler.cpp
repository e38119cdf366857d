#include "lib/python/compiler.hpp"

#include "lib/fs/file.hpp"
#include "support/interpreters.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace calpkg;

TEST_CASE("a Python that is not there, or is another one, is not asked") {
    CHECK_FALSE(python::Compiler("2.5").compile({{"a.py", "a = 1\n"}}));
    const test::Dir dir;
    dir.write("bin/python2.6",
              "#!/bin/sh\necho 'pyenv: python2.6: command not found' >&2\nexit 127\n", 0755);
    dir.write("bin/python2.5", "#!/bin/sh\necho 2.7; echo done\n", 0755);
    const test::OnPath path(dir.path() / "bin");
    CHECK_FALSE(python::Compiler("2.6").compile({{"a.py", "a = 1\n"}}));
    CHECK_FALSE(python::Compiler("2.5").compile({{"a.py", "a = 1\n"}}));
}

TEST_CASE("a Python is started once, ahead of time if wanted, and again for other sources") {
    const test::Dir dir;
    const std::filesystem::path log = dir.path() / "log";
    dir.write("bin/python2.5",
              "#!/bin/sh\necho started >>" + log.string() +
                  "\necho 2.5; wc -c | sed 's/^/0 /; s/$/ bytes/'; echo done\n",
              0755);
    const test::OnPath path(dir.path() / "bin");
    python::Compiler compiler("2.5");
    compiler.start();
    while (!std::filesystem::exists(log)) usleep(1000); // it does not wait for the sources
    const auto rejections = compiler.compile({{"a.py", "a = 1\n"}});
    REQUIRE(rejections);
    CHECK(rejections->at(0).line == std::string("zipped 7\na = 1\n\n").size());
    CHECK(fs::read_file(log) == "started\n");
    CHECK(compiler.compile({{"a.py", std::string(1 << 20, '#')}})->at(0).line > 1 << 20);
    CHECK(fs::read_file(log) == "started\nstarted\n");
}

TEST_CASE("every installed Python says what it does not compile, and runs nothing") {
    const test::Dir dir;
    const std::string marker = (dir.path() / "marker").string();
    for (const auto& interpreter : test::interpreters()) {
        CAPTURE(interpreter.version);
        const test::OnPath path(interpreter);
        const auto rejections = python::Compiler(interpreter.version)
                                    .compile({{"good.py", "a = 1\r\nif a:\r\n    a = 2"},
                                              {"bad.py", "a = 1\nb = (2,\n"},
                                              {"runs.py", "open('" + marker + "', 'w')\n"},
                                              {"nul.py", std::string("a = '\0'\n", 8)}});
        REQUIRE(rejections);
        REQUIRE(rejections->size() >= 1);
        CHECK((*rejections)[0].name == "bad.py");
        CHECK((*rejections)[0].message.find("Error: ") != std::string::npos);
        for (const python::Rejection& rejection : *rejections)
            CHECK((rejection.name == "bad.py" || rejection.name == "nul.py"));
        CHECK_FALSE(std::filesystem::exists(marker));
    }
}
