# Source packages rebuild without cal-pkg.
# shellcheck shell=bash

test_each_source_package_rebuilds_to_the_same_package() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    for source in out/el6/SRPMS/*.src.rpm; do
        (umask 077 && TZ=Asia/Tokyo LANG=de_DE.UTF-8 rpmbuild --rebuild --nodeps --target x86_64 \
            --define "_topdir $PWD/top" --define "_dbpath $PWD/db" "$source") >log 2>&1 ||
            { cat log; fail "$source does not rebuild"; }
        local rebuilt
        rebuilt=$(only_file top/RPMS/*/"$(basename "$source" .src.rpm)".*.rpm)
        expect_equal "$(rpm_here -qp --qf '%{PAYLOADCOMPRESSOR} %{PAYLOADFLAGS}' "$rebuilt")" "gzip 6"
        cal-pkg canonical "$source" "$rebuilt" --out canonical >/dev/null
        cmp "canonical/$(basename "$rebuilt")" out/el6/*/"$(basename "$rebuilt")" ||
            fail "$rebuilt is something else"
        cmp "canonical/$(basename "$source")" "$source"
        rm -r canonical
    done
}

test_what_can_be_read_of_a_canonical_package() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    local package source
    package=$(only_file out/el6/noarch/*.rpm)
    source=$(only_file out/el6/SRPMS/*.rpm)
    rpm_here -K --nosignature "$package" "$source" >digests
    expect_equal "$(grep -c 'digests OK' digests)" 2
    expect_equal "$(rpm_here -qp --qf '%{RPMVERSION} [%{CLASSDICT}]' "$package")" "4.18.0 "
    expect_equal "$(rpm_here -qp --qf '%{SOURCEPKGID}' "$package")" "$(rpm_here -qp --qf '%{SIGMD5}' "$source")"
    rpm_here -qp --fileclass "$package" >classes
    expect_equal "$(wc -l <classes)" "$(rpm_here -qpl "$package" | wc -l)"
    rpm_here -qp --provides "$package" >provides
    grep -q '^diamond = ' provides
    rpm_here -qp --provides "$source" >provides
    [ ! -s provides ] || fail "the source package provides something"
    rpm_here -qpR "$source" >requires
    grep -q '^rpmlib(FileDigests)' requires
    rpm2cpio "$package" | cpio -t --quiet >members
    bsdtar -tf "$package" | diff - members
}

test_canonical_is_told_what_it_cannot_do() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    local package
    package=$(only_file out/el6/noarch/*.rpm)
    sha256sum "$package" >before
    expect_error "is compressed by gzip; compressed by xz it would require something else of rpm" -- \
        cal-pkg canonical --payload w6.xzdio "$package"
    expect_error "--payload: cannot be 'gzip'; it takes rpm's io flags" -- \
        cal-pkg canonical --payload gzip "$package"
    expect_error "would be written twice; give each package once" -- cal-pkg canonical --out here "$package" "$package"
    head -c 5000 "$package" >cut.rpm
    expect_error "cut.rpm: is not a sound RPM: it is cut off" -- cal-pkg canonical cut.rpm
    echo text >text.rpm
    expect_error "text.rpm: is not a sound RPM" -- cal-pkg canonical text.rpm
    [ ! -e here ] || fail "a directory was made"
    sha256sum -c --quiet before
    expect_equal "$(cal-pkg canonical --json "$package" | python3 -c 'import json, sys; print(json.load(sys.stdin)["packages"])')" \
        "[{'path': '$package', 'signature_lost': False}]"
    sha256sum -c --quiet before
}

test_sources_are_spec_tree_list_and_file_types() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    rpm_here -qpl out/el6/SRPMS/*.rpm | LC_ALL=C sort >list
    printf '%s\n' diamond.files diamond.spec diamond_product_3.4.67.tar magic | diff - list
    rpm_here -qp --qf '[%{FILEUSERNAME} %{FILEMODES:octal}\n]' out/el6/SRPMS/*.rpm | sort -u >owners
    expect_equal "$(cat owners)" "root 100644"
}

test_what_tells_of_the_build_is_found_and_can_be_accepted() {
    samples Diamond
    mkdir data
    cp -r "$(dirname "$program")/../share/cal-pkg/." data/
    sed -i 's/^%description$/&\nMade in %{_topdir}./' data/specs/diamond.spec
    build() { CALPKG_DATA=$PWD/data cal-pkg build diamond --checkouts checkouts --target el6 --out out "$@"; }
    expect_status 2 build
    grep -q 'error: diamond-3.4.67-0.el6.noarch: tag 1005 (Description): it holds the path of the directory that it was built in; find out what writes .*/cal-pkg-build-.* there' stderr ||
        fail "$(cat stderr)"
    expect_equal "$(grep -c Description stderr)" 1
    [ ! -e out/el6 ] || fail "it was published"
    build --accept build-trace 2>stderr >/dev/null || { cat stderr; fail "it cannot be accepted"; }
    grep -q 'warning: diamond.*Description.* (accepted) \[build-trace\]' stderr || fail "it is not told: $(cat stderr)"
    grep -q '"build-trace"' out/el6/manifest.json
    ! grep -q cal-pkg-build out/el6/manifest.json || fail "the manifest holds the path"
}

# What rpm wants to know of files is said, and libmagic need not look at the text of the others.
test_file_types_say_what_rpm_asks_and_no_more() {
    command -v file >/dev/null || skip "there is no file(1)"
    type_of() { file --brief "$@" -m "$source_root/specs/magic" it; }
    echo words >it
    expect_equal "$(type_of) $(type_of --mime-type)" "data application/octet-stream"
    echo '#!/bin/sh' >it
    expect_equal "$(type_of)" "interpreted script text executable"
    cp "$(command -v env)" it
    grep -q '^ELF \(32\|64\)-bit [LM]SB ' <<<"$(type_of)" || fail "$(type_of)"
}

# By macros, as the Open Build Service does it, or by options.
test_nothing_of_an_engine_gets_in() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    local tag words=()
    for tag in vendor distribution disturl packager bugurl; do words+=(--define "$tag of the engine"); done
    rpmbuild --rebuild "${words[@]}" --define "_topdir $PWD/top" out/el6/SRPMS/*.rpm >log 2>&1
    expect_equal "$(rpm_here -qp --qf '%{VENDOR} %{DISTRIBUTION} %{DISTURL} %{PACKAGER} %{BUGURL}' top/RPMS/*/*.rpm)" \
        '(none) (none) (none) (none) (none)'
}
