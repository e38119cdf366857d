#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/package.hpp"
#include "support/rewrite_fixture.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fmt/format.h>
#include <sstream>
#include <sys/stat.h>
#include <thread>

using namespace calpkg;

namespace {

const rpm::PackageFile& find(const rpm::Package& package, const std::string& path) {
    const auto found =
        std::find_if(package.files.begin(), package.files.end(),
                     [&](const rpm::PackageFile& file) { return file.path == path; });
    REQUIRE(found != package.files.end());
    return *found;
}

} // namespace

TEST_CASE("a package's head is read as rpm tells it") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    const rpm::Package package = rpm::read_package(file);
    CHECK(fmt::format("{}|{}|{}|{}", package.name, package.version, package.release,
                      package.arch) == "sample|1.2|3_gabc.el6|x86_64");
    CHECK(package.epoch.empty());
    CHECK(package.license == "MIT");
    CHECK(package.summary == "One of everything");
    CHECK(package.url == "https://example.org/sample");
    CHECK(package.vendor == "Example");
    CHECK(package.build_time == 1404216000);
    CHECK(package.build_host == "builder.example");
    CHECK(package.payload_compressor == "gzip");
    CHECK_FALSE(package.source);
    CHECK(package.header_sha256.size() == 64);
    CHECK(package.header_sha256 == test::query(file, "%{SHA256HEADER}"));
}

TEST_CASE("requirements are those that rpm -qpR prints, in its order") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    std::string lines;
    for (const std::string& requirement : rpm::read_package(file).requires_)
        lines += requirement + "\n";
    CHECK(lines == test::run({"rpm", "-qpR", "--nosignature", file.string()}).out);
    CHECK(lines.find("supervisor >= 3.0\n") != std::string::npos);
}

TEST_CASE("files are read as rpm tells them, sorted by path") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    std::string ours;
    for (const rpm::PackageFile& entry : rpm::read_package(file).files)
        ours += fmt::format("{} {:o} {} {} {} {} {} {}\n", entry.path, entry.mode, entry.size,
                            entry.mtime, entry.user, entry.group, entry.sha256, entry.link);
    std::vector<std::string> lines;
    std::istringstream judged(
        test::query(file, "[%{FILENAMES} %{FILEMODES:octal} %{FILESIZES} %{FILEMTIMES}"
                          " %{FILEUSERNAME} %{FILEGROUPNAME} %{FILEDIGESTS}"
                          " %{FILELINKTOS}\n]"));
    for (std::string line; std::getline(judged, line);) lines.push_back(line + "\n");
    std::sort(lines.begin(), lines.end());
    std::string theirs;
    for (const std::string& line : lines) theirs += line;
    CHECK(ours == theirs);
}

TEST_CASE("a file's attributes are told apart") {
    const test::Dir dir;
    const rpm::Package package = rpm::read_package(test::build_rpm(dir, test::sample_spec()));
    CHECK(package.files.size() == 9);
    CHECK(find(package, "/etc/sample.conf").config);
    CHECK_FALSE(find(package, "/etc/sample.conf").config_replaced);
    CHECK(find(package, "/etc/sample.conf").mode == (S_IFREG | 0640));
    CHECK(find(package, "/etc/sample.conf").group == "apache");
    CHECK_FALSE(find(package, "/etc/replaced.conf").config);
    CHECK(find(package, "/etc/replaced.conf").config_replaced);
    CHECK(find(package, "/opt/sample/README").doc);
    CHECK(find(package, "/var/log/sample.log").ghost);
    CHECK(find(package, "/var/log/sample.log").sha256.empty());
    CHECK(find(package, "/opt/sample/link").link == "../hello");
    CHECK(find(package, "/opt/sample/empty").mode == (S_IFDIR | 0750));
    CHECK(find(package, "/opt/sample/hello").sha256 == hash::sha256("hello\n"));
    CHECK(find(package, "/opt/sample/hello").mtime == 1404215000);
    CHECK_FALSE(find(package, "/opt/sample/hello").config);
    CHECK_FALSE(find(package, "/opt/sample/hello").doc);
    CHECK_FALSE(find(package, "/opt/sample/hello").ghost);
}

TEST_CASE("epoch, compressor and other file digests come from the header") {
    const test::Dir dir;
    const auto file =
        test::build_rpm(dir, "Epoch: 7\n" + test::sample_spec(),
                        {"_binary_payload w2.xzdio", "_binary_filedigest_algorithm 1"});
    const rpm::Package package = rpm::read_package(file);
    CHECK(package.epoch == "7");
    CHECK(package.payload_compressor == "xz");
    CHECK(find(package, "/opt/sample/hello").sha256.empty());
}

TEST_CASE("a header that names no compressor means gzip") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec(), {"_binary_payload w.ufdio"});
    REQUIRE(test::query(file, "%{PAYLOADCOMPRESSOR}") == "(none)");
    CHECK(rpm::read_package(file).payload_compressor == "gzip");
}

TEST_CASE("a package without files is read too") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, "Name: empty\nVersion: 1\nRelease: 1\nSummary: None\n"
                                           "License: MIT\n%description\nNone.\n%files\n");
    CHECK(rpm::read_package(file).files.empty());
}

TEST_CASE("a source package is told from a binary one") {
    const test::Dir dir;
    const rpm::Package package =
        rpm::read_package(test::build_rpm(dir, test::sample_spec(), {}, "-bs"));
    CHECK(package.source);
    REQUIRE(package.files.size() == 1);
    CHECK(package.files.front().path == "fixture.spec");
}

TEST_CASE("what each version of rpm has made is read, format 6 too") {
    const std::filesystem::path recorded = test::data_directory() / "rpmbuilds";
    for (const char* version : {"4.14.3", "4.16.1.3", "4.18.0", "4.19.1.1", "4.20.1", "6.0.2"}) {
        CAPTURE(version);
        const rpm::Package package = rpm::read_package(recorded / version / "binary.rpm");
        CHECK(package.name == "recorded");
        CHECK(package.files.size() == 8);
        CHECK(find(package, "/srv/recorded/module.pyc").ghost);
        CHECK(rpm::read_package(recorded / version / "source.src.rpm").source);
    }
    const rpm::Package package = rpm::read_package(recorded / "6.0.2-format6/binary.rpm");
    CHECK(package.name == "with-egg");
    CHECK(find(package, "/opt/calamari/venv/bin/python2.6").size == 7);
    CHECK(rpm::read_package(recorded / "6.0.2-format6/source.src.rpm").source);
}

TEST_CASE("packages can be read from several threads at once") {
    const test::Dir dir;
    const auto file = test::build_rpm(dir, test::sample_spec());
    std::vector<int> seen(4);
    std::vector<std::thread> threads;
    for (int& files : seen)
        threads.emplace_back([&files, &file] {
            for (int i = 0; i < 10; ++i)
                files += static_cast<int>(rpm::read_package(file).files.size());
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(seen == std::vector<int>(4, 90));
}
