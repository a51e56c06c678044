"""Kills the server in the middle of a thousand sign-ins and compares what was acknowledged with what the log holds.

Usage: crash.py BINARY [POSTGRES_URL]
"""

import base64
import http.client
import json
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))
from browser import Browser  # noqa: E402
from product import Product  # noqa: E402

SIGN_INS = 1000
CLIENTS = 4


class Client(threading.Thread):
    """Opens the tile again and again; remembers the id of each assertion that arrived whole."""

    def __init__(self, product, launch_url, cookies, acknowledged, enough):
        super().__init__()
        self.product, self.acknowledged, self.enough = product, acknowledged, enough
        parts = urllib.parse.urlsplit(launch_url)
        self.path = parts.path + "?" + parts.query
        self.headers = {"Host": parts.netloc, "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        self.refused = 0

    def run(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=10)
            while not self.enough.is_set():
                connection.request("GET", self.path, headers=self.headers)
                response = connection.getresponse()
                body = response.read().decode()
                if response.status != 200:
                    self.refused += 1
                    continue
                message = base64.b64decode(re.search(r'name="SAMLResponse" value="([^"]+)"', body).group(1)).decode()
                self.acknowledged.append(re.search(r'<Assertion[^>]* ID="_([^"]+)"', message).group(1))
                if len(self.acknowledged) >= SIGN_INS:
                    self.enough.set()
        except (OSError, http.client.HTTPException):
            return  # the server is gone, which is what this is about


def main():
    product = Product(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    seed = random.randrange(1 << 30)
    moment = random.Random(seed).randint(SIGN_INS // 4, SIGN_INS * 3 // 4)
    person = product.person("b.simon")
    application = product.ready["applications"][0]
    shown = product.run("app", "show", "--app", application["id"])
    browser = Browser()
    page = product.sign_in(browser, browser.get(product.ready["myApps"]), person)
    assert page.status == 200, page.status
    cookies = browser.cookies[urllib.parse.urlsplit(shown["launchUrl"]).hostname]

    acknowledged, rounds = [], 0
    for round_end in (moment, SIGN_INS):
        enough = threading.Event()
        clients = [Client(product, shown["launchUrl"], cookies, acknowledged, enough) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        while len(acknowledged) < round_end and any(client.is_alive() for client in clients):
            time.sleep(0.001)
        if round_end == moment:
            product.process.send_signal(signal.SIGKILL)
            product.process.wait()
            rounds = len(acknowledged)
        for client in clients:
            client.join()
        if round_end == moment:
            product.process = subprocess.Popen(product.process.args, stdout=subprocess.PIPE, stderr=product.log, text=True)
            json.loads(product.process.stdout.readline())
    logged = {entry["id"] for entry in product.run("log", "sign-ins", "--limit", str(SIGN_INS * 3))}
    lost = [identifier for identifier in acknowledged if identifier not in logged]
    twice = len(acknowledged) - len(set(acknowledged))
    product.stop()
    print(f"seed {seed}: killed after {rounds} sign-ins, {len(acknowledged)} acknowledged in all, {len(logged)} in the log")
    print(f"lost {len(lost)}, ids given twice {twice}")
    ok = not lost and not twice and len(acknowledged) >= SIGN_INS
    print("1 passed, 0 failed" if ok else "0 passed, 1 failed")
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
