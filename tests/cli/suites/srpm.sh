# Source packages rebuild without cal-pkg.
# shellcheck shell=bash

listing() {
    rpm_here -qp --qf '[%{FILENAMES} %{FILEMODES:octal} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILEMTIMES} %{FILEDIGESTS} %{FILEFLAGS:fflags} %{FILELINKTOS}\n]' "$1"
}

test_each_source_package_rebuilds_to_the_same_files() {
    samples
    cal-pkg build-all --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    for source in out/el6/SRPMS/*.src.rpm; do
        (umask 077 && TZ=Asia/Tokyo LANG=de_DE.UTF-8 rpmbuild --rebuild --nodeps --target x86_64 \
            --define "_topdir $PWD/top" --define "_dbpath $PWD/db" "$source") >log 2>&1 ||
            { cat log; fail "$source does not rebuild"; }
        local name rebuilt
        name=$(basename "$source" .src.rpm)
        rebuilt=$(only_file top/RPMS/*/"$name".*.rpm)
        listing "$rebuilt" >rebuilt
        listing out/el6/*/"$(basename "$rebuilt")" >original
        diff original rebuilt || fail "$name rebuilds to something else"
    done
}

test_sources_are_spec_tree_list_and_file_types() {
    samples Diamond
    cal-pkg build diamond --checkouts checkouts --target el6 --out out >/dev/null 2>&1
    rpm_here -qpl out/el6/SRPMS/*.rpm | LC_ALL=C sort >list
    printf '%s\n' diamond.files diamond.spec diamond_product_3.4.67.tar magic | diff - list
    rpm_here -qp --qf '[%{FILEUSERNAME} %{FILEMODES:octal}\n]' out/el6/SRPMS/*.rpm | sort -u >owners
    expect_equal "$(cat owners)" "root 100644"
}
