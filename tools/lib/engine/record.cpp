#include "lib/engine/record.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <system_error>

namespace calpkg::engine {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFile = "job.json";
constexpr const char* kStates[] = {"handing over", "handed over", "built"}; // as in Record::State

/// What `text` names; of one that is not known, as of a job.
Record::State state_of(const std::string& text) {
    const auto found = std::ranges::find(kStates, text);
    return found == std::end(kStates) ? Record::State::handed_over
                                      : static_cast<Record::State>(found - std::begin(kStates));
}

} // namespace

std::optional<Record> read_record(const std::filesystem::path& directory) {
    const std::filesystem::path file = directory / kFile;
    if (!fs::is_there(file)) return std::nullopt;
    constexpr const char* remedy = "remove it: then the package is submitted anew";
    try {
        const Json json =
            Json::parse(report::shallow_json(fs::read_file(file), file.string(), remedy));
        return Record{json.at("builder").get<std::string>(), json.at("source").get<std::string>(),
                      json.at("job").get<std::string>(), json.value("id", ""),
                      state_of(json.at("state").get<std::string>())};
    } catch (const Json::exception&) {
        throw report::Error(file.string(), "does not tell what was submitted", remedy);
    }
}

void write_record(const std::filesystem::path& directory, const Record& record) {
    const Json json{{"builder", record.builder},
                    {"source", record.source},
                    {"job", record.job},
                    {"id", record.id},
                    {"state", kStates[static_cast<std::size_t>(record.state)]}};
    fs::write_file(directory / kFile, json.dump(2) + "\n");
}

void remove_record(const std::filesystem::path& directory) noexcept {
    std::error_code ignored;
    std::filesystem::remove(directory / kFile, ignored);
}

} // namespace calpkg::engine
