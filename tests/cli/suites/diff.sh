# What differs between two packages, as others read it: a browser, an XML parser, a CI server.
# shellcheck shell=bash

# A package in ./old, and in ./new what a repair has made of it.
two_packages() {
    samples calamari
    cal-pkg build server --checkouts checkouts --target el6 --venv none --out rpms >/dev/null 2>&1
    cp -r rpms/el6/x86_64 old
    cal-pkg egg patch old/*.rpm --fix graphite-templates --output new >/dev/null 2>&1
}

test_reports_for_people_and_programs() {
    two_packages
    expect_status 0 cal-pkg diff old old
    expect_status 1 cal-pkg diff old new --html diff.html --junit diff.xml
    grep >/dev/null -F '      +import sys' stdout || fail "no text diff: $(cat stdout)"
    python3 - <<'P'
import xml.etree.ElementTree
suite = xml.etree.ElementTree.parse("diff.xml").getroot().find("testsuite")
assert suite.get("name") == "calamari-server.x86_64", suite.attrib
cases = suite.findall("testcase")
assert len(cases) == int(suite.get("tests")) == int(suite.get("failures")) == 3, suite.attrib
assert any("+import sys" in case.find("failure").text for case in cases if case.find("failure").text)
P
    expect_status 1 cal-pkg diff old/*.rpm new/*.rpm --json
    python3 -c 'import json, sys; rows = json.load(sys.stdin)["packages"][0]["differences"]; print(*sorted(row["section"] for row in rows))' \
        <stdout >sections
    expect_equal "$(cat sections)" "contents tags versions"
    look_at_the_page
    reports_replace_no_input
}

reports_replace_no_input() {
    local before
    before=$(find old new -type f -exec sha256sum {} +)
    printf 'allow:\n  - {path: "**", reason: a trial}\n' >policy.yaml
    for report in old/*.rpm new/page.html policy.yaml new; do
        expect_status 2 cal-pkg diff old new --policy policy.yaml --html "$report"
        grep >/dev/null -F "cal-pkg: error: $report: " stderr || fail "$(cat stderr)"
    done
    expect_status 2 cal-pkg diff old new --html report --junit ./report
    expect_equal "$(find old new -type f -exec sha256sum {} +)" "$before"
    grep >/dev/null -F 'a trial' policy.yaml || fail "the policy is gone"
    expect_status 1 cal-pkg diff old new --junit /dev/stdout
    grep >/dev/null -F '<testsuites>' stdout || fail "$(cat stdout)"
}

# What a browser that reaches nothing else makes of diff.html. Its pictures stay where $CALPKG_TEST_PICTURES says, else
# beside the fixtures.
look_at_the_page() {
    command -v chromium >/dev/null || {
        leave_out "the page was not looked at: chromium is missing"
        return 0
    }
    local pictures=${CALPKG_TEST_PICTURES:-${fixtures:?}/pictures}
    mkdir -p "$pictures"
    browser --dump-dom "file://$PWD/diff.html#q=settings" >dom
    grep >/dev/null -F '<small id="count">2 of 3 differences</small>' dom || fail "search: $(grep -o '<small.*' dom)"
    grep >/dev/null -F '<td class="right new">import sys</td>' dom || fail "no texts side by side"
    sed "s|FILE|file://$PWD/diff.html|" "${source_root:?}/tests/cli/narrow.html" >narrow.html
    browser --allow-file-access-from-files --virtual-time-budget=5000 --dump-dom "file://$PWD/narrow.html" >dom
    expect_equal "$(sed -n 's/.*<output>\(.*\)<\/output>.*/\1/p' dom)" \
        "fits, below each other, beside each other"
    browser --window-size=1300,900 "--screenshot=$pictures/diff-wide.png" "file://$PWD/diff.html#r2"
    browser --window-size=500,900 "--screenshot=$pictures/diff-phone.png" "file://$PWD/narrow.html"
}

browser() {
    chromium --headless --no-sandbox --disable-gpu --host-resolver-rules='MAP * ~NOTFOUND' \
        "--user-data-dir=$PWD/chromium" "$@" 2>/dev/null
}
