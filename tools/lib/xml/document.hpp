#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct _xmlDoc;
struct _xmlNode;

/// Reading XML documents of others: small helpers around libxml2's tree.
namespace calpkg::xml {

/// libxml2's, for those who only pass them on.
using Node = _xmlNode;
using Document = _xmlDoc;

/// Throws report::Error, naming `subject`, unless `text` is XML whose root element is `root`. Nothing is fetched. A
/// document that declares a type, and so perhaps entities, is refused as damaged, and so is any encoding but UTF-8.
std::shared_ptr<Document> parse(const std::string& text, const std::string& subject,
                                std::string_view root);

Node* root_of(const Document& document);

/// Whether `node` is an element of that name, in whatever name space.
bool is_element(const Node* node, std::string_view name);

/// The first child element of that name; null without one.
Node* child(const Node* parent, std::string_view name);

/// All of them, in their order.
std::vector<Node*> children(const Node* parent, std::string_view name);

/// The text in `node`; "" for null.
std::string content(const Node* node);

/// An attribute without name space; "" for null and where there is none.
std::string attribute(Node* node, const char* name);

} // namespace calpkg::xml
