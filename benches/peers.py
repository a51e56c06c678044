"""Measures what other vendors' SAML software costs for the same work, in the same run as this one.

Usage: peers.py BINARY LIBRARY_FIGURES.json DIRECTORY_OF_THE_PYTHONS [part of a peer's name]...
Prints two Markdown tables. CPU is user and kernel time of the peer's processes and their children, one client at a time. A
sign-on: somebody who is signed in opens an application; the answer has a signed assertion. An acceptance: an application
takes such an answer, which nobody asked for, about somebody it knows.
"""

import http.client
import json
import os
import pathlib
import sys
import traceback
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "peers"))
import identity_providers  # noqa: E402
import processes  # noqa: E402
import service_providers  # noqa: E402
from browser import Browser, Page  # noqa: E402
from mellon import Mellon  # noqa: E402
from product import Product, free_port  # noqa: E402
from shibboleth import Shibboleth  # noqa: E402
from simplesaml import SimpleSamlApplication, SimpleSamlPhp  # noqa: E402

WARM_UP = 20
FEWEST, MOST = 40, 1000
# Shibboleth's cost grows with the sessions that somebody has already.
MOST_SESSIONS = 120
# CPU seconds that a measurement should come to: the kernel counts in hundredths.
ENOUGH = 1.0


def cpu_seconds(leaders):
    """User and kernel time of these processes, of the groups that they lead, and of children of theirs that have ended."""
    total = 0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(entry) in leaders or int(fields[2]) in leaders:
            total += sum(int(field) for field in fields[11:15])
    return total / os.sysconf("SC_CLK_TCK")


class Client:
    """One connection, kept alive where the server keeps it, with the cookies of a browser."""

    def __init__(self, browser, url):
        parts = urllib.parse.urlsplit(url)
        self.headers = {"Host": parts.netloc, "Accept": "text/html"}
        jar = browser.cookies.get(parts.hostname, {})
        if jar:
            self.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        self.connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=120)

    def get(self, url):
        return self.send("GET", url, None, {})

    def post(self, url, fields, site):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": site}
        return self.send("POST", url, urllib.parse.urlencode(fields), headers)

    def send(self, method, url, body, headers):
        parts = urllib.parse.urlsplit(url)
        target = parts.path + ("?" + parts.query if parts.query else "")
        try:
            self.connection.request(method, target, body, {**self.headers, **headers})
            response = self.connection.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            # The server does not keep connections for ever.
            self.connection.close()
            self.connection.request(method, target, body, {**self.headers, **headers})
            response = self.connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")


def measured(leaders, work, most=MOST):
    """CPU seconds of one piece of `work`, and how many were counted. `work(count)` prepares and yields a function for each."""
    def run(pieces):
        before = cpu_seconds(leaders)
        for piece in pieces:
            piece()
        return cpu_seconds(leaders) - before

    run(work(WARM_UP))
    guess = max(run(work(WARM_UP)) / WARM_UP, 0.0001)
    count = max(FEWEST, min(most, int(ENOUGH / guess)))
    return run(work(count)) / count, count


def answer_of(status, body):
    """The form that carries the answer of a sign-on."""
    assert status == 200 and "SAMLResponse" in body, (status, body[:1000])
    return next(form for form in Page("http://nowhere/", status, {}, body).forms if "SAMLResponse" in form.fields)


def sign_ons(launch, browser):
    client = Client(browser, launch)

    def work(count):
        return [lambda: answer_of(*client.get(launch))] * count

    return work


def our_sign_on(product):
    """The same sign-on at our identity provider, for a service provider that is not there."""
    application = product.run("app", "create", "--name", "nobody", "--identifier", "urn:example:nobody",
                              "--reply-url", "http://127.0.0.1:9/acs")["appId"]
    person = product.person("b.simon")
    product.run("app", "assign", "--app", application, "--user", person["userPrincipalName"])
    launch = product.run("app", "show", "--app", application)["launchUrl"]
    browser = Browser()
    product.sign_in(browser, browser.get(launch), person)
    return sign_ons(launch, browser)


def acceptances(answers, acs, is_accepted, again=False):
    """Takes fresh answers to an address, each once; `again` where the page there posts the form once more."""
    def work(count):
        client = Client(Browser(), acs)

        def accept(fields):
            status, body = client.post(acs, fields, "cross-site")
            if again:
                status, body = client.post(acs, answer_of(status, body).fields, "same-origin")
            assert is_accepted(status, body), (status, body[:1000])

        return [lambda fields=fields: accept(fields) for fields in answers(count)]

    return work


def answers_of(launch, browser):
    """Answers of an identity provider where the browser's person is signed in."""
    def answers(count):
        client = Client(browser, launch)
        return [answer_of(*client.get(launch)).fields for _ in range(count)]

    return answers


def is_redirect(status, body):
    del body
    return status in (302, 303)


def is_json(status, body):
    return status == 200 and json.loads(body)["accepted"]


def at_identity_provider(make, product):
    """What a sign-on costs at a peer; and what its answers cost our service manager, if it is asked for."""
    customer, browser = make(), Browser()
    customer.sign("assertion", None)
    customer.in_here_new(browser)
    launch = customer.peer.launch_url(customer.entity)
    leaders = {process.pid for process in processes.STARTED}
    yield "sign-on", leaders, sign_ons(launch, browser)
    taken = acceptances(answers_of(launch, browser), customer.acs, is_redirect, again=True)
    yield "acceptance here", {product.process.pid}, taken


def at_service_provider(make, is_accepted):
    """What it costs a peer to take answers of ours."""
    peer, browser = make(), Browser()
    peer.sign("assertion", None)
    peer.in_there(browser)
    answers = answers_of(peer.application["launchUrl"], browser)
    leaders = {process.pid for process in processes.STARTED}
    yield "acceptance", leaders, acceptances(answers, peer.acs, is_accepted)


def works(product, pythons):
    """Every maker's name with what is measured of him."""
    yield "Vestibule", lambda: [("sign-on", {product.process.pid}, our_sign_on(product))]
    providers = {
        "SimpleSAMLphp 1.19": lambda: identity_providers.Customer(product, "simplesaml", SimpleSamlPhp(free_port())),
        "samlp 8.0.0": lambda: identity_providers.samlp(product),
        "samlify 2.13.1": lambda: identity_providers.samlify(product),
        "pysaml2 7.5.5": lambda: identity_providers.pysaml2(product, pythons),
    }
    for name, make in providers.items():
        yield name, lambda make=make: at_identity_provider(make, product)
    applications = {
        "SimpleSAMLphp 1.19": (lambda: SimpleSamlApplication(product), is_redirect),
        "Shibboleth SP 3.4.1": (lambda: Shibboleth(product), is_redirect),
        "python3-saml 1.16.0": (lambda: service_providers.python3_saml(product, pythons), is_json),
        "node-saml 5.1.0": (lambda: service_providers.node_saml(product), is_json),
        "mod_auth_mellon 0.18.1": (lambda: Mellon(product), is_redirect),
        "pysaml2 7.5.5": (lambda: service_providers.pysaml2(product, pythons), is_json),
        "samlify 2.13.1": (lambda: service_providers.samlify(product), is_json),
    }
    for name, (make, is_accepted) in applications.items():
        yield name, lambda make=make, is_accepted=is_accepted: at_service_provider(make, is_accepted)


def all_measured(product, pythons, wanted):
    """Every measurement, as what, who, CPU seconds and count; one that failed says so, and the others go on."""
    for name, begin in works(product, pythons):
        if wanted and not any(one in name for one in ["Vestibule", "samlp", *wanted]):
            continue
        try:
            for what, leaders, work in begin():
                # Our service manager takes the answers of one peer, which stands for all.
                if what != "acceptance here":
                    yield what, name, *measured(leaders, work, MOST if what == "sign-on" else MOST_SESSIONS)
                elif name.startswith("samlp"):
                    yield "acceptance", "Vestibule", *measured(leaders, work)
        except Exception:  # noqa: BLE001 - said in the table
            traceback.print_exc()
            yield "failed", name, 0, 0
        finally:
            processes.clean_up()


def main():
    binary, pythons = sys.argv[1], pathlib.Path(sys.argv[3]).resolve()
    with open(sys.argv[2], encoding="utf-8") as file:
        signature = json.load(file)["rsaSignMicroseconds"] / 1e6
    product = Product(binary)
    try:
        rows = list(all_measured(product, pythons, sys.argv[4:]))
    finally:
        processes.clean_up()
        product.stop()
    for what, title in (("sign-on", "a sign-on with a live session"), ("acceptance", "accepting a signed response")):
        print(f"| {title} | CPU | RSA-2048 signatures | times ours | counted |\n| --- | --- | --- | --- | --- |")
        of_it = sorted((cost, name, count) for which, name, cost, count in rows if which == what)
        ours = next((cost for cost, name, _ in of_it if name == "Vestibule"), float("nan"))
        for cost, name, count in of_it:
            print(f"| {name} | {cost * 1e6:.0f} µs | {cost / signature:.1f} | {cost / ours:.1f} | {count} |")
        print()
    failed = [name for which, name, *_ in rows if which == "failed"]
    if failed:
        sys.exit(f"could not be measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()
