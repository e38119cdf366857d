"""usage: buildbot.py STEP URL ARGUMENT...

The steps of buildbot.yaml.
"""
import json
import sys
import urllib.error
import urllib.request

RESULTS = ["success", "warnings", "failure", "skipped", "exception", "retry", "cancelled"]  # by their numbers


def open_url(url, path, body=None):
    data = None if body is None else json.dumps({"id": 1, "jsonrpc": "2.0", **body}).encode()
    request = urllib.request.Request(url + "/api/v2" + path, data, {"Content-Type": "application/json"})
    return urllib.request.urlopen(request, timeout=60)


def get(url, path):
    with open_url(url, path) as answer:
        [found] = [value for key, value in json.load(answer).items() if key != "meta"]
        return found


def builder_id(url, builder):
    for one in get(url, "/builders"):
        if one["name"] == builder:
            return one["builderid"]
    sys.exit("there is no builder %s" % builder)


def reach(url, scheduler, builder):
    builder_id(url, builder)
    if scheduler not in [one["name"] for one in get(url, "/forceschedulers")]:
        sys.exit("there is no scheduler %s" % scheduler)


def submit(url, scheduler, builder, source, results):
    wanted = {"builderid": str(builder_id(url, builder)), "source": source, "results": results}
    with open_url(url, "/forceschedulers/" + scheduler, {"method": "force", "params": wanted}) as answer:
        result = json.load(answer)["result"]
    if result is None:
        sys.exit("the scheduler %s does not take it" % scheduler)
    print("request", *result[1].values())


def builds_of(url, request):
    return sorted(get(url, "/builds?buildrequestid=" + request), key=lambda build: build["buildid"])


def poll(url, request):
    [state] = get(url, "/buildrequests/" + request)
    print("state", RESULTS[state["results"]] if state["complete"] else "waiting")


def log(url, request):
    builds = builds_of(url, request)
    if not builds:
        print("it was not built, or was merged with another request")
    for build in builds:
        for step in get(url, "/builds/%d/steps" % build["buildid"]):
            print("%s: %s" % (step["name"], step["state_string"]))
            for one in get(url, "/steps/%d/logs" % step["stepid"]):
                with open_url(url, "/logs/%d/raw" % one["logid"]) as content:
                    print(content.read().decode(errors="replace"))


def cancel(url, request):
    for build in builds_of(url, request):
        open_url(url, "/builds/%d" % build["buildid"], {"method": "stop", "params": {}}).close()
    try:
        open_url(url, "/buildrequests/" + request, {"method": "cancel", "params": {}}).close()
    except urllib.error.HTTPError:
        pass  # it is being built, and was stopped


try:
    {"reach": reach, "submit": submit, "poll": poll, "log": log, "cancel": cancel}[sys.argv[1]](*sys.argv[2:])
except urllib.error.URLError as error:
    sys.exit("%s: %s" % (sys.argv[2], error))
