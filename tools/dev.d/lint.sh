# shellcheck shell=bash
# Formatting and static checks. Sourced by tools/dev.

# Prints the project's files, tracked or new, that match the given patterns.
project_files() { git ls-files --cached --others --exclude-standard -- "$@"; }

# Files that are ours: samples stand for other projects' files.
our_files() { project_files "$@" ':!tests/samples/*/*'; }

# scripts SUFFIX INTERPRETER: ours in that language, told by the suffix or, as most have none, the first line.
scripts() {
    local file first
    while read -r file; do
        [[ -f $file ]] || continue
        IFS= read -r first <"$file" || continue
        if [[ $first =~ ^#!.*[/\ ]($2)$ || $file == *.$1 ]]; then
            echo "$file"
        fi
    done < <(our_files . 2>/dev/null)
}

lint_format() {
    local files
    mapfile -t files < <(project_files '*.cpp' '*.hpp')
    ((${#files[@]} == 0)) || clang-format --style=file "$@" "${files[@]}"
}

lint_scripts() {
    local files
    mapfile -t files < <(scripts sh '(ba)?sh')
    # Suites are sourced, under set -e, by tests/cli/run, whose variables they use (SC2034, SC2153, SC2154,
    # SC2164). "A && B || fail" is meant so (SC2015), and so is code for another shell between single quotes
    # (SC2016). SC2094 takes a file that is named to expect_error for one that is read and written.
    ((${#files[@]} == 0)) || shellcheck --external-sources \
        --exclude=SC2015,SC2016,SC2034,SC2094,SC2153,SC2154,SC2164 "${files[@]}"
}

lint_python() {
    local files
    mapfile -t files < <(scripts py 'python[0-9.]*')
    ((${#files[@]} == 0)) || flake8 --isolated --max-line-length=120 "${files[@]}"
}

# Something "is not a directory"; nobody writes that it "is no directory". That "there is no" such thing is English.
lint_messages() {
    local files
    mapfile -t files < <(project_files 'tools/*.cpp' 'tools/venv/*.sh' 'tools/web/*.sh')
    ! grep -HzoP '"[^"\n]*(?<!there )\b(is|are|was|were) ("\s*")?no [a-z]' "${files[@]}" | tr '\0' '\n' | grep .
}

# Who stops reading lets the writer end by SIGPIPE, now and then, which fails a pipeline under pipefail. grep with
# /dev/null for its output reads on.
lint_pipes() {
    local files
    mapfile -t files < <(scripts sh bash)
    ! grep -nE '(^|[^|])[|] *(hea[d]|grep( -[-a-zA-Z]+)* -[a-zA-Z]*[qm]|awk .*exi[t])([^a-z-]|$)' "${files[@]}"
}

# Needs to know how each file is compiled by itself.
lint_tidy() {
    local files
    run cmake -S . -B build/tidy -G Ninja -DCALPKG_TESTS=OFF >/dev/null
    mapfile -t files < <(project_files 'tools/*.cpp')
    printf '%s\0' "${files[@]}" |
        xargs -0 -P "$(jobs)" -n 1 clang-tidy --quiet --warnings-as-errors='*' -p build/tidy
}

lint() {
    local option format=(--dry-run -Werror) tidy=0 failed=0
    for option in "$@"; do
        case $option in
            --fix) format=(-i) ;;
            --tidy) tidy=1 ;;
            *) fail "lint: '$option' is not an option" ;;
        esac
    done
    if ((tidy)); then
        setup build
    fi
    lint_format "${format[@]}" || failed=1
    lint_scripts || failed=1
    lint_python || failed=1
    lint_messages || failed=1
    lint_pipes || failed=1
    if ((tidy)); then
        lint_tidy || failed=1
    fi
    return "$failed"
}
