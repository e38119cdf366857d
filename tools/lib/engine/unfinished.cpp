#include "lib/engine/unfinished.hpp"

#include "lib/engine/record.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <system_error>

namespace calpkg::engine {

namespace stdfs = std::filesystem;

std::string look_there(const stdfs::path& directory) {
    return fmt::format("look there; then remove {} to submit it anew", directory.string());
}

std::string take_up_or_remove(const stdfs::path& directory) {
    return fmt::format("take it up again with --resume, or remove {} to submit it anew",
                       directory.string());
}

void refuse_unfinished(const stdfs::path& state, const Builder& builder, bool resume) {
    std::error_code failure;
    for (stdfs::directory_iterator it(state, failure), end; !failure && it != end;
         it.increment(failure)) {
        const auto record = read_record(it->path());
        if (!record || record->state == Record::State::built) continue;
        if (record->state == Record::State::handing_over &&
            (record->builder != builder.name || !builder.find.is_there()))
            throw report::Error(
                it->path().filename().string(),
                fmt::format("was being handed over to {}, and whether that has it is not known",
                            record->builder),
                look_there(it->path()));
        if (resume) continue;
        throw report::Error(
            it->path().filename().string(),
            fmt::format("was handed over to {}{}, and what became of it is not known",
                        record->builder,
                        record->job.empty() ? "" : " (" + report::escaped(record->job) + ")"),
            take_up_or_remove(it->path()));
    }
}

} // namespace calpkg::engine
