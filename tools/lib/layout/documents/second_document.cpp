#include "lib/layout/documents/second_document.hpp"

#include <sstream>
#include <vector>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace calpkg::layout {

namespace {

/// Notes where the document begins, and nothing of what is in it.
class Begin final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& mark) override { mark_ = mark; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

    const YAML::Mark& mark() const { return mark_; }

private:
    YAML::Mark mark_;
};

} // namespace

std::optional<YAML::Mark> second_document(const std::string& content) {
    std::istringstream stream(content);
    YAML::Parser parser(stream);
    std::vector<YAML::Mark> marks;
    for (Begin begin; marks.size() < 4 && parser.HandleNextDocument(begin);) {
        if (!marks.empty() && marks.back().pos == begin.mark().pos)
            throw YAML::ParserException(begin.mark(), "a value cannot begin like this");
        marks.push_back(begin.mark());
    }
    if (marks.size() < 2) return std::nullopt;
    return marks[1];
}

} // namespace calpkg::layout
