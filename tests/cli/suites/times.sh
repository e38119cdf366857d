# A file's time follows its content, so that no Python takes bytecode of another content for its own.
# shellcheck shell=bash

# shellcheck source=tests/cli/egg-fixture.sh
. "${source_root:?}/tests/cli/egg-fixture.sh"

site=usr/lib/python2.7/site-packages
venv_site=opt/calamari/venv/lib/python2.7/site-packages

# put_value VALUE: in a module of each package, all of one length.
put_value() {
    echo "VALUE = '$1'" >checkouts/Diamond/src/diamond/util.py
    echo "VALUE = '$1'" >checkouts/calamari/cthulhu/cthulhu/log.py
}

# build OUT OPTION…: diamond and the server without a virtualenv.
build() {
    local out=$1
    shift
    cal-pkg build diamond server --checkouts checkouts --target el7 --out "$out" "$@" >/dev/null 2>log ||
        fail "$(cat log)"
}

# As `rpm -U` does it, without erasing anything.
install_over() {
    mkdir -p "$1"
    rpm2cpio "$2" | (cd "$1" && cpio -idmu --quiet --no-absolute-filenames 2>/dev/null)
}

# Two builds of commits of one second, in ./one and ./two, and one of a modified checkout, in ./three.
build_all_of_one_second() {
    samples calamari Diamond
    sed -i 's/version="0.1",/version="0.1", zip_safe=False,/' checkouts/calamari/cthulhu/setup.py
    local name value
    for value in one two; do
        put_value $value
        for name in Diamond calamari; do
            git -C checkouts/$name add -A
            in_git checkouts/$name commit -qm $value
        done
        build $value
    done
    put_value six
    build six --allow-dirty
}

# A model of Python 2.7's import: bytecode with the source's time runs, whatever the source is now; else the source
# runs, and bytecode with its time is left. Here it holds the source's text behind the header.
model_import() {
    python3 - "$1" <<'P'
import os, struct, sys
source, bytecode = sys.argv[1], sys.argv[1] + 'c'
time = struct.pack('<I', int(os.stat(source).st_mtime))
header = b'\x03\xf3\r\n' + time
text = open(source, 'rb').read()
if os.path.exists(bytecode) and open(bytecode, 'rb').read().startswith(header):
    text = open(bytecode, 'rb').read()[8:]
else:
    open(bytecode, 'wb').write(header + text)
names = {}
exec(text, names)
print(names['VALUE'])
P
}

# The real one, of a module alone.
real_import() {
    "$python27" -E -s -S - "$(dirname "$1")" "$(basename "$1" .py)" <<'P'
import sys
sys.path.insert(0, sys.argv[1])
print(__import__(sys.argv[2]).VALUE)
P
}

# Sets python27, or leaves it empty.
find_python27() {
    find_pythons >/dev/null
    python27=$(sed -n 's/^2\.7 //p' found)
}

# importers: the functions above that can be used here.
importers() {
    echo model_import
    if [ -n "$python27" ]; then echo real_import; fi
}

module() {
    case $1 in
        diamond) only_file "$2/$site/diamond/util.py" ;;
        calamari-server) only_file "$2/$site"/calamari_cthulhu-*.egg/cthulhu/log.py ;;
    esac
}

test_the_new_code_runs_after_an_upgrade_within_one_second() {
    build_all_of_one_second
    find_python27
    [ -n "$python27" ] || leave_out "Python 2.7 is not installed: a model of its import decides"
    local importer name value package
    for importer in $(importers); do
        for name in diamond calamari-server; do
            for value in one two six one six two; do
                package=$(only_file "$value"/el7/[nx]*/"$name"-*.rpm)
                install_over "$importer" "$package"
                expect_equal "$name $($importer "$(module $name "$importer")")" "$name $value"
                [ -e "$(module $name "$importer")c" ] || fail "no bytecode was written: nothing is tested"
            done
        done
    done
    scriptlet_removes_bytecode
    two_repairs
}

# A bytecode file that fits by accident goes before the new code runs; what is others' stays.
scriptlet_removes_bytecode() {
    local old name=diamond root=$PWD/model_import
    old=$(module $name "$root")c
    install_over "$root" "$(only_file two/el7/noarch/diamond-*.rpm)"
    model_import "${old%c}" >/dev/null
    python3 - "$old" <<'P'
import sys
data = open(sys.argv[1], 'rb').read()
open(sys.argv[1], 'wb').write(data.replace(b'two', b'old'))
P
    expect_equal "$(model_import "${old%c}")" old
    local others=$root/usr/share/diamond/collectors/mine
    mkdir -p "$others" "$root/elsewhere" tools
    echo 'VALUE = 1' >"$others/mine.py"
    model_import "$others/mine.py" >/dev/null 2>&1
    touch "$others/only.pyc" "$root/elsewhere/x.pyc"
    touch -d "@$(stat -c %Y "${old%c}")" "$root/elsewhere/x.py"
    ln -s "$root/elsewhere" "$root/usr/share/diamond/link"
    local tool
    for tool in find grep rm sh stat; do ln -s "$(command -v $tool)" tools/; done
    rpm_here -qp --qf '%{POSTIN}' two/el7/noarch/diamond-*.rpm >script
    grep -q "^    drop_bytecode /usr/lib/python2.7/site-packages/diamond /usr/share/diamond$" script
    sed -i "s|drop_bytecode /usr/lib\(.*\) /usr/share|drop_bytecode $root/usr/lib\1 $root/usr/share|" script
    (PATH=$PWD/tools sh script 1)
    [ -e "$old" ] || fail "a first installation removed bytecode"
    (PATH=$PWD/tools sh script 2)
    [ ! -e "$old" ] || fail "bytecode that fits by accident stays"
    expect_equal "$(model_import "${old%c}")" two
    for old in "$others/mine.pyc" "$others/only.pyc" "$root/elsewhere/x.pyc"; do
        [ -e "$old" ] || fail "$old is gone"
    done
}

# Two repairs of one package, installed one after the other.
two_repairs() {
    local value importer release=1 package
    package=$(only_file two/el7/x86_64/calamari-server-*.rpm)
    for value in ten era; do
        echo "VALUE = '$value'" >$value.py
        mkdir $value
        cal-pkg egg patch "$package" --egg calamari_cthulhu --replace cthulhu/log.py=$value.py \
            --release "99.$release" --output $value >/dev/null 2>log || fail "$(cat log)"
        release=$((release + 1))
        for importer in $(importers); do
            install_over "$importer" "$(only_file $value/*.rpm)"
            expect_equal "$($importer "$(module calamari-server "$importer")")" $value
        done
    done
}

# A virtualenv below ./root with a module, and bytecode as $1 (an importer) writes it.
make_venv() {
    mkdir -p root/$venv_site root/opt/calamari/venv/bin
    : >root/opt/calamari/venv/bin/python
    echo "VALUE = 'one'" >root/$venv_site/library.py
    "$1" root/$venv_site/library.py >/dev/null
    echo "VALUE = 'plain'" >root/$venv_site/plain.py
}

# build_venv OUT VENV
build_venv() {
    cal-pkg build server --checkouts checkouts --target el7 --keep-venv --venv "$2" --out "$1" >/dev/null 2>log ||
        fail "$(cat log)"
}

# bytecode_fits ROOT: the header of its library's bytecode has the source's time.
bytecode_fits() {
    python3 -c 'import os, struct, sys
time = struct.unpack("<I", open(sys.argv[1] + "c", "rb").read()[4:8])[0]
sys.exit(time != os.stat(sys.argv[1]).st_mtime)' "$1/$venv_site/library.py"
}

test_bytecode_of_a_virtualenv_fits_or_is_not_packed() {
    samples calamari
    find_python27
    local importer time
    importer=$(importers | tail -n 1)
    make_venv "$importer"
    build_venv one root
    ! grep unfit-bytecode log || fail "bytecode that fits is complained about"
    install_over installed one/el7/x86_64/*.rpm
    bytecode_fits installed || fail "bytecode does not fit in the package"
    # On an upgrade packaged bytecode stays, and what Python has left beside other modules goes, be it from before
    # the new package's commit or after it.
    rpm_here -qp --qf '%{POSTIN}' one/el7/x86_64/*.rpm | sed -n '/^drop_bytecode() {/,/^}/p' >script
    for time in now 2001-01-01; do
        "$importer" installed/$venv_site/plain.py >/dev/null
        touch -d $time installed/$venv_site/plain.pyc
        sh -c '. ./script && drop_bytecode nowhere "$PWD/installed/opt/calamari"'
        bytecode_fits installed || fail "packaged bytecode is gone"
        [ ! -e installed/$venv_site/plain.pyc ] || fail "bytecode that Python has left stays ($time)"
    done
    in_git checkouts/calamari commit -q --allow-empty -m later
    tar -czf root.tar.gz root
    for venv in root root.tar.gz one/el7/x86_64/*.rpm installed; do
        build_venv later "$venv"
        rpm -qp --qf '[%{FILENAMES} %{FILEMTIMES} %{FILEDIGESTS}\n]' later/el7/x86_64/*.rpm >list
        [ -e first.list ] || cp list first.list
        diff first.list list || fail "$venv gives another package"
        rm -r later
    done
    # Repaired where it is installed: what ran before must not run again.
    echo "VALUE = 'two'" >installed/$venv_site/library.py
    build_venv two installed
    grep 'library.pyc does not fit.*unfit-bytecode' log >/dev/null || fail "nothing is said: $(cat log)"
    install_over again two/el7/x86_64/*.rpm
    [ ! -e again/$venv_site/library.pyc ] || fail "bytecode of the old source is packed"
    install_over installed two/el7/x86_64/*.rpm
    expect_equal "$("$importer" installed/$venv_site/library.py)" two
}

# Sets httpd to Apache's program and modules to the directory of its modules.
find_httpd() {
    httpd=$(PATH=$PATH:/usr/sbin command -v apache2 || PATH=$PATH:/usr/sbin command -v httpd || true)
    for modules in /usr/lib/apache2/modules /usr/lib64/httpd/modules /usr/lib64/apache2 /usr/lib/apache2; do
        if [ -n "$httpd" ] && [ -e $modules/mod_alias.so ]; then return 0; fi
    done
    skip "Apache is not installed"
}

# serve: ./installed as httpd would, on the port that it sets.
serve() {
    local module
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    {
        echo "ServerName localhost"
        echo "Listen 127.0.0.1:$port"
        echo "PidFile $PWD/httpd.pid"
        echo "DefaultRuntimeDir $PWD"
        echo "ErrorLog $PWD/error_log"
        for module in mpm_event authz_core unixd alias; do
            if [ -e "$modules/mod_$module.so" ]; then echo "LoadModule ${module}_module $modules/mod_$module.so"; fi
        done
        [ "$(id -u)" -ne 0 ] || printf 'User nobody\nGroup #65534\n'
        printf '<Directory "/">\nAllowOverride None\n</Directory>\n'
        echo "Alias /login/ $PWD/installed/opt/calamari/webapp/content/login/"
    } >httpd.conf
    "$httpd" -f "$PWD/httpd.conf" -DFOREGROUND &
    trap '[ ! -e httpd.pid ] || kill "$(cat httpd.pid)"' EXIT
    wait_until grep -qs resuming error_log
}

stop_serving() {
    kill "$(cat httpd.pid)"
    wait
    : >error_log
}

# status_of HEADER VALUE: what a request for the login page with that header gets.
status_of() {
    python3 - "$port" "$@" <<'P'
import http.client, sys
connection = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]))
connection.request('GET', '/login/index.html', headers=dict([sys.argv[2:4]]))
answer = connection.getresponse()
print(answer.status, answer.getheader('ETag'))
P
}

# dated PACKAGE: its pages lie in ./installed as on a site where its %post has run.
dated() {
    install_over installed "$1"
    rpm_here -qp --qf '%{POSTIN}' "$1" | sed "s|find /opt|find $PWD/installed/opt|" >script
    grep -q "find $PWD/installed/opt/calamari/webapp/content " script
    sh script
}

test_browsers_never_keep_a_changed_page() {
    find_httpd
    samples calamari-clients
    local page=checkouts/calamari-clients/login/dist/index.html value
    for value in one two; do
        sed -i "s|</body>|<p>$value</p></body>|" $page
        cal-pkg build clients --checkouts checkouts --target el7 --out $value >/dev/null 2>log || fail "$(cat log)"
    done
    mkdir installed
    nobody_gets_here || skip "what nobody may not read Apache cannot serve"
    local installed=installed/opt/calamari/webapp/content/login/index.html kept tag others value
    serve
    # Forwards and back, and whichever of the packages has the later dates: what a browser kept is old, what it keeps now is not.
    dated "$(only_file one/el7/x86_64/*.rpm)"
    for value in two one; do
        kept=$(date -u -r $installed '+%a, %d %b %Y %H:%M:%S GMT')
        expect_equal "$(status_of If-Modified-Since "$kept" | cut -d ' ' -f 1)" 304
        tag=$(status_of Accept '*/*' | cut -d ' ' -f 2)
        sleep 1.1
        install_over installed "$(only_file $value/el7/x86_64/*.rpm)"
        expect_equal "$(status_of If-Modified-Since "$kept" | cut -d ' ' -f 1)" 304 # the fault
        dated "$(only_file $value/el7/x86_64/*.rpm)"
        expect_equal "$(status_of If-Modified-Since "$kept" | cut -d ' ' -f 1)" 200
        expect_equal "$(status_of If-None-Match "$tag" | cut -d ' ' -f 1)" 200
    done
    stop_serving
    # What an administrator put there keeps its time, and so does everything at a second look.
    others=${installed%/*}/mine.html
    touch -d 2001-01-01 "$others"
    touch -d 2020-01-01 $installed
    sh script
    expect_equal "$(date -r "$others" +%Y) $(date -r $installed +%Y)" '2001 2020'
}
