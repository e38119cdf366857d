#include "lib/parts/banner.hpp"

#include <doctest/doctest.h>

using calpkg::parts::Banner;
using calpkg::parts::banners_in;

TEST_CASE("banners that minifiers keep name software and its version") {
    // As they stand in the web apps of 1.2.
    for (const auto& [text, banner] : {
             std::pair{"/*! normalize.css v2.1.3 | MIT License | git.io/normalize */",
                       Banner{"normalize.css", "2.1.3"}},
             {"/*!\n * Bootstrap v2.3.2\n *\n * Licensed under the Apache License v2.0\n */",
              Banner{"Bootstrap", "2.3.2"}},
             {"/*!\r\n *  Font Awesome 4.0.3 by @davegandy - http://fontawesome.io\r\n */",
              Banner{"Font Awesome", "4.0.3"}},
             {"/** vim: et:ts=4:sw=4:sts=4\n * @license RequireJS 2.1.14 Copyright (c) 2010-2014",
              Banner{"RequireJS", "2.1.14"}},
             {"/*! jQuery JavaScript Library v1.9.1, whatever",
              Banner{"jQuery JavaScript Library", "1.9.1"}},
             {"/* @preserve\tangular-strap\tv2.0.0-rc.3", Banner{"angular-strap", "2.0.0-rc.3"}},
         }) {
        CAPTURE(text);
        const std::vector<Banner> found = banners_in(std::string("x=1;") + text + "*/y=2");
        REQUIRE(found.size() == 1);
        CHECK(found.front() == banner);
    }
}

TEST_CASE("other comments, and what names no version, are no banners") {
    for (const char* text :
         {"", "/*", "/*!", "/*! */", "/*!1.2*/", "/*! 1.2.3 jQuery */", "/* jQuery v1.9.1 */",
          "/*! jQuery */", "/*! jQuery v1 */", "/*! jQuery 1. */", "/*! jQuery .5 */",
          "/*! Licensed under the Apache License v2.0 */",
          "/*! one\n two\n three\n jQuery v1.9.1 */", "/*! jQuery v1.9.1",
          "/*! jQuery \xff.1 */"}) {
        CAPTURE(text);
        CHECK(banners_in(text).empty());
    }
    CHECK(banners_in("/*! A 1.2 */ /* B 1.3 */ /*! C 1.4 */").size() == 2);
}
