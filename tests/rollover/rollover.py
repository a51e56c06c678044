"""Fifty sign-ins a second while the signing certificate is switched and switched back. None may fail.

Half of them go to the service manager, whose provider record holds both certificates from before the switch on, half to a
service provider of another vendor (peer.py), which knows nothing but our metadata and reads it every second.

Usage: rollover.py BINARY PYTHON_OF_THE_PEER
"""

import base64
import http.client
import json
import pathlib
import queue
import re
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[0] / "peers"))
from browser import Browser  # noqa: E402
from product import Product, free_port  # noqa: E402

A_SECOND = 50
WORKERS = 10
# How long each stretch takes: one certificate, both published, the other one signs, the first one again.
STRETCH_SECONDS = 3
# Fewer than this prove nothing: the machine is too busy.
LEAST_A_SECOND = 25
MANAGER, PEER = "service manager", "python3-saml"


class Way:
    """From the tile of an application to the address that takes its responses."""

    def __init__(self, name, shown, acs, cookies):
        self.name, self.acs = name, urllib.parse.urlsplit(acs)
        self.launch = urllib.parse.urlsplit(shown["launchUrl"])
        self.cookie = "; ".join(f"{key}={value}" for key, value in cookies.items())

    def sign_in(self, connections):
        """One sign-in: the certificate that signed, and why it failed, if it did."""
        path = f"{self.launch.path}?{self.launch.query}"
        headers = {"Host": self.launch.netloc, "Cookie": self.cookie}
        status, body = exchange(connections, self.launch, "GET", path, None, headers)
        found = re.search(r'name="SAMLResponse" value="([^"]+)"', body)
        if status != 200 or not found:
            return None, f"the identity provider answered {status}: {body[:300]}"
        message = found.group(1)
        certificate = re.search(r"X509Certificate>([^<]+)<", base64.b64decode(message).decode()).group(1)
        form = urllib.parse.urlencode({"SAMLResponse": message})
        headers = {"Host": self.acs.netloc, "Content-Type": "application/x-www-form-urlencoded"}
        status, body = exchange(connections, self.acs, "POST", self.acs.path, form, headers)
        is_welcome = status in (200, 303)
        return certificate, None if is_welcome else f"{self.name} answered {status}: {body[:300]}"


def exchange(connections, address, method, path, body, headers):
    """One request on the worker's connection to that port, made anew where the other end has closed it."""
    port = address.port
    for attempt in (1, 2):
        connection = connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=20))
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            del connections[port]
            if attempt == 2:
                raise


class Load:
    """Starts sign-ins at an even pace, whether those before have ended or not, and keeps what came of each."""

    def __init__(self, ways):
        self.ways, self.due, self.results = ways, queue.Queue(), []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.work) for _ in range(WORKERS)]
        self.threads.append(threading.Thread(target=self.pace))
        self.began = time.monotonic()
        for thread in self.threads:
            thread.start()

    def pace(self):
        for number in range(sys.maxsize):
            wait = self.began + number / A_SECOND - time.monotonic()
            if self.is_over.wait(max(wait, 0)):
                break
            self.due.put(self.ways[number % len(self.ways)])
        for _ in range(WORKERS):
            self.due.put(None)

    def work(self):
        connections = {}
        while (way := self.due.get()) is not None:
            try:
                certificate, failure = way.sign_in(connections)
            except (OSError, http.client.HTTPException) as error:
                certificate, failure = None, f"{way.name}: {type(error).__name__}: {error}"
            self.results.append((way.name, certificate, failure))

    def end(self):
        """Waits for what is under way; sign-ins a second."""
        self.is_over.set()
        for thread in self.threads:
            thread.join()
        return len(self.results) / (time.monotonic() - self.began)


class Peer:
    """The other vendor's service provider and its application."""

    def __init__(self, product, python, person):
        self.product, self.port = product, free_port()
        self.acs, entity = f"http://127.0.0.1:{self.port}/acs", f"http://127.0.0.1:{self.port}/metadata"
        product.run("app", "create", "--name", PEER, "--identifier", entity, "--reply-url", self.acs)
        product.run("app", "assign", "--app", PEER, "--user", person["userPrincipalName"])
        self.shown = product.run("app", "show", "--app", PEER)
        self.process = subprocess.Popen([python, str(HERE / "peer.py"), str(self.port), entity, self.shown["metadataUrl"]])

    def certificates(self):
        """The certificates that it trusts now."""
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", "/known")
                return json.loads(connection.getresponse().read())
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise AssertionError("the peer did not start")

    def wait_until_it_knows(self, count):
        """Waits until it has read metadata with so many certificates."""
        for _ in range(200):
            if len(self.certificates()) == count:
                return
            time.sleep(0.05)
        raise AssertionError(f"the peer knows {len(self.certificates())} certificates, not {count}")


def activate(product, thumbprints):
    """Switches each application to one of its certificates."""
    for application, thumbprint in thumbprints.items():
        product.run("app", "certificate", "activate", "--app", application, "--thumbprint", thumbprint)


def roll_over(product, peer, applications):
    """Publishes a second certificate of each application, switches to it, and switches back."""
    time.sleep(STRETCH_SECONDS)
    first = {app: product.run("app", "show", "--app", app)["preferredTokenSigningKeyThumbprint"] for app in applications}
    second = {app: product.run("app", "certificate", "create", "--app", app)["thumbprint"] for app in applications}
    file = product.data / "next.cer"
    product.run("app", "certificate", "download", "--app", applications[0], "--format", "raw", "--thumbprint",
                second[applications[0]], "--out", str(file), is_json=False)
    product.run("manager", "sso", "add-certificate", "--customer", "contoso", "--certificate", str(file))
    peer.wait_until_it_knows(2)
    time.sleep(STRETCH_SECONDS)
    activate(product, second)
    time.sleep(STRETCH_SECONDS)
    shown = product.run("manager", "sso", "show", "--customer", "contoso")["certificates"]
    in_use = [one["thumbprint"] for one in shown if one["lastSignInAt"]]
    assert in_use == [second[applications[0]]], f"the service manager says that {in_use} verified the last sign-in: {shown}"
    activate(product, first)
    time.sleep(STRETCH_SECONDS)


def main():
    product = Product(sys.argv[1])
    peer = None
    try:
        person = product.person("b.simon")
        peer = Peer(product, sys.argv[2], person)
        peer.wait_until_it_knows(1)
        application = product.ready["applications"][0]["id"]
        shown = product.run("app", "show", "--app", application)
        browser = Browser()
        product.sign_in(browser, browser.get(product.ready["myApps"]), person)
        cookies = browser.cookies[urllib.parse.urlsplit(shown["launchUrl"]).hostname]
        ways = [Way(MANAGER, shown, shown["replyUrls"][0], cookies), Way(PEER, peer.shown, peer.acs, cookies)]
        load = Load(ways)
        try:
            roll_over(product, peer, [application, PEER])
        finally:
            rate = load.end()
    finally:
        if peer:
            peer.process.kill()
        product.stop()
    failures = [failure for _, _, failure in load.results if failure]
    print(f"{len(load.results)} sign-ins, {rate:.0f} a second, {len(failures)} failed")
    is_whole = not failures and rate >= LEAST_A_SECOND
    for name in (MANAGER, PEER):
        used = [certificate for way, certificate, _ in load.results if way == name]
        print(f"  {name}: {len(used)}, signed with {len(set(used))} certificates")
        is_whole = is_whole and len(set(used)) == 2
    for failure in failures[:5]:
        print(f"  {failure}")
    if rate < LEAST_A_SECOND:
        print(f"  fewer than {LEAST_A_SECOND} a second prove nothing: the machine is too busy")
    print("1 passed, 0 failed" if is_whole else "0 passed, 1 failed")
    sys.exit(0 if is_whole else 1)


if __name__ == "__main__":
    main()
