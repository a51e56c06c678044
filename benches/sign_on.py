"""Measures what one sign-on costs the server, beside one RSA-2048 signature of the same run.

Usage: sign_on.py BINARY LIBRARY_FIGURES.json [POSTGRES_URL]
Prints a Markdown table. CPU is user and kernel time of the server process, from the kernel's scheduler.
"""

import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "peers"))
from browser import Browser  # noqa: E402
from product import Product, free_port  # noqa: E402

SIGN_ONS = 3000
ROUNDS = 5
WARM_UP = 300


def cpu_seconds(process):
    """User and kernel time of every thread of a process, to the nanosecond where the kernel counts so."""
    total = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def resident_megabytes(process):
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


class Client:
    """One kept-alive connection of a signed-in browser that opens the tile again and again."""

    def __init__(self, product):
        self.product = product
        person = product.person("b.simon")
        application = product.ready["applications"][0]
        shown = product.run("app", "show", "--app", application["id"])
        browser = Browser()
        page = browser.get(product.ready["myApps"])
        page = product.sign_in(browser, page, person)
        assert page.status == 200, page.status
        parts = urllib.parse.urlsplit(shown["launchUrl"])
        self.path = parts.path + "?" + parts.query
        self.headers = {
            "Host": parts.netloc,
            "Accept": "text/html",
            "Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies[parts.hostname].items()),
        }
        self.connection = http.client.HTTPConnection("127.0.0.1", product.port)

    def sign_on(self):
        self.connection.request("GET", self.path, headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        assert response.status == 200 and b"SAMLResponse" in body, (response.status, response.getheader("Location"), body[:2000])

    def many(self, count):
        for _ in range(count):
            self.sign_on()


def measure(product, clients):
    """CPU seconds of one sign-on with this many clients at once, and how many end in a second: the median of the rounds."""
    browsers = [Client(product) for _ in range(clients)]
    for browser in browsers:
        browser.many(WARM_UP // clients)
    rounds = sorted(one_round(product, browsers) for _ in range(ROUNDS))
    return rounds[ROUNDS // 2]


def one_round(product, browsers):
    each = SIGN_ONS // len(browsers)
    threads = [threading.Thread(target=browser.many, args=(each,)) for browser in browsers]
    before, began = cpu_seconds(product.process.pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count = each * len(browsers)
    return (cpu_seconds(product.process.pid) - before) / count, count / (time.perf_counter() - began)


def start_milliseconds(binary, data, port):
    """Binary to an answering /readyz on an existing data directory."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [binary, "demo", "--json", "--port", str(port), "--data", str(data)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return (time.perf_counter() - began) * 1000, process
            except OSError:
                if process.poll() is not None:
                    raise AssertionError("did not start again") from None
                time.sleep(0.002)
    finally:
        pass


def restart(binary):
    """Start time (median of five) and resident memory when idle, on a data directory that exists."""
    product = Product(binary)
    port, kept = product.port, pathlib.Path(tempfile.mkdtemp()) / "data"
    product.process.terminate()
    product.process.wait(20)
    shutil.copytree(product.data / "vestibule", kept)
    product.stop()
    times = []
    for _ in range(5):
        milliseconds, process = start_milliseconds(binary, kept, port)
        times.append(milliseconds)
        time.sleep(1)
        memory = resident_megabytes(process.pid)
        process.terminate()
        process.wait(20)
    return sorted(times)[2], memory


def fresh_database(server):
    """An empty database on a PostgreSQL server; each demo wants one of its own."""
    if server is None:
        return None
    name = f"bench_{os.getpid()}_{time.monotonic_ns()}"
    subprocess.run(["psql", "--quiet", server, "--command", f"CREATE DATABASE {name}"], check=True)
    return urllib.parse.urlsplit(server)._replace(path=f"/{name}").geturl()


def main():
    binary = sys.argv[1]
    with open(sys.argv[2], encoding="utf-8") as file:
        library = json.load(file)
    signature = library["rsaSignMicroseconds"]
    rows = []
    for name, database in (("SQLite", None), ("PostgreSQL", sys.argv[3] if len(sys.argv) > 3 else None)):
        if name == "PostgreSQL" and database is None:
            continue
        for clients in (1, 8):
            product = Product(binary, fresh_database(database))
            try:
                cost, rate = measure(product, clients)
            finally:
                product.stop()
            ratio = cost * 1e6 / signature
            rows.append((f"sign-on with a live session, {name}, {clients} at once", f"{cost * 1e6:.0f} µs CPU", f"{ratio:.2f} signatures", f"{rate:.0f}/s"))
    milliseconds, memory = restart(binary)
    rows.append(("binary to /readyz, existing data", f"{milliseconds:.0f} ms", "", ""))
    rows.append(("resident memory, idle", f"{memory:.1f} MB", "", ""))
    verify = library["responseVerifyMicroseconds"]
    rows.append(
        (f"verify and accept a signed response of {library['responseOctets']} octets", f"{verify:.0f} µs", f"{verify / library['rsaVerifyMicroseconds']:.1f} RSA verifications", "")
    )
    rows.append(("write and sign a response", f"{library['issueMicroseconds']:.0f} µs", f"{library['issueMicroseconds'] / signature:.2f} signatures", ""))
    rows.append(("one RSA-2048 signature / verification", f"{signature:.0f} / {library['rsaVerifyMicroseconds']:.1f} µs", "1", ""))
    rows.append(("stripped binary", f"{os.path.getsize(binary) / 1e6:.1f} MB", "", ""))
    print("| what | figure | ratio | rate |\n| --- | --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
