#pragma once

#include "lib/web/script_parser.hpp"

namespace calpkg::web {

class ScriptParser::Deeper {
public:
    /// Code that people write has some ten levels, code that is made small some hundred; a level is some five frames.
    static constexpr int kDeepest = 1000;

    explicit Deeper(ScriptParser& parser) : parser_(parser) {
        if (++parser_.depth_ > kDeepest)
            throw ScriptError{parser_.token_.at,
                              "it is nested deeper than anything that people or tools write"};
    }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

private:
    ScriptParser& parser_;
};

class ScriptParser::Within {
public:
    Within(ScriptParser& parser, const Context& context)
        : parser_(parser),
          outer_(parser.context_) {
        parser_.context_ = context;
    }
    template <typename Change>
    Within(ScriptParser& parser, Change change) : parser_(parser),
                                                  outer_(parser.context_) {
        change(parser_.context_);
    }
    ~Within() { parser_.context_ = outer_; }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;

private:
    ScriptParser& parser_;
    Context outer_;
};

} // namespace calpkg::web
