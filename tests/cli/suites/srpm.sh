# Source packages rebuild without cal-pkg.
# shellcheck shell=bash

# Every tag of a package but the id of its source package, which rpmbuild --rebuild does not write, and what follows
# from that: the digests, ids and sizes of the header. The payload is among them, by its digests.
every_tag() {
    local tag format=
    while read -r tag; do
        case $tag in
        SOURCEPKGID | HDRID | PKGID | HEADERIMMUTABLE | SHA1HEADER | SHA256HEADER | SIGMD5) ;;
        SIGSIZE | LONGSIGSIZE) ;;
        *) format+="$tag [%{$tag},]\n" ;;
        esac
    done < <(rpm --querytags)
    rpm_here -qp --qf "$format" "$1" 2>/dev/null
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
        every_tag "$rebuilt" >rebuilt
        every_tag out/el6/*/"$(basename "$rebuilt")" >original
        grep -q '^PAYLOADDIGEST [0-9a-f]' original || fail "rpm gives no digest of the payload"
        grep -q '^FILEMTIMES [0-9]' original || fail "rpm gives no times"
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
