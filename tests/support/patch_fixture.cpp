#include "support/patch_fixture.hpp"

#include "lib/fs/file.hpp"

#include <doctest/doctest.h>

namespace calpkg::test {

const std::string kBuggySettings =
    "import os\n"
    "import sys\n"
    "\n"
    "DEBUG = False\n"
    "\n"
    "TEMPLATE_DIRS = (os.path.join(config.get('graphite', 'root'), "
    "\"lib/python2.7/site-packages/graphite/templates\"),)\n"
    "CONTENT_DIR = os.path.join(config.get('graphite', 'root'), \"webapp/content/\")\n";

std::string python(const Dir& dir, const std::string& script) {
    const process::Result result = run({"python3", "-c", script}, dir.path());
    INFO(result.err);
    REQUIRE(result.ok());
    return result.out;
}

std::string make_zip_egg(const Dir& dir, const std::string& calls) {
    dir.write("settings.in", kBuggySettings);
    python(dir, R"(
import io, struct, zipfile
class Pipe(io.RawIOBase):
    """A file that cannot seek, so that zipfile writes data descriptors."""
    def __init__(self, file): self.file = file
    def writable(self): return True
    def seekable(self): return False
    def write(self, data): return self.file.write(data)
def info(name, when=(2014, 7, 1, 12, 30, 0), method=zipfile.ZIP_DEFLATED):
    i = zipfile.ZipInfo(name, when)
    i.compress_type = method
    i.external_attr = 0o100640 << 16
    i.create_system = 3
    return i
def pyc(mtime, text):
    return b'\x03\xf3\r\n' + struct.pack('<I', mtime) + text
stamp = struct.pack('<HHBl', 0x5455, 5, 1, 1404217800)
with open('made.egg', 'wb') as out:
    with zipfile.ZipFile(Pipe(out), 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr(info('EGG-INFO/PKG-INFO'), 'Name: calamari-web\n')
        z.writestr(info('EGG-INFO/top_level.txt', method=zipfile.ZIP_STORED), 'calamari_web\n')
        z.writestr(info('calamari_web/__init__.py'), '')
        s = info('calamari_web/settings.py')
        s.extra = stamp + struct.pack('<HHBBI', 0x7875, 6, 1, 4, 1000)
        s.comment = b'of settings'
        z.writestr(s, open('settings.in').read())
        z.writestr(info('calamari_web/settings.pyc'), pyc(1404217800, b'code'))
        z.writestr(info('calamari_web/settings.pyo'), pyc(1404217800, b'code'))
        u = info('calamari_web/urls.py')
        u.extra = stamp
        z.writestr(u, 'urlpatterns = []\n' * 20)
        z.writestr(info('calamari_web/urls.pyc'), pyc(1404217800, b'urls'))
)" + calls + R"(
        z.comment = b'made by a test'
)");
    return fs::read_file(dir.path() / "made.egg");
}

std::filesystem::path make_directory_egg(const Dir& dir) {
    const std::string top = "calamari_web-0.1-py2.7.egg/";
    dir.write(top + "EGG-INFO/PKG-INFO", "Name: calamari-web\n");
    dir.write(top + "EGG-INFO/top_level.txt", "calamari_web\n");
    dir.write(top + "calamari_web/__init__.py", "");
    dir.write(top + "calamari_web/settings.py", kBuggySettings, 0640);
    dir.write(top + "calamari_web/settings.pyc", std::string("\x03\xf3\r\n\0\0\0\0code", 12));
    dir.write(top + "calamari_web/__pycache__/settings.cpython-36.pyc", "code");
    dir.write(top + "calamari_web/urls.py", "urlpatterns = []\n");
    dir.write(top + "calamari_web/urls.pyc", "urls");
    return dir.path() / "calamari_web-0.1-py2.7.egg";
}

std::string stored_form(const Dir& dir, const std::string& bytes, const std::string& member) {
    dir.write("measured.egg", bytes);
    return python(dir, R"(
import zipfile
data = open('measured.egg', 'rb').read()
z = zipfile.ZipFile('measured.egg')
begins = sorted(i.header_offset for i in z.infolist()) + [z.start_dir]
begin = z.getinfo(')" + member +
                           R"(').header_offset
print(data[begin:begins[begins.index(begin) + 1]].hex())
)");
}

struct stat status_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status;
}

std::size_t count_entries(const std::filesystem::path& directory) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory), {}));
}

} // namespace calpkg::test
