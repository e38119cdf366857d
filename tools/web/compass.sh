#!/bin/sh
# usage: compass compile [DIR] [OPTION...]
# Stands in for compass where only sass and compass's stylesheets can be had: takes what grunt-contrib-compass 0.2 to
# 0.6 passes, and compiles each stylesheet of the sass directory. One that cannot be compiled leaves no file, and the
# status says so. COMPASS_STYLESHEETS is where compass's own are.
set -eu

sass_dir='' css_dir='' imports=''

# set_option NAME VALUE: NAME as in compass's configuration; what has no influence on stylesheets is passed over.
set_option() {
    case $1 in
        sass_dir) sass_dir=$2 ;;
        css_dir) css_dir=$2 ;;
        import_path | additional_import_paths) imports="$imports
$(printf '%s' "$2" | tr -d '[]"'"'" | tr ',' '\n' | sed 's/^ *//; s/ *$//')" ;;
    esac
}

# Lines like: sass_dir = "app/styles"
read_config() {
    while IFS= read -r line || [ -n "$line" ]; do
        name=$(printf '%s\n' "$line" | sed -n 's/^[[:space:]]*\([a-z_]*\)[[:space:]]*=.*/\1/p')
        value=$(printf '%s\n' "$line" | sed 's/^[^=]*=[[:space:]]*//; s/^["'"'"']//; s/["'"'"'][[:space:]]*$//')
        [ -z "$name" ] || set_option "$name" "$value"
    done <"$1"
}

[ "${1:-}" = compile ] || {
    echo "compass: only 'compile' is known here" >&2
    exit 1
}
shift
while [ $# -gt 0 ]; do
    case $1 in
        --config | -c)
            read_config "$2"
            shift
            ;;
        -I)
            set_option import_path "$2"
            shift
            ;;
        --*=*)
            option=${1#--}
            set_option "$(printf '%s' "${option%%=*}" | tr - _)" "${option#*=}"
            ;;
        --sass-dir | --css-dir | --import-path | --images-dir | --javascripts-dir | --fonts-dir)
            set_option "$(printf '%s' "${1#--}" | tr - _)" "$2"
            shift
            ;;
    esac
    shift
done
[ -n "$sass_dir" ] || {
    echo "compass: no sass_dir is given" >&2
    exit 1
}

# compile SOURCE: its imports are a line each.
compile() {
    to=$css_dir/${1#"$sass_dir"/}
    to=${to%.s[ac]ss}.css
    mkdir -p "${to%/*}"
    set -- "$1"
    while IFS= read -r path; do
        [ -z "$path" ] || set -- "$@" -I "$path"
    done <<END
${COMPASS_STYLESHEETS:-}
$sass_dir
$imports
END
    source=$1
    shift
    sass --no-cache --sourcemap=none --style expanded "$@" "$source" "$to" && return 0
    rm -f "$to"
    return 1
}

list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$sass_dir" -type f \( -name '*.scss' -o -name '*.sass' \) ! -name '_*' | sort >"$list"
status=0
while IFS= read -r source_file; do
    compile "$source_file" || status=1
done <"$list"
exit $status
