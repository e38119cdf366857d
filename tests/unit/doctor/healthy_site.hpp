#pragma once

#include "support/support.hpp"

#include <string>

namespace calpkg::test {

inline const std::string kSitePackages = "opt/calamari/venv/lib/python2.7/site-packages/";
inline const std::string kWebEgg = kSitePackages + "calamari_web-0.1-py2.7.egg/";

/// A Calamari server of line 1.2 in a directory, with nothing wrong; it has no package database.
inline void make_healthy_server(const Dir& dir) {
    dir.write("etc/passwd", "root:x:0:0::/root:/bin/sh\napache:x:48:48::/:/bin/false\n");
    dir.write("etc/group", "root:x:0:\napache:x:48:\n");
    dir.write("etc/calamari/calamari.conf",
              "[cthulhu]\ndb_path = postgresql://calamari@localhost/calamari\n"
              "[calamari_web]\ndb_engine = django.db.backends.postgresql_psycopg2\n"
              "secret_key_path = /opt/calamari/webapp/secret.key\nusername = apache\n");
    dir.write("opt/calamari/webapp/secret.key", "xyz", 0600);
    dir.write("etc/httpd/conf.d/calamari.conf", "<VirtualHost *:80>\n</VirtualHost>\n");
    dir.write("etc/httpd/conf.d/welcome.conf", "# nothing\n\n  # here\n");
    dir.write("etc/salt/master", "interface: 0.0.0.0\n", 0644);
    dir.write("etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n");
    dir.write("etc/selinux/targeted/modules/active/modules/calamari-httpd.pp", "");
    dir.write("etc/rc.d/rc3.d/S08iptables", "");
    dir.write(
        "etc/sysconfig/iptables",
        "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\n"
        "-A INPUT -p tcp -m multiport --dports 80,2003:2004,4505,4506 -j ACCEPT\n"
        "-A INPUT -j REJECT --reject-with icmp-host-prohibited\nCOMMIT\n");
    for (const char* app : {"admin", "dashboard", "login", "manage"}) {
        const std::string content = "opt/calamari/webapp/content/" + std::string(app);
        dir.write(content + "/index.html",
                  "<!--[if lt IE 9]><script src=\"es5.js\"></script><![endif]-->"
                  "<link rel=\"stylesheet\" href=\"styles/main.css\"><link rel=\"icon\" "
                  "href=\"icon.png\">"
                  "<script src=\"scripts/main.js?v=1\"></script><script "
                  "src=\"//elsewhere/x.js\"></script>");
        dir.write(content + "/styles/main.css", "a {}");
        dir.write(content + "/scripts/main.js", "x;");
    }
    dir.write(kWebEgg + "EGG-INFO/PKG-INFO",
              "Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n");
    dir.write(kWebEgg + "EGG-INFO/SOURCES.txt", "calamari_web/__init__.py\n");
    dir.write(kWebEgg + "EGG-INFO/top_level.txt", "calamari_web\n");
    dir.write(kWebEgg + "EGG-INFO/dependency_links.txt", "\n");
    dir.write(kWebEgg + "EGG-INFO/not-zip-safe", "\n");
    dir.write(kWebEgg + "calamari_web/__init__.py", "");
    dir.write(kWebEgg + "calamari_web/settings.py",
              "TEMPLATE_DIRS = ('/opt/calamari/templates',)\n");
    for (const char* module : {"psycopg2", "graphite"})
        dir.write(kSitePackages + module + "/__init__.py", "");
    dir.write("usr/lib64/python2.7/site-packages/cairo/__init__.py", "");
    dir.write("usr/lib/python2.7/site-packages/supervisor-3.1.3-py2.7.egg-info", "");
}

/// A Ceph server with salt's minion and Diamond, with nothing wrong.
inline void make_healthy_minion(const Dir& dir) {
    dir.write("etc/salt/minion", "#master: salt\n");
    dir.write("etc/salt/minion.d/calamari.conf", "master: calamari.example.com\n");
    dir.write("usr/lib/python2.7/site-packages/diamond/__init__.py", "");
    dir.write("usr/lib/python2.7/site-packages/configobj.py", "");
}

/// A server of line 1.5 in a directory, with nothing wrong.
inline void make_healthy_lite(const Dir& dir) {
    dir.write("usr/lib/systemd/system/calamari.service", "[Unit]\n");
    dir.write("etc/calamari/calamari.conf",
              "[cthulhu]\ndb_path = sqlite:////var/lib/calamari/calamari.sqlite3\n"
              "[calamari_web]\ndb_engine = django.db.backends.sqlite3\n"
              "db_name = /var/lib/calamari/calamari.sqlite3\n"
              "secret_key_path = /opt/calamari/webapp/secret.key\nusername = root\n");
    dir.write("var/lib/calamari/calamari.sqlite3", "x", 0600);
    dir.write(kSitePackages + "calamari_lite/__init__.py", "");
    for (const char* module : {"rados.so", "rbd.so", "ceph_argparse.py"})
        dir.write("usr/lib/python2.7/site-packages/" + std::string(module), "");
    dir.write("etc/systemd/system/multi-user.target.wants/firewalld.service", "");
    dir.write("etc/firewalld/firewalld.conf", "# a comment\nDefaultZone=work\n");
    dir.write("etc/firewalld/zones/work.xml",
              "<?xml version=\"1.0\"?>\n<zone>\n  <service name=\"calamari\"/>\n</zone>\n");
    dir.write("usr/lib/firewalld/services/calamari.xml",
              "<service><port protocol=\"tcp\" port=\"2003\"/><port port='8000-8010' "
              "protocol='tcp'/></service>");
}

} // namespace calpkg::test
