#include "lib/rpm/format/library.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <fcntl.h>
#include <rpm/rpmfileutil.h>
#include <rpm/rpmlib.h>
#include <rpm/rpmlog.h>
#include <rpm/rpmmacro.h>

#include <array>
#include <sstream>

namespace calpkg::rpm {

namespace {

std::mutex& library_mutex() {
    static std::mutex mutex;
    return mutex;
}

/// For rpmlogSetCallback; `data` is a Session's log. 0 keeps librpm from printing.
int collect(rpmlogRec record, rpmlogCallbackData data) {
    if (rpmlogRecPriority(record) > RPMLOG_WARNING) return 0;
    std::string& log = *static_cast<std::string*>(data);
    log += rpmlogRecMessage(record);
    if (log.back() != '\n') log += '\n';
    return 0;
}

/// libgcrypt, which librpm may use, ends the process when it cannot open a file as it begins.
void require_descriptors() {
    std::array<fs::Descriptor, 8> spare;
    for (fs::Descriptor& descriptor : spare) descriptor = fs::open_existing("/dev/null", O_RDONLY);
}

/// rpm keeps a pointer to the list of macro files, and reads it again whenever its configuration is
/// read again.
void read_configuration() {
    require_descriptors();
    const std::string directory = rpmConfigDir();
    static const std::string own_macros =
        directory + "/macros:" + directory + "/platform/%{_target}/macros";
    macrofiles = own_macros.c_str();
    if (rpmReadConfigFiles((directory + "/rpmrc").c_str(), nullptr) != 0)
        throw report::Error("librpm", "cannot read its configuration in " + directory,
                            "install the package rpm");
}

} // namespace

Session::Session() : lock_(library_mutex()) {
    static std::once_flag once;
    rpmlogSetCallback(collect, &log_);
    try {
        std::call_once(once, read_configuration);
    } catch (...) {
        rpmlogSetCallback(nullptr, nullptr);
        throw;
    }
}

Session::~Session() { rpmlogSetCallback(nullptr, nullptr); }

std::string Session::messages(const std::string& prefix) const {
    std::string text;
    std::istringstream lines(log_);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(prefix, 0) == 0) line.erase(0, prefix.size());
        line.erase(0, line.find_first_not_of(" \t"));
        if (line.empty()) continue;
        if (!text.empty()) text += "; ";
        text += report::escaped(line);
    }
    return text;
}

} // namespace calpkg::rpm
