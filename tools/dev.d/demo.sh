# shellcheck shell=bash
# The packages of the sample checkouts. Sourced by tools/dev.

# list_package RPM: its name and the beginning of its file list.
list_package() {
    local limit=15 files
    mapfile -t files < <(rpm -qpl "$1" 2>/dev/null)
    printf '\n%s\n' "$(rpm -qp "$1" 2>/dev/null)"
    printf '    %s\n' "${files[@]:0:limit}"
    if ((${#files[@]} > limit)); then
        printf '    ... and %d more\n' $((${#files[@]} - limit))
    fi
}

demo() {
    local demo=build/demo package packages
    setup build
    build release completions # and the program that they are made by
    rm -rf "$demo"
    mkdir -p "$demo"
    run cmake --install build/release --prefix "$demo/prefix"
    run tests/samples/make-checkouts "$demo/checkouts"
    run "$demo/prefix/bin/cal-pkg" build-all --checkouts "$demo/checkouts" --target el6 --out "$demo/out" \
        --set minion.master=calamari.example.org

    mapfile -t packages < <(find "$demo/out" -name '*.rpm' ! -name '*.src.rpm' | LC_ALL=C sort)
    printf '\n%d packages, as rpm -qp and rpm -qpl show them:\n' "${#packages[@]}"
    for package in "${packages[@]}"; do
        list_package "$package"
    done
    printf '\nThe repository is %s/el6; see its manifest.json for what went into it.\n' "$PWD/$demo/out"
}
