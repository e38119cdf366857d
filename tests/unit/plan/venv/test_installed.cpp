#include "lib/plan/venv/installed.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using plan::Installed;
using plan::installed_as;
using plan::is_script_of;
using plan::updated_path_file;

namespace {

const std::set<std::string> kNames{"calamari_cthulhu"};
const std::set<std::string> kModules{"cthulhu"};

std::string shown(const std::string& file_name) {
    const auto installed = installed_as(file_name);
    if (!installed) return "nothing";
    const char* forms[] = {"egg", "metadata", "link"};
    return installed->name + " " + forms[static_cast<int>(installed->form)];
}

} // namespace

TEST_CASE("names of distributions are compared as pip does it") {
    CHECK(plan::normalised_name("calamari-rest-api") == "calamari_rest_api");
    CHECK(plan::normalised_name("Calamari_Rest.API") == "calamari_rest_api");
    CHECK(plan::normalised_name("a-_.b") == "a_b");
}

TEST_CASE("file names tell distributions in every form that setuptools and pip leave behind") {
    CHECK(shown("calamari_rest_api-0.1-py2.6.egg") == "calamari_rest_api egg");
    CHECK(shown("calamari_web-0.1_12_g1-py2.7-linux-x86_64.egg") == "calamari_web egg");
    CHECK(shown("Twisted-11.1.0-py2.6.egg-info") == "twisted metadata");
    CHECK(shown("calamari_web-0.1.dist-info") == "calamari_web metadata");
    CHECK(shown("calamari_web.egg-info") == "calamari_web metadata");
    CHECK(shown("calamari-rest-api.egg-link") == "calamari_rest_api link");
    for (const char* other : {"calamari_web", "easy-install.pth", ".egg", "six.py", "egg-info"})
        CHECK(shown(other) == "nothing");
}

TEST_CASE("a program is a distribution's whoever wrote it: easy_install, pip or cal-pkg") {
    CHECK(
        is_script_of("#!/opt/calamari/venv/bin/python\n"
                     "# EASY-INSTALL-ENTRY-SCRIPT: 'calamari-cthulhu==0.1','console_scripts','x'\n"
                     "__requires__ = 'calamari-cthulhu==0.1'\n",
                     kNames, {}));
    CHECK(is_script_of("#!/x\n__requires__ = 'calamari_cthulhu==0.1'\nimport sys\n", kNames, {}));
    CHECK(is_script_of("#!/x\n# EASY-INSTALL-SCRIPT: 'calamari-cthulhu','x'\n", kNames, {}));
    CHECK(is_script_of("#!/x\nimport re\n\nfrom cthulhu.calamari_ctl import main\n"
                       "if __name__ == '__main__':\n    sys.exit(main())\n",
                       {}, kModules));
    CHECK(is_script_of("#!/x\r\nfrom cthulhu import main\r\nsys.exit(main())\r\n", {}, kModules));
}

TEST_CASE("other programs are not taken for calamari's") {
    for (const std::string script :
         {"", "no script: from cthulhu import main\n", "#!/x\nfrom cthulhux import main\n",
          "#!/x\n# EASY-INSTALL-ENTRY-SCRIPT: 'carbon==0.9','x','y'\nfrom cthulhu import main\n",
          "#!/x\n# EASY-INSTALL-ENTRY-SCRIPT: 'calamari-cthulhu-extra==0.1'\n",
          "#!/x\nfrom cthulhu import config\nprint(config)\n", "#!/x\n  from cthulhu import main\n",
          "#!/x\n# EASY-INSTALL-SCRIPT\n", "#!/x\nprint('from cthulhu import main')\n"}) {
        CAPTURE(script);
        CHECK_FALSE(is_script_of(script, kNames, kModules));
    }
}

TEST_CASE("lines of replaced eggs give way to the new ones, where the first of them was") {
    const std::string start = "import sys; sys.__plen = len(sys.path)\n";
    const std::string end = "import sys; new=sys.path[sys.__plen:]; del sys.path[sys.__plen:]; "
                            "p=getattr(sys,'__egginsert',0); sys.path[p:p]=new; "
                            "sys.__egginsert = p+len(new)\n";
    CHECK(updated_path_file(start + "./a-1.egg\n./b-1.egg\n./c-1.egg\n" + end,
                            {"b-1.egg", "c-1.egg"}, {"b-2.egg", "c-2.egg"}) ==
          start + "./a-1.egg\n./b-2.egg\n./c-2.egg\n" + end);
    // What whole paths lead to counts too, with either kind of line end.
    CHECK(updated_path_file("/opt/calamari/venv/lib/b-1.egg\r\n/home/ada/c/\r\n/home/ada/d\r\n",
                            {"b-1.egg", "/home/ada/c"}, {"b-2.egg"}) == "./b-2.egg\n/home/ada/d\n");
}

TEST_CASE("new eggs get their lines also where there were none, before setuptools' last line") {
    const std::string end = "import sys; sys.__egginsert = 0\n";
    CHECK(updated_path_file("./a.egg\n" + end, {}, {"b.egg"}) == "./a.egg\n./b.egg\n" + end);
    CHECK(updated_path_file("./a.egg\n", {}, {"b.egg"}) == "./a.egg\n./b.egg\n");
    CHECK(updated_path_file("./a.egg", {}, {"b.egg"}) == "./a.egg\n./b.egg\n");
    CHECK(updated_path_file("", {}, {"b.egg"}) == "./b.egg\n");
    CHECK(updated_path_file("./a.egg\n", {"a.egg"}, {}) == "");
}
