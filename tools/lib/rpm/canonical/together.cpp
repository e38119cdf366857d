#include "lib/rpm/canonical/together.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/canonical/prepared_packages.hpp"
#include "lib/rpm/format/tags.hpp"

#include <cerrno>
#include <future>
#include <map>
#include <sys/stat.h>

namespace calpkg::rpm {

namespace {

struct stat status_of(const OpenPackage& package) {
    struct stat status {};
    if (fstat(package.fd.get(), &status) != 0)
        throw report::system_error(package.subject, "read", errno);
    return status;
}

bool is_same(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/// As SOURCERPM of the binary packages says it. What may not be handed on (NoSource) is called nosrc.
std::string source_name(const RawHeader& header) {
    const bool whole = !header.has(tag::no_source) && !header.has(tag::no_patch);
    return header.text(tag::name) + "-" + header.text(tag::version) + "-" +
           header.text(tag::release) + (whole ? ".src.rpm" : ".nosrc.rpm");
}

/// What is known of a package while it is not open: thousands of them are more than a process may open.
struct Job {
    explicit Job(const CanonicalRequest& asked) : request(asked) {
        const OpenPackage package(asked.file);
        subject = package.subject;
        status = status_of(package);
        source = is_source(package.parts.header);
        source_rpm =
            source ? source_name(package.parts.header) : package.parts.header.text(tag::source_rpm);
    }

    /// The file that a link leads to is replaced, not the link.
    void prepare(PreparedPackages& prepared) {
        struct stat there {};
        const bool replaces =
            stat(request.destination.c_str(), &there) == 0 && is_same(there, status);
        place = prepared.add(
            replaces ? std::filesystem::canonical(request.destination) : request.destination,
            replaces);
    }

    OpenPackage open() const {
        OpenPackage package(request.file);
        const struct stat now = status_of(package);
        if (!is_same(now, status) || now.st_size != status.st_size)
            throw report::Error(subject, "was replaced while it was read", "try again");
        return package;
    }

    const CanonicalRequest& request;
    std::string subject;
    struct stat status {};
    bool source = false;
    std::string source_rpm; ///< of a source package its own name
    std::filesystem::path place{};
    CanonicalPackage result{};
};

using Family = std::vector<Job*>; ///< binary packages of one source package

/// The source packages among `jobs` with what was built of them.
std::map<Job*, Family> families(std::vector<Job>& jobs) {
    std::map<std::string, Job*> sources;
    std::map<Job*, Family> found;
    for (Job& job : jobs) {
        if (!job.source) continue;
        if (!sources.emplace(job.source_rpm, &job).second)
            throw report::Error(job.subject, "is given beside another " + job.source_rpm,
                                "give one of the two");
        found[&job];
    }
    for (Job& job : jobs) {
        const auto source = sources.find(job.source_rpm);
        if (!job.source && source != sources.end()) found[source->second].push_back(&job);
    }
    return found;
}

void make(Job& job, const CanonicalPayloads& payloads, std::function<std::string()> source_id) {
    job.result = make_canonical(
        job.open(), job.place, job.request.destination,
        {job.source ? payloads.source : payloads.binary, std::move(source_id), job.request.seen});
}

} // namespace

std::vector<CanonicalPackage> make_canonical_together(const std::vector<CanonicalRequest>& requests,
                                                      const CanonicalPayloads& payloads) {
    std::vector<Job> jobs(requests.begin(), requests.end());
    const std::map<Job*, Family> together = families(jobs);
    PreparedPackages prepared;
    for (Job& job : jobs) job.prepare(prepared);
    std::set<const Job*> done;
    for (const auto& [source, family] : together) {
        std::shared_future<std::string> id = std::async(std::launch::async, [&, source = source] {
                                                 make(*source, payloads, {});
                                                 return source->result.id;
                                             }).share();
        for (Job* job : family) make(*job, payloads, [id] { return id.get(); });
        id.get();
        done.insert(source);
        done.insert(family.begin(), family.end());
    }
    std::vector<CanonicalPackage> results;
    for (Job& job : jobs) {
        if (!done.contains(&job)) make(job, payloads, {});
        results.push_back(job.result);
    }
    prepared.publish();
    return results;
}

} // namespace calpkg::rpm
