#include "lib/process/environment.hpp"

#include <cstddef>
#include <string>
#include <unistd.h>

namespace calpkg::process {

Environment whole_environment() {
    Environment environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos)
            environment.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

} // namespace calpkg::process
