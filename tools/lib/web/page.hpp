#pragma once

#include <string>
#include <vector>

namespace calpkg::web {

/// One reference of a page, as written.
struct PageReference {
    std::string text;
    bool required = true;    ///< false: an image, or inside a conditional comment
    bool require_js = false; ///< a data-main attribute
};

/// What a page refers to, in its order.
struct Page {
    std::string base; ///< href of its first <base>, or empty
    std::vector<PageReference> references;
    std::string own_scripts; ///< the text of its <script> elements, one behind the other
};

/// Finds the references of an HTML page: <script src>, RequireJS' data-main, <link rel=stylesheet>,
/// <img>, and the same in conditional comments (`<!--[if lt IE 9]>…<![endif]-->`). Reads anything
/// as a browser would, never fails and never touches the network (libxml2's HTML parser).
Page read_page(std::string html);

} // namespace calpkg::web
