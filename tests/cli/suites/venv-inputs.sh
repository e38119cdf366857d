# What `cal-pkg venv build` takes and refuses: wheelhouse, Python, packages.
# shellcheck shell=bash
# shellcheck source=tests/cli/venv-fixture.sh
. "${source_root:?}/tests/cli/venv-fixture.sh"

test_a_python_named_by_a_relative_path_is_used() {
    prepare
    mkdir bin
    ln -s "$venv_python" bin/python
    venv_python=bin/python build_venv out >/dev/null 2>stderr || fail "$(cat stderr)"
}

test_a_python_that_makes_no_virtualenv_is_told_with_its_words() {
    prepare_cold
    cat >python <<END
#!/bin/sh
case \$2 in
    virtualenv) echo 'no space left' >&2; exit 1 ;;
    'import virtualenv') exit 0 ;;
esac
exec "$venv_python" "\$@"
END
    chmod +x python
    venv_python=./python expect_error "python -m virtualenv' failed; the log tells why" -- build_venv out
    grep -q '^no space left$' stderr || fail "$(cat stderr)"
}

test_every_missing_distribution_is_named_at_once() {
    prepare
    rm wheelhouse/alpha-1.0* wheelhouse/carbon*
    expect_error wheelhouse "lacks" "alpha==1.0" "carbon==0.9.15" -- build_venv out
    [ ! -e out ] || fail "something was written"
}

test_missing_dependencies_are_named_at_once_too() {
    prepare
    only_steps 'requirements: production.txt'
    alpha_as_a_wheel
    rm wheelhouse/gamma* wheelhouse/delta* wheelhouse/Beta_Two-1.6* # which needs no delta
    expect_status 2 build_venv out
    grep -q '^cal-pkg: error: .*lacks gamma.*, delta' stderr || grep -q 'lacks delta.*, gamma' stderr ||
        fail "$(cat stderr)"
}

test_a_missing_python_is_told_with_the_way_out() {
    prepare
    sed -i 's/^python:.*/python: "3.99"/' data/layouts/targets/here.yaml
    mv checkouts/calamari-1.5/requirements/3.* checkouts/calamari-1.5/requirements/3.99
    commit_checkout
    expect_status 2 cal-pkg venv build --server checkouts/calamari-1.5 --target here --wheelhouse wheelhouse
    grep -q '^cal-pkg: error: .*there is no python3.99; .*--python PATH.*--runner' stderr || fail "$(cat stderr)"
    expect_status 2 build_venv out
    grep -q '^cal-pkg: error: .* is Python .*, not 3.99' stderr || fail "$(cat stderr)"
}

test_a_failed_step_is_told_with_the_end_of_the_log() {
    prepare
    only_steps 'package: calamari-common'
    echo 'raise SystemExit("it does not want to")' >checkouts/calamari-1.5/calamari-common/setup.py
    commit_checkout
    expect_status 2 build_venv out
    grep -q "^cal-pkg: error: .*installing the package 'calamari-common' failed" stderr || fail "$(cat stderr)"
    grep -q 'it does not want to' stderr
    grep -q 'it does not want to' "$(sed -n 's/^whole log: //p' stderr)"
    expect_equal "$(find cache -name venv.tar)" ""
}

test_a_virtualenv_that_names_its_build_directory_is_refused() {
    prepare
    only_steps 'package: cthulhu'
    # Compressed, it escapes relocation.
    cat >>checkouts/calamari-1.5/cthulhu/setup.py <<'END'
import os, sys, zipfile
archive = zipfile.ZipFile(os.path.join(sys.prefix, "where.zip"), "w", zipfile.ZIP_DEFLATED)
archive.writestr("where", sys.prefix * 9)
archive.close()
END
    commit_checkout
    expect_status 2 build_venv out
    grep -q 'where.zip: where names the build directory' stderr || fail "$(cat stderr)"
    [ ! -e out ] || fail "something was written"
}
