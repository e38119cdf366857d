#include "lib/sources/fetch.hpp"

#include "lib/fs/cache_home.hpp"
#include "lib/fs/output_directory.hpp"
#include "lib/fs/status.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/archive.hpp"
#include "lib/sources/clone.hpp"
#include "lib/sources/update.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::sources {

namespace {

/// Where the component's checkout is, or will be: under one of the names that the layout knows.
std::filesystem::path place_of(const layout::Catalog& catalog, const std::string& component,
                               const std::filesystem::path& directory) {
    const std::vector<std::string>& names = catalog.layout(component).names;
    for (const std::string& name : names)
        if (fs::is_there(directory / name)) return directory / name;
    return directory / names.front();
}

const layout::LineRepository& repository_of(const layout::Line& line,
                                            const std::string& component) {
    const layout::LineRepository* repository = line.repository(component);
    if (repository != nullptr) return *repository;
    throw report::Error(fmt::format("line {}", line.name), fmt::format("has no {}", component),
                        "name its checkout, or build the others with --only");
}

Fetched found(const layout::LineRepository& repository, const std::filesystem::path& top) {
    return {.component = repository.component,
            .checkout = top,
            .commit = repository.commit,
            .describe = repository.describe,
            .how = Fetched::How::there,
            .before = {}};
}

/// What is there already; false when something is not.
bool all_there(const layout::Catalog& catalog, const Order& order,
               const std::filesystem::path& directory, Sources& sources) {
    for (const std::string& component : order.components) {
        const layout::LineRepository& repository = repository_of(order.line, component);
        const std::filesystem::path top = place_of(catalog, component, directory);
        if (!is_up_to_date(top, repository, order.incomplete)) return false;
        sources.checkouts.push_back(found(repository, top));
    }
    for (const layout::LineArchive& archive : order.line.archives) {
        if (!order.archives) break;
        if (!has_archive(directory / kArchives, archive)) return false;
        sources.archives.push_back(directory / kArchives / archive.file);
    }
    return true;
}

Fetched bring(const std::filesystem::path& top, const layout::LineRepository& repository,
              const Way& way) {
    Fetched fetched = found(repository, top);
    if (!fs::is_there(top) || is_begun_clone(top)) {
        clone(top, repository, way);
        fetched.how = Fetched::How::made;
    } else if (!is_up_to_date(top, repository, way.incomplete)) {
        fetched.before = update(top, repository, way);
        fetched.how = Fetched::How::updated;
    }
    return fetched;
}

/// Brings one thing, or remembers why not.
template <typename Bring>
void attempt(Sources& sources, Bring bring_one) {
    try {
        bring_one();
    } catch (const report::Error& error) {
        sources.errors.push_back(error);
    }
}

/// Whether `top` stands elsewhere than the line wants it to.
bool is_to_move(const std::filesystem::path& top, const layout::LineRepository& repository,
                const Way& way) {
    return fs::is_there(top) && !is_begun_clone(top) &&
           !is_up_to_date(top, repository, way.incomplete);
}

/// Why a checkout cannot be moved, of all before the first one is: half of a line is none.
void refuse_moves(const layout::Catalog& catalog, const Order& order,
                  const std::filesystem::path& directory, const Way& way, Sources& sources) {
    for (const std::string& component : order.components)
        attempt(sources, [&] {
            const std::filesystem::path top = place_of(catalog, component, directory);
            if (is_to_move(top, repository_of(order.line, component), way)) refuse_update(top);
        });
}

void bring_all(const layout::Catalog& catalog, const Order& order, const Way& way,
               const std::filesystem::path& directory, Sources& sources) {
    refuse_moves(catalog, order, directory, way, sources);
    if (!sources.errors.empty()) return;
    for (const std::string& component : order.components)
        attempt(sources, [&] {
            sources.checkouts.push_back(bring(place_of(catalog, component, directory),
                                              repository_of(order.line, component), way));
        });
    for (const layout::LineArchive& archive : order.line.archives) {
        if (!order.archives) break;
        attempt(sources, [&] {
            make_archive(directory / kArchives, archive, way);
            sources.archives.push_back(directory / kArchives / archive.file);
        });
    }
}

} // namespace

Sources fetch(const layout::Catalog& catalog, const Order& order,
              const std::filesystem::path& directory) {
    const Way way{Origin(order.from), order.observer, order.incomplete};
    const auto waiting = [&] {
        if (order.observer.message)
            order.observer.message(
                fmt::format("waiting for another run that uses {}", directory.string()));
    };
    const fs::OutputDirectory made(directory);
    const auto hold = std::make_shared<fs::SharedDirectory>(directory, process::pause);
    hold->share(waiting);
    Sources sources;
    if (!all_there(catalog, order, directory, sources)) {
        sources = {};
        hold->claim(waiting);
        bring_all(catalog, order, way, directory, sources);
        hold->share(waiting);
    }
    sources.hold = hold;
    return sources;
}

std::filesystem::path cache_of(const layout::Line& line) {
    return fs::cache_home("the cache of sources") / "sources" / line.name;
}

} // namespace calpkg::sources
