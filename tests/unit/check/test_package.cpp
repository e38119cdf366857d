#include "lib/check/package.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sys/stat.h>

using namespace calpkg;
using stage::StagedEntry;

namespace {

/// A plan, what was staged for it, and a package that fits both.
struct Case {
    plan::Plan plan;
    std::vector<stage::Staged> staged;
    rpm::Package package;

    Case() {
        plan.name = package.name = "sample";
        plan.version = package.version = "1.2";
        plan.release = package.release = "3_gabc.el6";
        plan.arch = package.arch = "x86_64";
        plan.target.name = "el6";
        plan.target.file = "layouts/targets/el6.yaml";
        plan.target.rpm = "4.8.1";
        plan.target.payload = "w6.gzdio";
        plan.target.rpmlib = {"CompressedFileNames", "PayloadIsXz"};
        package.payload_compressor = "gzip";
        package.requires_ = {"httpd", "rpmlib(CompressedFileNames) <= 3.0.4-1",
                             "rpmlib(PayloadIsXz) <= 5.2-1"};
        add(StagedEntry::Kind::directory, "/opt/sample", S_IFDIR | 0755);
        add(StagedEntry::Kind::file, "/opt/sample/file", S_IFREG | 0640);
        add(StagedEntry::Kind::file, "/opt/sample/ghost", S_IFREG | 0644);
        add(StagedEntry::Kind::hardlink, "/opt/sample/hard", S_IFREG | 0640);
        add(StagedEntry::Kind::symlink, "/opt/sample/link", S_IFLNK | 0777);
        entry("/opt/sample/ghost").ghost = file("/opt/sample/ghost").ghost = true;
        entry("/opt/sample/hard").link = "/opt/sample/file";
        entry("/opt/sample/link").link = file("/opt/sample/link").link = "file";
        staged = {{"/opt/sample/file", "aa", 5}};
        for (const char* path : {"/opt/sample/file", "/opt/sample/hard"}) {
            file(path).sha256 = "aa";
            file(path).size = 5;
        }
    }

    StagedEntry& entry(const std::string& path) {
        return *std::find_if(plan.entries.begin(), plan.entries.end(),
                             [&](const StagedEntry& e) { return e.path == path; });
    }
    rpm::PackageFile& file(const std::string& path) {
        return *std::find_if(package.files.begin(), package.files.end(),
                             [&](const rpm::PackageFile& f) { return f.path == path; });
    }
    report::Findings check() const { return check::package(package, plan, staged); }
    /// "id subject: message" of the one finding; the count when it is not one.
    std::string finding() const {
        const report::Findings found = check();
        if (found.size() != 1) return std::to_string(found.size()) + " findings";
        CHECK(found[0].severity == report::Severity::error);
        CHECK_FALSE(found[0].remedy.empty());
        return found[0].id + " " + found[0].subject + ": " + found[0].message;
    }

private:
    void add(StagedEntry::Kind kind, const std::string& path, unsigned mode) {
        StagedEntry planned;
        planned.kind = kind;
        planned.path = path;
        if (kind != StagedEntry::Kind::symlink) planned.mode = mode & 07777;
        planned.mtime = 1404216000;
        plan.entries.push_back(planned);
        rpm::PackageFile packed;
        packed.path = path;
        packed.mode = mode;
        packed.mtime = 1404216000;
        packed.user = packed.group = "root";
        package.files.push_back(packed);
    }
};

} // namespace

TEST_CASE("a package that is what was planned and staged has no findings") {
    CHECK(Case().finding() == "0 findings");
}

TEST_CASE("each part of name, epoch, version, release and architecture must be the plan's") {
    Case name, epoch, version, release, arch;
    name.package.name = "simple";
    CHECK(name.finding() == "wrong-name sample: its name is 'simple', not 'sample'");
    epoch.package.epoch = "1";
    CHECK(epoch.finding() == "wrong-epoch sample: its epoch is '1', not ''");
    version.package.version = "1.3";
    CHECK(version.finding() == "wrong-version sample: its version is '1.3', not '1.2'");
    release.package.release = "3_gabc";
    CHECK(release.finding() == "wrong-release sample: its release is '3_gabc', not '3_gabc.el6'");
    arch.package.arch = "noarch";
    CHECK(arch.finding() == "wrong-arch sample: its architecture is 'noarch', not 'x86_64'");
}

TEST_CASE("a source package is not an answer to a plan") {
    Case test;
    test.package.source = true;
    CHECK(test.finding() == "source-package sample: it is a source package, not a binary one");
}

TEST_CASE("a planned file that is missing and one that nobody planned are found") {
    Case missing, extra;
    missing.package.files.pop_back();
    CHECK(missing.finding() ==
          "missing-file sample: /opt/sample/link: it is in the plan, not in the package");
    extra.plan.entries.pop_back();
    CHECK(extra.finding() ==
          "extra-file sample: /opt/sample/link: it is in the package, not in the plan");
}

TEST_CASE("type, mode, owner and time must be the plan's") {
    Case type, mode, setuid, user, group;
    type.file("/opt/sample").mode = S_IFLNK | 0777;
    CHECK(type.finding() ==
          "wrong-type sample: /opt/sample: its type is 'symbolic link', not 'directory'");
    mode.file("/opt/sample/file").mode = S_IFREG | 0644;
    CHECK(mode.finding() == "wrong-mode sample: /opt/sample/file: its mode is '0644', not '0640'");
    setuid.file("/opt/sample/file").mode |= 04000;
    CHECK(setuid.finding() ==
          "wrong-mode sample: /opt/sample/file: its mode is '4640', not '0640'");
    user.file("/opt/sample").user = "apache";
    CHECK(user.finding() ==
          "wrong-owner sample: /opt/sample: its owner is 'apache:root', not 'root:root'");
    group.entry("/opt/sample/link").group = "apache";
    CHECK(group.finding() ==
          "wrong-owner sample: /opt/sample/link: its owner is 'root:root', not 'root:apache'");
    for (const char* path : {"/opt/sample", "/opt/sample/link", "/opt/sample/ghost"}) {
        Case test;
        test.file(path).mtime += 1;
        CHECK(test.finding() == std::string("wrong-time sample: ") + path +
                                    ": its modification time is '1404216001', not '1404216000'");
    }
}

TEST_CASE("content must be what was staged") {
    Case size, digest, no_digest, nothing;
    size.file("/opt/sample/file").size = 6;
    CHECK(size.finding() ==
          "wrong-content sample: /opt/sample/file: it has 6 bytes, 5 were staged");
    digest.file("/opt/sample/file").sha256 = "bb";
    CHECK(digest.finding() ==
          "wrong-content sample: /opt/sample/file: its content is not what was staged");
    no_digest.file("/opt/sample/file").sha256 = "";
    CHECK(no_digest.finding() ==
          "wrong-content sample: /opt/sample/file: the package holds no SHA-256 of it");
    nothing.staged.clear();
    CHECK(nothing.check().size() == 2); // the file and its hard link
    CHECK(nothing.check()[0].message == "nothing was staged for it");
}

TEST_CASE("a hard link must have owner, mode and content of the file it shares") {
    Case mode, content;
    mode.file("/opt/sample/hard").mode = S_IFREG | 0644;
    CHECK(mode.finding() == "wrong-mode sample: /opt/sample/hard: its mode is '0644', not '0640'");
    content.file("/opt/sample/hard").sha256 = "bb";
    CHECK(content.finding() ==
          "wrong-content sample: /opt/sample/hard: its content is not what was staged");
}

TEST_CASE("links must lead where the plan says") {
    Case test;
    test.file("/opt/sample/link").link = "/etc/passwd";
    CHECK(test.finding() ==
          "wrong-link sample: /opt/sample/link: its target is '/etc/passwd', not 'file'");
}

TEST_CASE("configuration, documentation and ghost flags must be the plan's") {
    Case planned, found, replaced, ghost, no_ghost, doc, rpm_doc;
    planned.entry("/opt/sample/file").config = true;
    CHECK(planned.finding() == "wrong-config-flag sample: /opt/sample/file: "
                               "its flag is 'no %config', not '%config(noreplace)'");
    found.file("/opt/sample/file").config = true;
    CHECK(found.finding() == "wrong-config-flag sample: /opt/sample/file: "
                             "its flag is '%config(noreplace)', not 'no %config'");
    replaced.entry("/opt/sample/file").config = replaced.file("/opt/sample/file").config_replaced =
        true;
    CHECK(replaced.finding() == "wrong-config-flag sample: /opt/sample/file: "
                                "its flag is '%config', not '%config(noreplace)'");
    ghost.file("/opt/sample/file").ghost = true;
    ghost.file("/opt/sample/file").sha256 = ""; // as packages have it for ghosts
    CHECK(ghost.finding() ==
          "wrong-ghost-flag sample: /opt/sample/file: its flag is '%ghost', not 'no %ghost'");
    no_ghost.file("/opt/sample/ghost").ghost = false;
    CHECK(no_ghost.finding() ==
          "wrong-ghost-flag sample: /opt/sample/ghost: its flag is 'no %ghost', not '%ghost'");
    doc.entry("/opt/sample/file").doc = true;
    CHECK(doc.finding() ==
          "wrong-doc-flag sample: /opt/sample/file: its flag is 'no %doc', not '%doc'");
    rpm_doc.file("/opt/sample/file").doc = true; // rpm marks documentation directories by itself
    CHECK(rpm_doc.finding() == "0 findings");
}

TEST_CASE("the payload must be compressed as the target asks") {
    const std::vector<std::pair<const char*, const char*>> pairs = {
        {"w6.gzdio", "gzip"}, {"w2.xzdio", "xz"},  {"w19.zstdio", "zstd"}, {"w9.bzdio", "bzip2"},
        {"w5.lzdio", "lzma"}, {"w.ufdio", "gzip"}, {"w7T0.xzdio", "xz"}};
    for (const auto& [flags, compressor] : pairs) {
        Case test;
        test.plan.target.payload = flags;
        test.package.payload_compressor = compressor;
        CHECK(test.finding() == "0 findings");
    }
    Case test;
    test.package.payload_compressor = "zstd";
    CHECK(test.finding() == "payload-not-accepted sample: its payload is compressed with zstd, "
                            "target el6 takes gzip (w6.gzdio)");
}

TEST_CASE("the package may only require rpmlib features that the target's rpm knows") {
    Case test;
    test.package.requires_.emplace_back("rpmlib(RichDependencies) <= 4.12.0-1");
    CHECK(test.finding() ==
          "rpmlib-not-accepted sample: it requires rpmlib(RichDependencies) <= 4.12.0-1, "
          "which rpm 4.8.1 of target el6 does not have");
}

TEST_CASE("every difference is found, not only the first") {
    Case test;
    test.package.name = "simple";
    test.package.payload_compressor = "xz";
    test.file("/opt/sample").mode = S_IFDIR | 0700;
    test.file("/opt/sample/file").user = "apache";
    CHECK(test.check().size() == 4);
}

TEST_CASE("names from a package are quoted before they reach a terminal") {
    Case test;
    test.package.files.push_back(test.package.files.back());
    test.package.files.back().path = "/opt/\x1b[31m";
    CHECK(test.finding().rfind("extra-file sample: /opt/\\x1b[31m: ", 0) == 0);
}

namespace {

StagedEntry planned(StagedEntry::Kind kind, const std::string& path, unsigned mode) {
    StagedEntry entry;
    entry.kind = kind;
    entry.path = path;
    entry.mode = mode;
    entry.mtime = 1404215000;
    return entry;
}

/// The plan that rpm/fixture.hpp's sample is made from.
plan::Plan sample_plan() {
    plan::Plan plan;
    plan.name = "sample";
    plan.version = "1.2";
    plan.release = "3_gabc.el6";
    plan.arch = "x86_64";
    using Kind = StagedEntry::Kind;
    plan.entries = {planned(Kind::file, "/etc/replaced.conf", 0644),
                    planned(Kind::file, "/etc/sample.conf", 0640),
                    planned(Kind::directory, "/opt/sample", 0755),
                    planned(Kind::file, "/opt/sample/README", 0644),
                    planned(Kind::directory, "/opt/sample/empty", 0750),
                    planned(Kind::file, "/opt/sample/hello", 0755),
                    planned(Kind::symlink, "/opt/sample/link", 0777),
                    planned(Kind::file, "/opt/sample/noise", 0644),
                    planned(Kind::file, "/var/log/sample.log", 0644)};
    plan.entries[0].config = plan.entries[1].config = true;
    plan.entries[1].group = "apache";
    plan.entries[3].doc = true;
    plan.entries[4].user = "apache";
    plan.entries[6].link = "../hello";
    plan.entries[8].ghost = true;
    return plan;
}

} // namespace

TEST_CASE("a package that rpmbuild made is held against its plan, times of directories included") {
    const test::Dir dir;
    const rpm::Package package = rpm::read_package(test::build_rpm(dir, test::sample_spec()));
    std::vector<stage::Staged> staged;
    for (const rpm::PackageFile& file : package.files)
        staged.push_back({file.path, file.sha256, file.size});
    plan::Plan plan = sample_plan();
    plan.target.payload = "w6.gzdio";
    plan.target.rpmlib = {"CompressedFileNames", "FileDigests", "PayloadFilesHavePrefix"};
    const report::Findings found = check::package(package, plan, staged);
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == "wrong-config-flag"); // the sample has it so that rpm may replace it
    CHECK(found[0].subject == "sample: /etc/replaced.conf");
}
