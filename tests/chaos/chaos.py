"""Kills the server and an import at random moments, in the middle of sign-ins, imports and changes of settings; after each
restart nothing that was acknowledged is lost and the invariants hold.

Usage: chaos.py BINARY [KILLS]
"""

import json
import pathlib
import random
import subprocess
import sys
import threading
import time
import urllib.parse

for folder in ("peers", "crash"):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / folder))
from browser import Browser  # noqa: E402
from crash import Client  # noqa: E402
from product import Product  # noqa: E402

import invariants  # noqa: E402

CLIENTS = 3
ROWS = 200_000


def command(product, *arguments):
    """A command that may be killed."""
    line = [product.binary, *arguments, "--json", "--data", str(product.data / "vestibule")]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


class Settings(threading.Thread):
    """Changes an application's settings one after the other; remembers the last that was acknowledged."""

    def __init__(self, product, application, enough):
        super().__init__()
        self.product, self.application, self.enough = product, application, enough
        self.acknowledged = 0

    def run(self):
        options = ("assertion", "response", "both")
        while not self.enough.is_set():
            wanted = options[self.acknowledged % 3]
            change = command(self.product, "app", "update", "--app", self.application, "--signing-option", wanted)
            change.communicate()
            if change.returncode == 0:
                self.acknowledged += 1


def table(product):
    """A table of people that no round gets to the end of."""
    file = product.data / "people.csv"
    domain = product.person("b.simon")["userPrincipalName"].split("@")[1]
    with open(file, "w", encoding="utf-8") as rows:
        rows.write("userPrincipalName,displayName\n")
        rows.writelines(f"p{number}@{domain},Person {number}\n" for number in range(ROWS))
    return file


def main():
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    product = Product(sys.argv[1])
    application = product.ready["applications"][0]["id"]
    shown = product.run("app", "show", "--app", application)
    browser = Browser()
    product.sign_in(browser, browser.get(product.ready["myApps"]), product.person("b.simon"))
    cookies = browser.cookies[urllib.parse.urlsplit(shown["launchUrl"]).hostname]
    people, acknowledged, imported, changes, broken = table(product), [], 0, 0, 0
    for number in range(1, kills + 1):
        enough = threading.Event()
        # A client ends by itself when the crash test has enough; here there is never enough.
        signing = [Client(product, shown["launchUrl"], cookies, mine, threading.Event()) for mine in ([] for _ in range(CLIENTS))]
        settings = Settings(product, application, enough)
        importing = command(product, "user", "import", str(people))
        told = []
        reading = threading.Thread(target=lambda pipe=importing.stdout, into=told: into.extend(pipe))
        for thread in (*signing, settings, reading):
            thread.start()
        time.sleep(chance.uniform(0.3, 3.0))
        victims = [product.process, importing]
        chance.shuffle(victims)
        for victim in victims:
            victim.kill()
            victim.wait()
        enough.set()
        for thread in (*signing, settings, reading):
            thread.join()
        acknowledged += [identifier for client in signing for identifier in client.acknowledged]
        imported = max(imported, sum(1 for line in told if '"fate":"created"' in line or '"fate":"unchanged"' in line))
        changes += settings.acknowledged
        product.process = subprocess.Popen(product.process.args, stdout=subprocess.PIPE, stderr=product.log, text=True)
        json.loads(product.process.stdout.readline())
        print(f"kill {number}: {len(acknowledged)} sign-ins, {imported} people, {changes} changes acknowledged so far", flush=True)
        broken += not invariants.check(product.data / "vestibule" / "directory.db")
    logged = {entry["id"] for entry in product.run("log", "sign-ins", "--limit", str(len(acknowledged) * 2 + 1000))}
    lost = [identifier for identifier in acknowledged if identifier not in logged]
    there = len(product.run("user", "list", "--starts-with", "Person "))
    product.stop()
    ok = not broken and not lost and there >= imported and acknowledged and imported and changes
    print(f"seed {seed}: {kills} kills; lost {len(lost)} sign-ins, {max(0, imported - there)} people; invariants broken {broken} times")
    print("1 passed, 0 failed" if ok else "0 passed, 1 failed")
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
