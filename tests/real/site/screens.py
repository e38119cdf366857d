#!/usr/bin/env python3
"""screens.py BASE DIRECTORY: the web apps as a person sees them, in headless Chromium.

Logs in by the page, opens each app, and keeps a screenshot of it in DIRECTORY. Prints "ok" or "FAILED" for each app:
every file that a page asks for is there, and the simulated cluster is on the screen.
"""

import json
import os
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

SECONDS = 60

# app, address, texts that say that it works
APPS = [
    ("dashboard", "/dashboard/", ["3\nReporting", "3 MON/3 OSD"]),
    ("manage", "/manage/", ["Cluster"]),
    ("admin", "/admin/", ["ceph_fake"]),
]


def browser():
    options = Options()
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "window-size=1280,960"):
        options.add_argument("--" + argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def missing(driver):
    """The addresses that were answered with an error since the last call; the API's own statuses are not files."""
    found = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.responseReceived":
            response = message["params"]["response"]
            # A browser asks for the icon of its own accord.
            wanted = "/api/" not in response["url"] and not response["url"].endswith("/favicon.ico")
            if response["status"] >= 400 and wanted:
                found.append("%s %s" % (response["status"], response["url"]))
    return found


def shown(driver, texts):
    """Waits until all texts are on the page; those that are not."""
    end = time.time() + SECONDS
    while True:
        body = driver.find_element(By.TAG_NAME, "body").text
        absent = [text for text in texts if text.lower() not in body.lower()]
        if not absent or time.time() > end:
            return absent
        time.sleep(0.5)


def log_in(driver, base):
    driver.get(base + "/login/")
    end = time.time() + SECONDS
    while not driver.find_elements(By.CSS_SELECTOR, "input[type=password]") and time.time() < end:
        time.sleep(0.5)
    driver.find_element(By.CSS_SELECTOR, "input[type=text], input[name=username]").send_keys("admin")
    driver.find_element(By.CSS_SELECTOR, "input[type=password]").send_keys("admin\n")
    while "/login" in driver.current_url and time.time() < end:
        time.sleep(0.5)
    return "/login" not in driver.current_url


def main():
    base, directory = sys.argv[1:]
    os.makedirs(directory, exist_ok=True)
    driver = browser()
    failures = 0

    def told(what, problems):
        nonlocal failures
        failures += bool(problems)
        print("%s %s%s" % ("FAILED" if problems else "ok", what, ": " + "; ".join(problems) if problems else ""))

    entered = log_in(driver, base)
    driver.save_screenshot(os.path.join(directory, "login.png"))
    told("login, as a person does", ([] if entered else ["the page stays"]) + missing(driver))
    for app, address, texts in APPS:
        driver.get(base + address)
        absent = ["'%s' is not on the page" % text for text in shown(driver, texts)]
        time.sleep(3)
        driver.save_screenshot(os.path.join(directory, app + ".png"))
        told("%s in Chromium" % app, absent + missing(driver))
    driver.quit()
    return bool(failures)


sys.exit(main())
