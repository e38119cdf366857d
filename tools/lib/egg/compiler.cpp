#include "lib/egg/compiler.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <charconv>

namespace calpkg::egg {

namespace {

/// Understood by 2.6 to 3.x. Prints its own version, then `INDEX LINE MESSAGE` for each argument
/// that it cannot compile, at last "done".
constexpr const char* kScript = R"(import re, sys
sys.stdout.write('%d.%d\n' % sys.version_info[:2])
def check_encoding(text):
    head = '\n'.join(text.split('\n')[:2])
    declared = re.search(r'(?m)^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+', head)
    if not (text.startswith('\xef\xbb\xbf') or declared):
        text.decode('ascii')
for index, name in enumerate(sys.argv[1:]):
    try:
        text = open(name, 'rb').read()
        if sys.version_info[0] == 2 and name.startswith('file'):
            check_encoding(text)
        compile(text, name, 'exec', 0, 1)
    except Exception:
        error = sys.exc_info()[1]
        words = '%s: %s' % (error.__class__.__name__, getattr(error, 'msg', None) or error)
        line = getattr(error, 'lineno', None) or 0
        sys.stdout.write('%d %d %s\n' % (index, line, ' '.join(words.split())))
sys.stdout.write('done\n')
)";

/// As zipimport hands sources to the compiler: 2.6 insists on both.
std::string with_plain_line_ends(const std::string& text) {
    std::string plain;
    plain.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r')
            plain += text[i];
        else if (i + 1 == text.size() || text[i + 1] != '\n')
            plain += '\n';
    }
    return plain + "\n";
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

/// The number before the next space of `line`, which loses both.
std::size_t take_number(std::string& line) {
    std::size_t number = 0;
    const std::size_t space = std::min(line.find(' '), line.size() - 1);
    std::from_chars(line.data(), line.data() + space, number);
    line.erase(0, space + 1);
    return number;
}

} // namespace

std::optional<std::vector<Rejection>> compile_with_python(const std::string& version,
                                                          const std::vector<Source>& sources) {
    const fs::TempDir directory(fs::system_temp_directory(), "cal-pkg-compile-");
    process::Command command;
    command.argv = {"python" + version, "-S", "-E", "-B", "-c", kScript};
    command.cwd = directory.path(); // "import" of -c looks there first: nothing of the user's
    command.env = process::plain_environment();
    for (std::size_t i = 0; i < sources.size(); ++i) {
        command.argv.push_back(fmt::format("{}-{}", sources[i].is_file ? "file" : "zipped", i));
        fs::write_file(directory.path() / command.argv.back(),
                       with_plain_line_ends(sources[i].text), 0600, fs::Flush::no);
    }
    process::Result result;
    try {
        result = process::run(command);
    } catch (const report::Error&) {
        return {}; // there is no such program
    }
    std::vector<std::string> lines = lines_of(result.out);
    // A shim of some version manager may stand on PATH for a Python that is not installed.
    if (!result.ok() || lines.size() < 2 || lines.front() != version || lines.back() != "done")
        return {};
    std::vector<Rejection> rejections;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
        const std::size_t index = take_number(lines[i]);
        const std::size_t line = take_number(lines[i]);
        rejections.push_back({sources.at(index).name, static_cast<int>(line), lines[i]});
    }
    return rejections;
}

} // namespace calpkg::egg
