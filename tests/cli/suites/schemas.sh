# The JSON Schemas of the YAML files, judged by check-jsonschema or its libraries: they take what the reader takes, and nothing else.
# ../schemas has a good file of each kind, and a line for each case that a sed script makes of it, with its verdict: good,
# bad, or bad for the reader or the schema alone, which tools/docs/schemas.md tells.
# shellcheck shell=bash

kinds='project matrix layout target line builder venv-lock web-lock web-recipe policy'

schema_of() { echo "$(dirname "${program:?}")/../share/cal-pkg/schemas/$1.json"; }

need_checker() {
    command -v check-jsonschema >/dev/null || python3 -c 'import jsonschema, ruamel.yaml' 2>/dev/null ||
        skip "neither check-jsonschema nor its libraries jsonschema and ruamel.yaml are installed"
}

# refused KIND FILE…: those that the schema does not take, sorted.
refused() {
    local status=0 kind=$1
    shift
    if ! command -v check-jsonschema >/dev/null; then
        "${source_root:?}/tests/cli/check-yaml" "$(schema_of "$kind")" "$@" || fail "$kind: cannot be judged"
        return
    fi
    check-jsonschema --schemafile "$(schema_of "$kind")" -o json "$@" >checked.json 2>stderr || status=$?
    [ $status -le 1 ] || fail "$kind: $(cat checked.json stderr)"
    python3 -c '
import json
checked = json.load(open("checked.json"))
print("\n".join(sorted({e["filename"] for e in checked.get("errors", []) + checked.get("parse_errors", [])})))'
}

# cases KIND: each in a folder of its own, cases/NUMBER-VERDICT/NAME.yaml.
cases() {
    local corpus=${source_root:?}/tests/cli/schemas/$1 name number=0 verdict script
    name=$(sed -n 's/^# name //p' "$corpus.cases")
    while read -r verdict script; do
        [[ $verdict == [a-z]* ]] || continue
        number=$((number + 1))
        mkdir -p "cases/$number-$verdict"
        sed "$script" "$corpus.yaml" >"cases/$number-$verdict/$name.yaml"
        [ "$verdict" = good ] || ! cmp -s "$corpus.yaml" "cases/$number-$verdict/$name.yaml" ||
            fail "$1: '$script' changes nothing"
    done <"$corpus.cases"
}

# agree KIND: reader and schema say what the corpus says.
agree() {
    local file by_reader by_schema wanted bad wrong=0
    cases "$1"
    bad=$'\n'$(refused "$1" cases/*/*.yaml)$'\n'
    for file in cases/*/*.yaml; do
        by_reader=good by_schema=good
        cal-pkg schema "$1" "$file" 2>told || by_reader=bad
        [[ $bad != *$'\n'"$file"$'\n'* ]] || by_schema=bad
        case $file in
            *-good/*) wanted='good good' ;;
            *-bad/*) wanted='bad bad' ;;
            *-reader/*) wanted='bad good' ;;
            *-schema/*) wanted='good bad' ;;
            *) fail "$file: no verdict" ;;
        esac
        [ "$by_reader $by_schema" = "$wanted" ] ||
            { echo "$1: reader and schema say $by_reader $by_schema of $file: $(cat told)"; wrong=$((wrong + 1)); }
    done
    echo "$1: $(find cases -name '*.yaml' | wc -l) cases"
    [ $wrong -eq 0 ]
}

test_reader_and_schema_agree() {
    need_checker
    local kind status=0
    for kind in $kinds; do (mkdir "$kind" && cd "$kind" && agree "$kind") || status=1; done
    return $status
}

# They are schemas themselves, and take what cal-pkg comes with.
test_the_schemas_take_what_is_installed() {
    need_checker
    local data
    data=$(dirname "$program")/../share/cal-pkg
    if command -v check-jsonschema >/dev/null; then check-jsonschema --check-metaschema "$data"/schemas/*.json; fi
    expect_equal "$(refused layout "$data"/layouts/*.yaml)" ''
    expect_equal "$(refused target "$data"/layouts/targets/*.yaml)" ''
    expect_equal "$(refused line "$data"/layouts/lines/*.yaml)" ''
    expect_equal "$(refused builder "$data"/layouts/builders/*.yaml)" ''
    expect_equal "$(refused web-recipe "$data"/layouts/web/*.yaml)" ''
    expect_equal "$(refused venv-lock "$data"/layouts/locks/*.yaml)" ''
    samples
    cal-pkg init --checkouts checkouts >/dev/null
    sed -E 's/^#(  )?([a-z])/\1\2/' cal-pkg.yaml >everything.yaml # what it has to offer, too
    expect_equal "$(refused project cal-pkg.yaml everything.yaml)" ''
}
