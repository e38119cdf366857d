#include "lib/engine/record.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"

#include <nlohmann/json.hpp>

#include <system_error>

namespace calpkg::engine {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFile = "job.json";
constexpr const char* kBuilt = "built";

} // namespace

std::optional<Record> read_record(const std::filesystem::path& directory) {
    const std::filesystem::path file = directory / kFile;
    if (!fs::is_there(file)) return std::nullopt;
    try {
        const Json json = Json::parse(report::shallow_json(fs::read_file(file), file.string()));
        return Record{json.at("builder").get<std::string>(), json.at("source").get<std::string>(),
                      json.at("job").get<std::string>(),
                      json.at("state").get<std::string>() == kBuilt ? Record::State::built
                                                                    : Record::State::handed_over};
    } catch (const Json::exception&) {
        throw report::Error(file.string(), "does not tell what was submitted",
                            "remove it: then the package is submitted anew");
    }
}

void write_record(const std::filesystem::path& directory, const Record& record) {
    const Json json{{"builder", record.builder},
                    {"source", record.source},
                    {"job", record.job},
                    {"state", record.state == Record::State::built ? kBuilt : "handed over"}};
    fs::write_file(directory / kFile, json.dump(2) + "\n");
}

void remove_record(const std::filesystem::path& directory) noexcept {
    std::error_code ignored;
    std::filesystem::remove(directory / kFile, ignored);
}

} // namespace calpkg::engine
