"""Identity providers of other makers, each behind a customer of the service manager under test."""

import json
import pathlib
import re

from browser import Browser
from processes import start, temporary_directory, wait_for_port
from product import free_port
from service_providers import make_key

HERE = pathlib.Path(__file__).resolve().parent


class Customer:
    """A customer of the service manager whose people come from the peer.

    A peer has `entity`, `login_url`, `logout_url`, `certificate` (a file), and
    `trust(customer, option, encryption)`, `sign_in(browser, page, name)`, `launch_url(entity)`,
    `knows(browser)`, `sign_out(browser)`, `configurations()`, `cannot(option, encryption, way)`, and `refused_cipher`, the one
    that it has and that must not be accepted.
    """

    def __init__(self, product, name, peer):
        self.product = product
        self.name = name
        self.peer = peer
        self.people = 0
        host = f"{name}.saasit.localhost"
        product.run("manager", "customer", "create", "--name", name, "--host", host)
        product.run("manager", "sso", "set", "--customer", name, "--issuer", peer.entity, "--login-url", peer.login_url,
                    "--logout-url", peer.logout_url, "--certificate", str(peer.certificate), "--account-key", "name-id")
        shown = product.run("manager", "sso", "show", "--customer", name)
        self.entity, self.acs = shown["spEntityId"], shown["acsUrl"]
        self.root = f"http://{host}:{product.port}/"
        self.metadata = Browser().get(f"{self.root}saml/metadata").body
        self.slo = re.search('SingleLogoutService[^>]*Location="([^"]*)"', self.metadata).group(1)
        self.keys = {
            use: re.search(f'use="{use}".*?<X509Certificate>(.*?)</X509Certificate>', self.metadata, re.DOTALL).group(1)
            for use in ("signing", "encryption")
        }

    def rows(self):
        """Both starts in each configuration with a new person and with one who is known, and both ways out."""
        ways = ("in_here_new", "in_here_known", "in_there_new", "in_there_known")
        for option, encryption in self.peer.configurations():
            refused = self.peer.refused_cipher == encryption is not None
            yield from ((option, encryption, way) for way in (("refused",) if refused else ways))
        yield from (("both", None, way) for way in ("out_here", "out_there"))

    def cannot(self, option, encryption, way):
        return self.peer.cannot(option, encryption, way)

    def sign(self, option, encryption):
        self.peer.trust(self, option, encryption)

    def in_here_new(self, browser):
        self.accounts("on")
        return self.started_here(browser, self.somebody_new())

    def in_here_known(self, browser):
        return self.started_here(browser, self.somebody_known())

    def in_there_new(self, browser):
        self.accounts("on")
        return self.started_there(browser, self.somebody_new())

    def in_there_known(self, browser):
        return self.started_there(browser, self.somebody_known())

    def refused(self, browser):
        """The peer has no cipher that is accepted."""
        self.accounts("on")
        page = browser.go_on(browser.get(self.root))
        page = self.peer.sign_in(browser, page, self.somebody_new())
        assert page.status == 403 and "What to change" in page.body, (page.status, page.url, page.body[:3000])
        assert not self.is_home(browser.get(self.root)), "somebody is signed in"
        return f"cannot: it has no cipher but {self.peer.refused_cipher}, and is refused"

    def out_here(self, browser):
        """The person signs out at the service manager, which asks the peer to end its session as well."""
        self.in_here_new(browser)
        before = browser.copy()
        assert self.peer.knows(before), "nobody is signed in at the peer"
        page = browser.get(self.root)
        page = browser.submit(page, next(form for form in page.forms if "sign-out" in form.action))
        page = browser.go_on(browser.refresh(page))
        assert "and so has the one at your identity provider" in page.body, (page.url, page.body[:3000])
        assert not self.is_home(before.get(self.root)), "the service manager's session is alive"
        assert not self.peer.knows(before), "the peer's session is alive"
        return "signed out at both ends"

    def out_there(self, browser):
        """The person signs out at the peer, which asks the service manager to end its session as well."""
        self.in_here_new(browser)
        before = browser.copy()
        assert self.peer.knows(before), "nobody is signed in at the peer"
        said = self.peer.sign_out(browser)
        assert not self.peer.knows(before), "the peer's session is alive"
        assert not self.is_home(before.get(self.root)), "the service manager's session is alive"
        return "signed out at both ends" + (f", {said}" if said else "")

    def accounts(self, switch):
        """Whether an account is made for whoever comes for the first time."""
        self.product.run("manager", "sso", "set", "--customer", self.name, "--issuer", self.peer.entity, "--jit", switch)

    def somebody_new(self):
        self.people += 1
        return f"person{self.people}"

    def somebody_known(self):
        """The person who came first: no account is made any more, so he has one."""
        self.accounts("off")
        return "person1"

    def started_here(self, browser, name):
        page = browser.go_on(browser.get(self.root))
        return self.arrived(self.peer.sign_in(browser, page, name), name)

    def started_there(self, browser, name):
        page = browser.go_on(browser.get(self.peer.launch_url(self.entity)))
        return self.arrived(self.peer.sign_in(browser, page, name), name)

    def arrived(self, page, name):
        assert self.is_home(page) and f"{name.capitalize()} Oswald" in page.body, (page.status, page.url, page.body[:3000])
        return "signed in"

    @staticmethod
    def is_home(page):
        return page.status == 200 and "Sign out" in page.body


class Adapter:
    """A library behind an adapter of ours: it asks for a name alone, and tells who is signed in at `/session`."""

    def __init__(self, name, command, configurations, sign_out="/sign-out", refused_cipher=None):
        self.refused_cipher = refused_cipher
        self.directory = temporary_directory(name)
        port = free_port()
        self.root = f"http://127.0.0.1:{port}"
        self.entity = f"{self.root}/metadata"
        self.login_url, self.logout_url = f"{self.root}/sso", f"{self.root}/slo"
        self.sign_out_address = f"{self.root}{sign_out}"
        self.of_configurations = configurations
        self.key, self.certificate = self.directory / "key.pem", self.directory / "certificate.pem"
        make_key(self.key, self.certificate)
        self.configuration = self.directory / "configuration.json"
        self.configuration.write_text("{}")
        wait_for_port(port, start([*command, port, self.configuration], self.directory), self.directory)

    def configurations(self):
        return self.of_configurations

    @staticmethod
    def cannot(option, encryption, way):
        """Nothing: it can do every row."""

    def trust(self, customer, option, encryption):
        self.configuration.write_text(json.dumps({
            "identityProvider": self.entity,
            "root": self.root,
            "keyFile": str(self.key),
            "certificateFile": str(self.certificate),
            "key": self.key.read_text(),
            "certificate": self.certificate.read_text(),
            "entity": customer.entity,
            "acs": customer.acs,
            "slo": customer.slo,
            "metadata": customer.metadata,
            "keys": {use: pem(key) for use, key in customer.keys.items()},
            "signed": option,
            "encryption": encryption,
        }))

    def sign_in(self, browser, page, name):
        return browser.go_on(browser.submit(page, page.form_with("user"), user=name))

    def launch_url(self, entity):
        del entity
        return f"{self.root}/launch"

    def knows(self, browser):
        return json.loads(browser.get(f"{self.root}/session").body)["user"] is not None

    def sign_out(self, browser):
        page = browser.go_on(browser.get(self.sign_out_address))
        assert page.status == 200 and page.url.startswith(self.root), (page.url, page.status, page.body[:3000])


def pem(key):
    return f"-----BEGIN CERTIFICATE-----\n{key}\n-----END CERTIFICATE-----\n"


def samlp(product):
    configurations = [
        ("assertion", None), ("assertion", "aes256-gcm"),
        *((option, cipher) for option in ("response", "both") for cipher in (None, "aes256-gcm", "aes256-cbc")),
    ]
    # Its address for messages of logout begins a sign-out when it is called without one.
    peer = Adapter("samlp", ["node", str(HERE / "samlp" / "identity_provider.mjs")], configurations, sign_out="/slo")
    return Customer(product, "samlp", peer)


def pysaml2(product, pythons):
    configurations = [(option, None) for option in ("assertion", "response", "both")]
    # It has no setting for the cipher.
    configurations.append(("both", "tripledes-cbc"))
    peer = Adapter("pysaml2", [f"{pythons}/pysaml2/bin/python", str(HERE / "pysaml2" / "identity_provider.py")], configurations,
                   refused_cipher="tripledes-cbc")
    return Customer(product, "pysaml2", peer)


def samlify(product):
    configurations = [
        ("assertion", None), ("assertion", "aes128-gcm"),
        *((option, cipher) for option in ("response", "both") for cipher in (None, "aes128-gcm", "aes256-cbc")),
    ]
    peer = Adapter("samlify", ["node", str(HERE / "samlify" / "identity_provider.mjs")], configurations)
    return Customer(product, "samlify", peer)
