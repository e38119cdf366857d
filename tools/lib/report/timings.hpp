#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace calpkg::report {

/// How long each phase of something takes: phases of the whole, which come one after the other, and phases of its
/// components, of which several may go on at the same time. For several threads at once.
class Timings {
public:
    using Clock = std::chrono::steady_clock;
    struct Row {
        std::string component; ///< empty: of the whole
        std::string phase;
        Clock::duration time;
    };

    /// A phase from here to the end of its life, of a component or, where that is empty, of the whole. Nothing is noted
    /// without `timings`, which have to live longer.
    class Span {
    public:
        Span(Timings* timings, std::string component, std::string phase);
        ~Span();
        Span(const Span&) = delete;
        Span& operator=(const Span&) = delete;

    private:
        Timings* timings_;
        std::string component_, phase_;
        Clock::time_point begin_ = Clock::now();
    };

    Timings() = default;
    Timings(const Timings&) = delete;
    Timings& operator=(const Timings&) = delete;

    /// A phase that is told again takes the sum of both.
    void add(const std::string& component, const std::string& phase, Clock::duration time);
    /// In the order in which the phases ended first.
    std::vector<Row> rows() const;
    /// Since this was made.
    Clock::duration total() const { return Clock::now() - begin_; }

private:
    mutable std::mutex mutex_;
    std::vector<Row> rows_;
    Clock::time_point begin_ = Clock::now();
};

} // namespace calpkg::report
