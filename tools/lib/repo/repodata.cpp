#include "lib/repo/repodata.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/repo/createrepo.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/library.hpp"

#include <array>
#include <cerrno>
#include <memory>
#include <mutex>
#include <string>
#include <sys/stat.h>

namespace calpkg::repo {

namespace {

/// Receives libcreaterepo_c's error, and frees it.
class Failure {
public:
    Failure() = default;
    ~Failure() { createrepo().g_clear_error(&error_); }
    Failure(const Failure&) = delete;
    Failure& operator=(const Failure&) = delete;

    GError** out() { return &error_; }
    bool happened() const { return error_ != nullptr; }
    std::string reason() const { return error_ == nullptr ? "unknown failure" : error_->message; }
    /// Throws when a call failed: `ok` is what it told, besides an error it may have set.
    void check(bool ok, const std::filesystem::path& subject) const {
        if (ok && !happened()) return;
        throw report::Error(subject.string(), "cannot write repository metadata: " + reason());
    }

private:
    GError* error_ = nullptr;
};

/// Keeps what libcreaterepo_c logs beside its errors from being printed.
class QuietLog {
public:
    QuietLog() : id_(createrepo().g_log_set_handler(domain, levels, ignore, nullptr)) {}
    ~QuietLog() { createrepo().g_log_remove_handler(domain, id_); }
    QuietLog(const QuietLog&) = delete;
    QuietLog& operator=(const QuietLog&) = delete;

private:
    static constexpr const char* domain = "C_CREATEREPOLIB";
    static constexpr auto levels =
        static_cast<GLogLevelFlags>(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING |
                                    G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG);
    static void ignore(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}
    guint id_;
};

struct Free {
    void operator()(cr_Package* package) const { createrepo().cr_package_free(package); }
    void operator()(cr_Repomd* repomd) const { createrepo().cr_repomd_free(repomd); }
    void operator()(cr_RepomdRecord* record) const { createrepo().cr_repomd_record_free(record); }
    void operator()(cr_ContentStat* content) const {
        createrepo().cr_contentstat_free(content, nullptr);
    }
    void operator()(cr_XmlFile* file) const { createrepo().cr_xmlfile_close(file, nullptr); }
    void operator()(char* text) const { (createrepo().g_free)(text); }
};
template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

/// One of the metadata files while packages are added to it.
class Metadata {
public:
    Metadata(const char* type, cr_XmlFileType format, const std::filesystem::path& directory,
             std::size_t packages)
        : type_(type),
          path_(directory / (std::string(type) + ".xml.gz")) {
        Failure failure;
        content_.reset(createrepo().cr_contentstat_new(CR_CHECKSUM_SHA256, failure.out()));
        failure.check(content_ != nullptr, path_);
        file_.reset(createrepo().cr_xmlfile_sopen(path_.c_str(), format, CR_CW_GZ_COMPRESSION,
                                                  content_.get(), failure.out()));
        failure.check(file_ != nullptr, path_);
        createrepo().cr_xmlfile_set_num_of_pkgs(file_.get(), static_cast<long>(packages),
                                                failure.out());
        failure.check(true, path_);
    }

    void add(cr_Package* package) {
        Failure failure;
        const int result = createrepo().cr_xmlfile_add_pkg(file_.get(), package, failure.out());
        failure.check(result == CRE_OK, path_);
    }

    /// Finishes the file, puts its checksum into its name and gives its entry in repomd.xml.
    Owned<cr_RepomdRecord> finish(std::int64_t epoch) {
        Failure failure;
        int result = createrepo().cr_xmlfile_close(file_.release(), failure.out());
        failure.check(result == CRE_OK, path_);
        Owned<cr_RepomdRecord> record(createrepo().cr_repomd_record_new(type_, path_.c_str()));
        createrepo().cr_repomd_record_load_contentstat(record.get(), content_.get());
        result =
            createrepo().cr_repomd_record_fill(record.get(), CR_CHECKSUM_SHA256, failure.out());
        failure.check(result == CRE_OK, path_);
        result = createrepo().cr_repomd_record_rename_file(record.get(), failure.out());
        failure.check(result == CRE_OK, path_);
        createrepo().cr_repomd_record_set_timestamp(record.get(), epoch);
        return record;
    }

private:
    const char* type_;
    std::filesystem::path path_;
    Owned<cr_ContentStat> content_; // outlives file_, which writes to it when it is closed
    Owned<cr_XmlFile> file_;
};

void start_createrepo() {
    static std::once_flag once;
    std::call_once(once, [] {
        createrepo().cr_package_parser_init();
        createrepo().cr_xml_dump_init();
    });
}

void require_inside(const std::filesystem::path& package) {
    const std::filesystem::path normal = package.lexically_normal();
    if (normal.empty() || normal.is_absolute() || *normal.begin() == "..")
        throw report::Error(package.string(), "is not below the repository's directory");
}

Owned<cr_Package> load(const std::filesystem::path& directory, const std::filesystem::path& package,
                       std::int64_t epoch, const rpm::Session& session) {
    require_inside(package);
    const std::filesystem::path file = directory / package;
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) throw report::system_error(file.string(), "read", errno);
    status.st_mtime = static_cast<time_t>(epoch);
    Failure failure;
    Owned<cr_Package> loaded(createrepo().cr_package_from_rpm(
        file.c_str(), CR_CHECKSUM_SHA256, package.generic_string().c_str(), nullptr, 10, &status,
        CR_HDRR_NONE, failure.out()));
    if (loaded && !failure.happened()) return loaded;
    const std::string words = session.messages(file.string() + ": ");
    throw report::Error(file.string(), "cannot be put into a repository: " +
                                           (words.empty() ? failure.reason() : words));
}

void write_repomd(std::array<Metadata, 3>& files, const std::filesystem::path& directory,
                  std::int64_t epoch) {
    const Owned<cr_Repomd> repomd(createrepo().cr_repomd_new());
    createrepo().cr_repomd_set_revision(repomd.get(), std::to_string(epoch).c_str());
    for (Metadata& file : files)
        createrepo().cr_repomd_set_record(repomd.get(), file.finish(epoch).release());
    Failure failure;
    const Owned<char> xml(createrepo().cr_xml_dump_repomd(repomd.get(), failure.out()));
    failure.check(xml != nullptr, directory / "repomd.xml");
    fs::write_file(directory / "repomd.xml", xml.get());
}

void make_readable(const std::filesystem::path& directory) {
    for (const auto& file : std::filesystem::directory_iterator(directory))
        if (chmod(file.path().c_str(), 0644) != 0)
            throw report::system_error(file.path().string(), "set the mode of", errno);
}

void move(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (rename(from.c_str(), to.c_str()) != 0)
        throw report::system_error(to.string(), "replace", errno);
}

} // namespace

void require_repository_writer() { createrepo(); }

void write_repository(const std::filesystem::path& directory,
                      const std::vector<std::filesystem::path>& packages, std::int64_t epoch) {
    const rpm::Session session;
    const QuietLog quiet;
    start_createrepo();
    const fs::TempDir work(directory, ".repodata-");
    const std::filesystem::path made = work.path() / "repodata";
    fs::make_directories(made);
    std::array<Metadata, 3> files{
        Metadata("primary", CR_XMLFILE_PRIMARY, made, packages.size()),
        Metadata("filelists", CR_XMLFILE_FILELISTS, made, packages.size()),
        Metadata("other", CR_XMLFILE_OTHER, made, packages.size())};
    for (const std::filesystem::path& package : packages) {
        const Owned<cr_Package> loaded = load(directory, package, epoch, session);
        for (Metadata& file : files) file.add(loaded.get());
    }
    write_repomd(files, made, epoch);
    make_readable(made);

    const std::filesystem::path published = directory / "repodata";
    if (std::filesystem::exists(std::filesystem::symlink_status(published)))
        move(published, work.path() / "old");
    move(made, published);
}

} // namespace calpkg::repo
