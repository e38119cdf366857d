#include "lib/python/compiler.hpp"

#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace calpkg::python {

namespace {

/// Understood by 2.6 to 3.x. Prints its own version. Then, for each source that it reads (`KIND
/// SIZE` and that many bytes), it prints `INDEX LINE MESSAGE` if it cannot compile it; at last
/// "done". What is imported is built in, where that is possible, and nothing is tidied up at the
/// end: both would take as long as the compiling.
constexpr const char* kScript = R"(import posix, sys
sys.path[:] = [path for path in sys.path if path]
def check_encoding(text):
    import re
    head = '\n'.join(text.split('\n')[:2])
    declared = re.search(r'(?m)^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+', head)
    if not (text.startswith('\xef\xbb\xbf') or declared):
        text.decode('ascii')
sys.stdout.write('%d.%d\n' % sys.version_info[:2])
stdin, index = getattr(sys.stdin, 'buffer', sys.stdin), 0
for header in iter(stdin.readline, b''):
    kind, size = header.decode('ascii').split()
    text = stdin.read(int(size))
    try:
        if sys.version_info[0] == 2 and kind == 'file':
            check_encoding(text)
        compile(text, '<source>', 'exec', 0, 1)
    except Exception:
        error = sys.exc_info()[1]
        words = '%s: %s' % (error.__class__.__name__, getattr(error, 'msg', None) or error)
        line = getattr(error, 'lineno', None) or 0
        sys.stdout.write('%d %d %s\n' % (index, line, ' '.join(words.split())))
    index += 1
sys.stdout.write('done\n')
sys.stdout.flush()
posix._exit(0)
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

/// The number before the next space of `line`, which loses both.
std::size_t take_number(std::string& line) {
    std::size_t number = 0;
    const std::size_t space = std::min(line.find(' '), line.size() - 1);
    std::from_chars(line.data(), line.data() + space, number);
    line.erase(0, space + 1);
    return number;
}

std::string script_input(const std::vector<Source>& sources) {
    std::string input;
    for (const Source& source : sources) {
        const std::string text = with_plain_line_ends(source.text);
        input += fmt::format("{} {}\n", source.is_file ? "file" : "zipped", text.size());
        input += text;
    }
    return input;
}

} // namespace

Compiler::Compiler(std::string version) : version_(std::move(version)) {}
Compiler::~Compiler() = default;

void Compiler::start() {
    if (version_.empty() || python_ || missing_) return;
    process::Command command;
    command.argv = {"python" + version_, "-S", "-E", "-B", "-c", kScript};
    command.cwd = "/"; // Python looks for modules where it is started: nothing of the user's
    command.env = process::plain_environment();
    try {
        process::require_program(command.argv.front()); // before anything is started for it
        python_ = std::make_unique<process::Started>(command);
    } catch (const report::Error&) {
        missing_ = true; // there is no such program
    }
}

std::optional<std::vector<Rejection>> Compiler::compile(const std::vector<Source>& sources) {
    start();
    if (!python_) return {};
    const process::Result result = python_->finish(script_input(sources));
    python_.reset(); // the next one gets a new one
    std::vector<std::string> lines = report::lines_of(result.out);
    // A shim of some version manager may stand on PATH for a Python that is not installed.
    if (!result.ok() || lines.size() < 2 || lines.front() != version_ || lines.back() != "done")
        return {};
    std::vector<Rejection> rejections;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
        const std::size_t index = take_number(lines[i]);
        const std::size_t line = take_number(lines[i]);
        rejections.push_back({sources.at(index).name, static_cast<int>(line), lines[i]});
    }
    return rejections;
}

} // namespace calpkg::python
