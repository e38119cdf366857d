#include "lib/rpmbuild/await_line.hpp"

#include "lib/process/interrupt.hpp"

#include <chrono>
#include <fstream>
#include <thread>

namespace calpkg::rpmbuild {

bool await_line(const std::filesystem::path& log, const std::string& line,
                const std::atomic<bool>& ended) {
    constexpr std::chrono::milliseconds pause(2);
    std::streamoff looked_at = 0; // up to the end of a line
    for (;; std::this_thread::sleep_for(pause)) {
        process::check_interrupt();
        const bool is_last_look = ended;
        std::ifstream in(log);
        in.seekg(looked_at);
        for (std::string next; std::getline(in, next) && !in.eof(); looked_at = in.tellg())
            if (next == line) return true;
        if (is_last_look) return false;
    }
}

} // namespace calpkg::rpmbuild
