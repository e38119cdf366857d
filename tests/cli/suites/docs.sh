# The documents say what is so: their examples run, their lists are complete, their links lead somewhere.
# shellcheck shell=bash

# examples DOCUMENT: runs them in a home directory with the sample checkouts below ~/src.
examples() {
    cd "$HOME"
    samples
    mv checkouts src
    "$source_root/tests/cli/run-examples" "$source_root/$1"
}

test_examples_of_the_readme() { examples README.md; }
test_examples_of_the_guide() { examples tools/docs/guide.md; }
test_examples_of_web_apps() { examples tools/docs/web-apps.md; }
test_examples_of_virtualenv() { examples tools/docs/virtualenv.md; }
test_examples_of_signing() {
    command -v gpg >/dev/null || skip "gpg is not installed"
    trap 'gpgconf --kill all' EXIT
    examples tools/docs/signing.md
}
test_examples_of_eggs() { examples tools/docs/eggs.md; }
test_examples_of_compare() { examples tools/docs/compare.md; }
test_examples_of_verify() { examples tools/docs/verify.md; }
test_examples_of_ci() { examples tools/docs/ci.md; }
test_examples_of_reproduce() { examples tools/docs/reproduce.md; }
test_examples_of_engines() { examples tools/docs/engines.md; }
test_examples_of_sites() { examples tools/docs/sites.md; }
test_examples_of_layouts_and_targets() { examples tools/docs/layouts-and-targets.md; }
test_examples_and_shapes_of_output() { examples tools/docs/output.md; }

test_the_project_file_of_the_guide_is_accepted() {
    samples
    mv checkouts src
    mv src/Diamond Diamond-fork
    mkdir -p mirror work/site/layouts && cd work
    # The first block; the other one is in the place of one of its lines.
    awk '/^```yaml/ {on = 1; next} on && /^```/ {exit} on' "$source_root/tools/docs/guide.md" >cal-pkg.yaml
    cal-pkg plan --venv none 2>findings | grep -E '^[a-z]|^  checkout' >plan
    expect_equal "$(grep -c '^[a-z]' plan)" 6
    grep -q '^calamari-clients-1.2-rc2.el6.x86_64$' plan && grep -q '/Diamond-fork (' plan || fail "$(cat plan)"
}

# An example that prints something else, fails, or has another shape is told, and by its line.
test_a_wrong_example_is_noticed() {
    cat >wrong.md <<'TEXT'
```console
$ printf 'one\ntwo\n'
one
$ false
$ echo two; \
> echo three
[...]
three
```
```console shape
$ echo '{"a": [{"b": 1}], "d": 2}'
{a: [{b, c}]}
```
TEXT
    ! "$source_root/tests/cli/run-examples" wrong.md >told || fail "no complaint"
    grep -q '^wrong.md:2: ' told && grep -q '^wrong.md:4: ' told && grep -q '^wrong.md:11: ' told &&
        ! grep -q '^wrong.md:5: ' told || fail "$(cat told)"
    grep -q 'a\[\].c is not there' told && grep -q '\.d is not shown' told || fail "$(cat told)"
}

test_links_lead_somewhere() {
    python3 - "$source_root" <<'P'
import pathlib, re, sys
top = pathlib.Path(sys.argv[1])
documents = sorted([*top.glob("*.md"), *top.glob("tools/docs/*.md")])

def anchors(path):
    heads = re.findall(r"^#+ (.*)$", path.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}

wrong = []
for document in documents:
    text = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.M | re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not re.match("https?:", link) and not (target.exists() and (not anchor or anchor in anchors(target))):
            wrong.append("%s: %s" % (document.name, link))
    for path in re.findall(r"`((?:tools|tests|specs|layouts)/[\w./-]+)`", text):
        if not (top / path).exists():
            wrong.append("%s: %s is not there" % (document.name, path))
assert documents and not wrong, "\n".join(wrong)
P
}

# The ids in the first column of the tables of findings.md.
listed_findings() { sed -n 's/^| `\([a-z-]*\)` | .*/\1/p' "$source_root/tools/docs/findings.md" | LC_ALL=C sort; }

test_every_finding_has_its_line() {
    "$source_root/tests/cli/finding-ids" "$source_root" >made
    [ "$(wc -l <made)" -gt 40 ] || fail "too few ids were found in the sources: $(cat made)"
    listed_findings >listed
    diff -u made listed || fail "ids in the sources and in tools/docs/findings.md differ"
}

test_findings_that_can_be_accepted_are_marked() {
    sed -n '/acceptable_findings() {/,/};/s/"[^"]*"/\n&\n/gp' "$source_root/tools/lib/check/accept.cpp" |
        sed -n 's/^"\(.*\)"$/\1/p' >acceptable
    sed -n 's/^| `\([a-z-]*\)` |[^|]* \*\*A\*\* .*/\1/p' "$source_root/tools/docs/findings.md" | LC_ALL=C sort >marked
    [ -s acceptable ] && diff -u acceptable marked || fail "not the same can be accepted"
}

# `cal-pkg explain` says of every id what the document has, and an example is a line that the program can print.
test_every_finding_is_explained() {
    cal-pkg explain --list --json >explained.json
    python3 - explained.json >ids <<'P' || fail "$(cat ids)"
import json, sys
for one in json.load(open(sys.argv[1]))["findings"]:
    empty = [key for key, value in one.items() if value in ("", [])]
    assert not empty, (one["id"], empty)
    print(one["id"])
P
    listed_findings >listed
    LC_ALL=C sort ids | diff -u - listed || fail "ids in findings.md are not those that are explained"
    sed -n 's/^### //p' "$source_root/tools/docs/findings.md" | diff -u - ids || fail "headings and rows have another order"
    "$source_root/tests/cli/finding-examples" "$source_root" >wrong
    [ ! -s wrong ] || fail "$(cat wrong)"
}

test_an_id_as_a_message_has_it_is_explained() {
    cal-pkg explain '[missing-reference]' too-large-header >told
    grep -q '^missing-reference (error)$' told && grep -q '^too-large-header (error)$' told &&
        grep -q 'el6 and el7' told && grep -q "^  With '--accept missing-reference'" told || fail "$(cat told)"
    ! grep -E '^.{81}' told | grep -v '^  cal-pkg: ' || fail "lines are too long"
    ! grep -F '`' told || fail "Markdown is left in it"
    cal-pkg explain wrong-name >told
    grep -q 'cannot be accepted' told || fail "not told that it cannot be accepted"
    cal-pkg explain --list >told
    grep -q '^  stale-bytecode  *error, note  *bytecode was not made' told || fail "not listed"
    expect_error "is empty" -- cal-pkg explain ''
    expect_error "'cal-pkg explain --list'" "did you mean 'missing-reference'?" -- cal-pkg explain missing-refrence
    expect_error "stale-bytecode" "unfit-bytecode" "unusable-bytecode" -- cal-pkg explain bytecode
    expect_error "no finding is named" -- cal-pkg explain
    expect_error "do not go together" -- cal-pkg explain --list version
}

test_every_room_has_its_line() {
    (cd "$source_root/tools/lib" && find . -mindepth 2 -name CMakeLists.txt -printf '%h\n') | sed 's|^\./||' |
        LC_ALL=C sort >rooms
    sed -n '/^| room |/,/^$/s/^| `\([a-z/]*\)` | .*/\1/p' "$source_root/tools/docs/architecture.md" |
        LC_ALL=C sort >listed
    [ -s rooms ] && diff -u rooms listed || fail "folders and tools/docs/architecture.md differ"
}

# manual PAGE: leaves the text of the installed one in ./text, and what groff warns about in ./warnings.
manual() {
    local page
    page=$(dirname "$program")/../share/man/man${1##*.}/$1
    [ -e "$page" ] || skip "the manual pages were not built: scdoc is missing"
    command -v groff >/dev/null || skip "groff is missing"
    groff -man -ww -k -Tutf8 -P-cbou "$page" >text 2>warnings
}

test_manual_pages_are_read_without_warnings() {
    local name
    for name in cal-pkg.1 cal-pkg.yaml.5 cal-pkg-layout.5 cal-pkg-findings.7; do
        manual "$name"
        [ ! -s warnings ] || fail "$name: $(cat warnings)"
        grep -q 'SEE ALSO' text || fail "$name ends too early"
    done
}

# The commands that `cal-pkg COMMAND… --help` lists, one a line.
commands_of() { cal-pkg "$@" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'; }

test_manual_has_every_command_and_option() {
    local command subcommand option
    manual cal-pkg.1
    [ "$(commands_of | wc -l)" -ge 8 ] && [ "$(commands_of egg | wc -l)" -ge 7 ] || fail "no commands in --help"
    for command in $(commands_of); do
        for subcommand in $(commands_of "$command") ""; do
            grep -qE "^ +$command${subcommand:+ $subcommand}( |\$)" text || [ "$command$subcommand" = venv ] ||
                [ "$command$subcommand" = egg ] || fail "no '$command $subcommand' in cal-pkg(1)"
            # shellcheck disable=SC2086
            for option in $(cal-pkg $command $subcommand --help | grep -oE -- '--[a-z][a-z-]+'); do
                grep -qE -- "$option([^a-z-]|\$)" text || fail "no $option in cal-pkg(1), which '$command' has"
            done
        done
    done
}

# missing_keys FILE KEY…: those that FILE does not name.
missing_keys() {
    python3 - "$@" <<'P'
import re, sys
text = open(sys.argv[1]).read()
print(*[key for key in sys.argv[2:] if not re.search(r"[`*]%s[`*]" % re.escape(key), text)])
P
}

# keys_of KIND…: the keys of these kinds of YAML file.
keys_of() {
    python3 - "$(dirname "$program")/../share/cal-pkg/schemas" "$@" <<'P'
import json, pathlib, sys
def keys(schema):
    if isinstance(schema, list):
        return set().union(*map(keys, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*map(keys, schema.values()))
print(*sorted(keys([json.loads((pathlib.Path(sys.argv[1]) / (kind + ".json")).read_text()) for kind in sys.argv[2:]])))
P
}

test_every_key_is_documented() {
    local keys docs=$source_root/tools/docs man=$source_root/tools/cal-pkg/man
    keys=$(keys_of layout target)
    [ "$(wc -w <<<"$keys")" -gt 50 ] || fail "too few keys were found in the sources: $keys"
    # shellcheck disable=SC2086
    for document in "$docs/layouts-and-targets.md" "$man/cal-pkg-layout.5.scd"; do
        expect_equal "$(missing_keys "$document" $keys)" ""
    done
    keys=$(keys_of project)
    # shellcheck disable=SC2086
    expect_equal "$(missing_keys "$man/cal-pkg.yaml.5.scd" $keys)" ""
    for key in $keys; do
        grep -qE "(^|[ {#])$key:" "$docs/guide.md" || fail "no '$key' in the cal-pkg.yaml of guide.md"
    done
}

test_presets_are_accepted_and_build_where_tools_dev_does() {
    (cd "$source_root" && cmake --list-presets) >presets
    for name in dev release asan fuzz; do
        grep -q "^  \"$name\"" presets || fail "no preset $name: $(cat presets)"
    done
    grep -qF '"binaryDir": "${sourceDir}/build/${presetName}"' "$source_root/CMakePresets.json" || fail "another directory"
}
