#pragma once

#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <string>
#include <vector>

namespace calpkg::test {

/// A layout that uses every section; tests change one thing in it. Lines are counted from 1.
inline const std::string good_layout = R"(component: server
package: calamari-server
spec: calamari-server.spec
arch: target
version-scheme: calamari
checkout:
  names: [calamari]
  marks: [cthulhu, rest-api]
variables: {web: root}
features:
  httpd: {exists: salt/srv, set: {web: apache}}
  upstart: {}
files:
  - {file: conf/a, to: /opt/a}
dist:
  tarball: calamari-server_{version}.tar.gz
  prefix: calamari-server-{version}
  files:
    - {tree: ., to: ., include: ["*"]}
)";

/// A target with every key.
inline const std::string good_target = R"(target: el6
summary: Red Hat Enterprise Linux 6, CentOS 6
dist: el6
rhel: 6
rpm: 4.8.1
arch: x86_64
platform: redhat-linux-gnu
python: 2.6
glibc: 2.12
payload: w6.gzdio
source-payload: w1.gzdio
rpmlib: [FileDigests, PayloadIsXz]
features: [sysv]
variables:
  flavour: el6
  site-packages: /usr/lib/python2.6/site-packages
packages:
  supervisor: supervisor >= 3.0
)";

/// `text` with its line `number` (from 1) replaced; an empty replacement removes the line.
inline std::string with_line(const std::string& text, int number, const std::string& replacement) {
    std::size_t begin = 0;
    for (int line = 1; line < number; ++line) begin = text.find('\n', begin) + 1;
    const std::size_t end = text.find('\n', begin) + 1;
    return text.substr(0, begin) + (replacement.empty() ? "" : replacement + "\n") +
           text.substr(end);
}

/// What `read` says against `text` as the file `name`, with the directory cut from its start; "" when
/// it accepts the text.
template <typename Read>
std::string complaint(Read read, const std::string& name, const std::string& text) {
    const Dir dir;
    const std::filesystem::path file = dir.write(name, text);
    try {
        read(file);
        return {};
    } catch (const report::Error& error) {
        const std::string message = error.what();
        const std::string prefix = dir.path().string() + "/";
        return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
    }
}

} // namespace calpkg::test
