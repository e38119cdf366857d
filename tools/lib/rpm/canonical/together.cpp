#include "lib/rpm/canonical/together.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/format/tags.hpp"

#include <future>
#include <map>

namespace calpkg::rpm {

namespace {

struct Job {
    const CanonicalRequest& request;
    OpenPackage package;
    CanonicalPackage result{};
};

/// As SOURCERPM of the binary packages says it. What may not be handed on (NoSource) is called nosrc.
std::string source_name(const RawHeader& header) {
    const bool whole = !header.has(tag::no_source) && !header.has(tag::no_patch);
    return header.text(tag::name) + "-" + header.text(tag::version) + "-" +
           header.text(tag::release) + (whole ? ".src.rpm" : ".nosrc.rpm");
}

std::vector<Job> open_all(const std::vector<CanonicalRequest>& requests) {
    std::vector<Job> jobs;
    jobs.reserve(requests.size());
    for (const CanonicalRequest& request : requests)
        jobs.push_back({request, OpenPackage(request.file)});
    return jobs;
}

using Family = std::vector<Job*>; ///< binary packages of one source package

/// The source packages among `jobs` with what was built of them.
std::map<Job*, Family> families(std::vector<Job>& jobs) {
    std::map<std::string, Job*> sources;
    std::map<Job*, Family> found;
    for (Job& job : jobs) {
        if (!is_source(job.package.parts.header)) continue;
        const std::string name = source_name(job.package.parts.header);
        if (!sources.emplace(name, &job).second)
            throw report::Error(job.package.subject, "is given beside another " + name,
                                "give one of the two");
        found[&job];
    }
    for (Job& job : jobs) {
        const auto source = sources.find(job.package.parts.header.text(tag::source_rpm));
        if (!is_source(job.package.parts.header) && source != sources.end())
            found[source->second].push_back(&job);
    }
    return found;
}

void make(Job& job, const CanonicalPayloads& payloads, std::function<std::string()> source_id) {
    const bool source = is_source(job.package.parts.header);
    job.result = make_canonical(
        job.package, job.request.destination,
        {source ? payloads.source : payloads.binary, std::move(source_id), job.request.seen});
}

} // namespace

std::vector<CanonicalPackage> make_canonical_together(const std::vector<CanonicalRequest>& requests,
                                                      const CanonicalPayloads& payloads) {
    std::vector<Job> jobs = open_all(requests);
    std::set<const Job*> done;
    for (const auto& [source, family] : families(jobs)) {
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
    return results;
}

} // namespace calpkg::rpm
