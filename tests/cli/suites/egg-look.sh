# cal-pkg egg list, show, diff and check.
# shellcheck shell=bash

# an_egg FILE [PYTHON-VERSION-IN-PATH]: a zip egg of calamari_web, made as people make them.
an_egg() {
    local file=$PWD/$1 version=${2:-2.6}
    mkdir -p tree/calamari_web tree/EGG-INFO
    printf 'Metadata-Version: 1.0\nName: calamari-web\nVersion: 0.1\n' >tree/EGG-INFO/PKG-INFO
    echo calamari_web >tree/EGG-INFO/top_level.txt
    : >tree/calamari_web/__init__.py
    printf 'import os\n\nTEMPLATE_DIRS = (os.path.join(ROOT, "lib/python%s/templates"),)\n' \
        "$version" >tree/calamari_web/settings.py
    find tree -exec touch -d '2014-06-01 12:00:00' {} +
    (cd tree && bsdtar --format zip -cf "$file" EGG-INFO/PKG-INFO EGG-INFO/top_level.txt \
        calamari_web/__init__.py calamari_web/settings.py)
}

# in_json EXPRESSION: a Python expression about the JSON in ./stdout, as `j`, holds.
in_json() {
    python3 -c 'import json, sys; j = json.load(open("stdout")); sys.exit(not eval(sys.argv[1]))' \
        "$1" || fail "not so: $1 in $(cat stdout)"
}

test_eggs_are_repaired_where_no_layouts_are() {
    an_egg calamari_web-0.1-py2.6.egg
    expect_status 0 env CALPKG_DATA=/nowhere cal-pkg egg list calamari_web-0.1-py2.6.egg
    echo 'TEMPLATE_DIRS = ("/graphite",)' >settings.py
    expect_status 0 env CALPKG_DATA=/nowhere cal-pkg egg patch calamari_web-0.1-py2.6.egg \
        --replace calamari_web/settings.py=settings.py
}

test_list_tells_members_sizes_times_and_bytecode() {
    an_egg calamari_web-0.1-py2.6.egg
    expect_status 0 cal-pkg egg list calamari_web-0.1-py2.6.egg
    expect_equal "$(wc -l <stdout)" 4
    grep -q '^ *0  2014-06-01 12:00:00  calamari_web/__init__.py$' stdout || fail "$(cat stdout)"
    mkdir x-1-py2.6.egg
    : >x-1-py2.6.egg/a.py
    : >x-1-py2.6.egg/a.pyc
    expect_status 0 cal-pkg egg list x-1-py2.6.egg
    grep -q 'Z  a.py  \[pyc\]$' stdout || fail "$(cat stdout)"
    expect_status 0 cal-pkg egg list --json calamari_web-0.1-py2.6.egg
    in_json 'j["form"] == "zip" and j["python"] == "2.6" and len(j["members"]) == 4'
}

test_show_prints_a_member_byte_for_byte() {
    an_egg calamari_web-0.1-py2.6.egg
    expect_status 0 cal-pkg egg show calamari_web-0.1-py2.6.egg calamari_web/settings.py
    cmp stdout tree/calamari_web/settings.py || fail "another content"
    expect_status 0 cal-pkg egg show --json calamari_web-0.1-py2.6.egg calamari_web/settings.py
    in_json 'j["content"] == open("tree/calamari_web/settings.py").read()'
    expect_error calamari_web-0.1-py2.6.egg "did you mean 'calamari_web/settings.py'?" -- \
        cal-pkg egg show calamari_web-0.1-py2.6.egg calamari_web/setings.py
}

test_a_diff_is_one_that_patch_applies() {
    an_egg old.egg 2.7
    cp -r tree was
    an_egg new.egg 2.6
    expect_status 1 cal-pkg egg diff old.egg new.egg
    mv stdout change.diff
    patch -s -p1 -d was <change.diff || fail "patch refuses it"
    diff -r was tree || fail "another result"
    expect_status 0 cal-pkg egg diff new.egg new.egg
    expect_equal "$(cat stdout)" ""
    expect_status 1 cal-pkg egg diff --json old.egg new.egg
    in_json '[d["member"] for d in j["differences"]] == ["calamari_web/settings.py"]'
    in_json 'j["differences"][0]["diff"] == open("change.diff").read()'
}

test_names_of_a_hostile_egg_reach_neither_terminal_nor_json_unescaped() {
    python3 - <<'PY'
import zipfile
for egg, text in ('old.egg', 'a = 1\n'), ('new.egg', 'a = 2\n'):
    with zipfile.ZipFile(egg, 'w') as archive:
        archive.writestr('a\x1b[31m.py', text)
        archive.writestr('a\x1b[31m.pyc', b'\0' + text.encode())
PY
    local words
    for words in "list old.egg" "check old.egg" "diff old.egg new.egg"; do
        # shellcheck disable=SC2086 # words
        cal-pkg egg $words >stdout 2>stderr || true
        grep -q 'a\\x1b\[31m.py' stdout || fail "egg $words: $(cat stdout stderr)"
        ! grep -q $'\x1b' stdout stderr || fail "egg $words prints a control character"
    done
    expect_status 0 cal-pkg egg list --json old.egg
    in_json 'j["members"][0]["name"] == "a\\x1b[31m.py" and j["members"][0]["bytecode"] == ["a\\x1b[31m.pyc"]'
    expect_status 1 cal-pkg egg check --json old.egg
    in_json '[m["source"] for m in j["modules"]] == ["a\\x1b[31m.py"]'
    in_json '{c["file"] for m in j["modules"] for c in m["choices"]} == {"a\\x1b[31m.py", None}'
    expect_status 1 cal-pkg egg diff --json old.egg new.egg
    in_json '[d["member"] for d in j["differences"]] == ["a\\x1b[31m.py", "a\\x1b[31m.pyc"]'
}

test_an_egg_is_compared_with_a_checkout() {
    an_egg calamari_web-0.1-py2.6.egg
    mkdir -p checkout/calamari-web
    cp -r tree/calamari_web checkout/calamari-web/
    echo 'setup(packages=["calamari_web"])' >checkout/calamari-web/setup.py
    git init -q checkout
    in_git checkout add .
    in_git checkout commit -q -m first
    expect_status 0 cal-pkg egg diff calamari_web-0.1-py2.6.egg checkout
    echo 'A = 1' >checkout/calamari-web/calamari_web/new.py
    in_git checkout add .
    expect_status 1 cal-pkg egg diff calamari_web-0.1-py2.6.egg checkout
    grep -qx '+A = 1' stdout || fail "$(cat stdout)"
}

test_check_passes_a_sound_egg_and_finds_the_guides_bug() {
    an_egg calamari_web-0.1-py2.6.egg
    expect_status 0 cal-pkg egg check calamari_web-0.1-py2.6.egg
    an_egg calamari_web-0.1-py2.6.egg 2.7
    expect_status 1 cal-pkg egg check calamari_web-0.1-py2.6.egg
    grep -q 'settings.py:3: .*\[python-version-in-path\]$' stdout || fail "$(cat stdout)"
    expect_status 1 cal-pkg egg check --json calamari_web-0.1-py2.6.egg
    in_json 'j["clean"] is False'
    in_json '[f["id"] for f in j["findings"]] == ["python-version-in-path"]'
}

test_check_tells_a_damaged_egg_from_a_missing_one() {
    an_egg calamari_web-0.1-py2.6.egg
    head -c 500 calamari_web-0.1-py2.6.egg >cut-0.1.egg
    expect_status 1 cal-pkg egg check cut-0.1.egg
    grep -q '\[truncated\]$' stdout || fail "$(cat stdout)"
    expect_error cut-0.1.egg -- cal-pkg egg list cut-0.1.egg
    expect_error nowhere.egg -- cal-pkg egg check nowhere.egg
}

test_check_tells_which_file_runs_and_where() {
    mkdir x-0.1-py2.7.egg
    echo 'abc = 1' >x-0.1-py2.7.egg/a.py
    # Python 2.7's magic number, the source's time, and no name of the source.
    printf '\003\363\r\n\300\025\213\123no code at all' >x-0.1-py2.7.egg/a.pyc
    touch -d '2014-06-01 12:00:00' x-0.1-py2.7.egg/a.py
    expect_status 1 cal-pkg egg check --json x-0.1-py2.7.egg
    in_json '[c["file"] for c in j["modules"][0]["choices"]] == ["a.py", "a.pyc", "a.py", "a.py"]'
    in_json '"stale-bytecode" in [f["id"] for f in j["findings"]]'
    (cd x-0.1-py2.7.egg && bsdtar --format zip -cf ../zip-0.1-py2.7.egg a.py a.pyc)
    for zone in UTC0 AAA-5:45; do
        TZ=$zone expect_status 1 cal-pkg egg check --json zip-0.1-py2.7.egg
        in_json 'j["modules"][0]["choices"][1] == {"python": "2.7", "file": "a.py",
            "zones": [{"local_time": "UTC+00:00", "file": "a.pyc"}]}'
        in_json '"time-zone-dependent" in [f["id"] for f in j["findings"]]'
    done
}

test_of_several_installed_eggs_calamari_web_is_meant() {
    local packages=root/venv/lib/python2.6/site-packages
    mkdir -p "$packages"
    an_egg "$packages/calamari_web-0.1-py2.6.egg"
    cp "$packages/calamari_web-0.1-py2.6.egg" "$packages/calamari_rest-0.1-py2.6.egg"
    expect_status 0 cal-pkg egg list --json root
    in_json 'j["name"] == "calamari_web-0.1-py2.6.egg"'
    expect_status 0 cal-pkg egg list --json --egg calamari_rest root
    in_json 'j["name"] == "calamari_rest-0.1-py2.6.egg"'
    expect_error cthulhu calamari_rest-0.1-py2.6.egg --egg -- cal-pkg egg list --egg cthulhu root
}

test_wrong_usage_is_told_with_the_way_out() {
    an_egg x-0.1.egg
    expect_error lsit "did you mean 'list'?" -- cal-pkg egg lsit x-0.1.egg
    expect_error 'no command' list -- cal-pkg egg
    expect_error --jsno "did you mean '--json'?" -- cal-pkg egg check --jsno x-0.1.egg
    expect_error more 'one argument too many' -- cal-pkg egg check x-0.1.egg more
    expect_error EGG -- cal-pkg egg check
    expect_error x-0.1.egg 'is an egg itself' -- cal-pkg egg check --egg calamari_rest x-0.1.egg
}
