"""Service providers of other makers, each an application of the identity provider under test."""

import json
import pathlib
import subprocess
import urllib.parse

from browser import Browser
from processes import start, temporary_directory, wait_for_port
from product import free_port

HERE = pathlib.Path(__file__).resolve().parent
GIVEN_NAME = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"
NAME = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"
DEEP_LINK = "http://deep.example/?a=1&2"


def make_key(key, certificate):
    """Makes a key pair and a certificate of it, in PEM."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=peer",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )


class ServiceProvider:
    """An application at the identity provider, and the peer that it is. Subclasses start the peer and read its pages."""

    # Where a person ends up who clicks the tile; None takes whatever the subclass can show.
    tile_relay_state = "set by the administrator"

    def __init__(self, product, name):
        self.product = product
        self.name = name
        self.port = free_port()
        self.root = f"http://127.0.0.1:{self.port}"
        self.directory = temporary_directory(name)
        self.person = product.person("b.simon")
        self.own_key, self.own_certificate = self.directory / "key.pem", self.directory / "certificate.pem"
        make_key(self.own_key, self.own_certificate)

    def register(self, entity, acs, slo):
        """Makes the application, and reads what its administrator has to enter at the peer."""
        self.entity, self.acs, self.slo = entity, acs, slo
        made = self.product.run("app", "create", "--name", self.name, "--identifier", entity, "--reply-url", acs,
                                "--logout-url", slo, "--relay-state", self.tile_relay_state)
        self.id = made["appId"]
        self.product.run("app", "assign", "--app", self.id, "--user", self.person["userPrincipalName"])
        self.application = self.product.run("app", "show", "--app", self.id)
        pem = self.product.run("app", "certificate", "download", "--app", self.id, "--format", "base64", is_json=False)
        self.certificate = "".join(pem.decode().split("-----")[2].split())
        self.metadata = Browser().get(self.application["metadataUrl"]).body

    def configurations(self):
        """Each signing option with each way to encrypt that fits it: CBC stands inside of a signature alone."""
        yield from (("assertion", cipher) for cipher in (None, "aes256-gcm"))
        yield from (("response", cipher) for cipher in (None, "aes128-gcm", "aes256-cbc"))
        yield from (("both", cipher) for cipher in (None, "aes128-gcm", "aes256-cbc"))

    def rows(self):
        """Both starts in each configuration, and both ways out."""
        for option, encryption in self.configurations():
            yield from ((option, encryption, way) for way in ("in_here", "in_there"))
        yield from (("both", None, way) for way in ("out_here", "out_there"))

    def cannot(self, option, encryption, start):
        """Why the peer cannot do this, if it cannot."""
        del option, encryption, start

    def sign(self, option, encryption):
        """Switches both ends to a signing option, and to encrypted assertions or plain ones."""
        encrypted = ["--encryption-certificate", str(self.own_certificate), "--encryption-algorithm", encryption or ""]
        self.product.run("app", "update", "--app", self.id, "--signing-option", option,
                         *(encrypted if encryption else ["--no-encryption"]))
        self.configure(option, encryption)

    def in_here(self, browser):
        """The person opens the application, which asks the identity provider."""
        page = browser.go_on(browser.get(self.login_address()))
        self.arrived(browser.go_on(self.product.sign_in(browser, page, self.person)), True)
        assert self.who(browser) == self.person["userPrincipalName"], self.who(browser)
        return "signed in"

    def in_there(self, browser):
        """The person clicks the tile at the identity provider."""
        page = browser.get(self.application["launchUrl"])
        self.arrived(browser.go_on(self.product.sign_in(browser, page, self.person)), False)
        assert self.who(browser) == self.person["userPrincipalName"], self.who(browser)
        return "signed in"

    def out_here(self, browser):
        """The person signs out at the application, which asks the identity provider to end its session as well."""
        self.in_here(browser)
        before = browser.copy()
        assert self.product.knows(before), "nobody is signed in at the identity provider"
        self.left(browser.go_on(browser.get(self.logout_address())))
        assert not self.who(browser), "the application's session is alive"
        assert not self.product.knows(before), "the identity provider's session is alive"
        return "signed out at both ends"

    def out_there(self, browser):
        """The person signs out at the identity provider, which tells the application."""
        self.in_here(browser)
        before = browser.copy()
        assert self.product.knows(before), "nobody is signed in at the identity provider"
        page, by_button = tell(browser, self.product.sign_out(browser), 1)
        how = "told by the page's button" if by_button else "told in a frame"
        assert "signed out of 1 of 1" in page.body, (page.url, page.body[:3000])
        assert not self.who(before), "the application says that it signed out, and its session is alive"
        return f"signed out at both ends, {how}"


def tell(browser, page, applications):
    """Lets the identity provider's page tell the applications, in frames, and whoever did not answer by its button.

    Returns the page with the result, and how many needed a button.
    """
    assert len(page.frames) == applications, (page.url, page.body[:3000])
    for frame in page.frames:
        browser.open_frame(page, frame)
    page, by_button = browser.refresh(page), 0
    while any("/logout/app?" in link for link in page.links):
        page, by_button = browser.follow(page, page.link_to("/logout/app?")), by_button + 1
        assert by_button <= applications, (page.url, page.body[:3000])
    return page, by_button


class Together:
    """Every service provider in one session of one browser."""

    def __init__(self, product, members):
        self.product = product
        self.members = members

    @staticmethod
    def rows():
        """Both ways out."""
        yield from (("both", None, way) for way in ("out_here", "out_there"))

    def cannot(self, option, encryption, way):
        """Nothing."""

    def sign(self, option, encryption):
        for member in self.members:
            member.sign(option, encryption)

    def signed_in(self, browser):
        """One sign-in with a password, and everybody knows who it is."""
        for member in self.members:
            member.in_here(browser)
        return browser.copy()

    def out_here(self, browser):
        """The person signs out at one application: the others are told, and then that one is answered."""
        before, one = self.signed_in(browser), self.members[0]
        page = browser.go_on(browser.get(one.logout_address()))
        page, by_button = tell(browser, page, len(self.members) - 1)
        one.left(browser.refresh(page))
        return self.over(before, by_button)

    def out_there(self, browser):
        """The person signs out at the identity provider: all are told."""
        before = self.signed_in(browser)
        page, by_button = tell(browser, self.product.sign_out(browser), len(self.members))
        all_of_them = f"signed out of {len(self.members)} of {len(self.members)}"
        assert all_of_them in page.body, (page.url, page.body[:3000])
        return self.over(before, by_button)

    def over(self, before, by_button):
        assert not self.product.knows(before), "the identity provider's session is alive"
        alive = [member.name for member in self.members if member.who(before)]
        assert not alive, f"sessions are alive: {alive}"
        return f"signed out of all {len(self.members)}, {by_button} by the page's button"


class Adapter(ServiceProvider):
    """A library behind an adapter of ours, which answers what it accepted as JSON."""

    given_name = GIVEN_NAME

    def __init__(self, product, name, command, **settings):
        super().__init__(product, name)
        self.register(f"{self.root}/metadata", f"{self.root}/acs", f"{self.root}/slo")
        self.settings = settings
        self.configuration = self.directory / "configuration.json"
        self.configure("assertion", None)
        process = start([*command, self.port, self.configuration], self.directory)
        wait_for_port(self.port, process, self.directory)

    def configure(self, option, encryption):
        self.configuration.write_text(json.dumps({
            "host": f"127.0.0.1:{self.port}",
            "entityId": self.entity,
            "acsUrl": self.acs,
            "sloUrl": self.slo,
            "decryptionKey": self.own_key.read_text() if encryption else None,
            "decryptionCertificate": self.own_certificate.read_text() if encryption else None,
            "keyFile": str(self.own_key),
            "certificateFile": str(self.own_certificate),
            "loginUrl": self.application["loginUrl"],
            "logoutUrl": self.application["logoutUrl"],
            "identityProvider": self.application["entraIdentifier"],
            "certificate": self.certificate,
            "metadata": self.metadata,
            "signed": option,
            "wantAssertionsSigned": option in ("assertion", "both"),
            "wantAuthnResponseSigned": option in ("response", "both"),
            **self.settings,
        }))

    def login_address(self):
        return f"{self.root}/login?" + urllib.parse.urlencode({"relay": DEEP_LINK})

    def logout_address(self):
        return f"{self.root}/logout"

    def arrived(self, page, is_asked_for):
        result = json.loads(page.body)
        assert page.status == 200 and result["accepted"], result
        assert result["nameId"] == self.person["userPrincipalName"], result
        assert result["relayState"] == (DEEP_LINK if is_asked_for else self.tile_relay_state), result
        assert bool(result["inResponseTo"]) == is_asked_for, result
        assert self.given_name in result["attributes"], result

    def left(self, page):
        assert page.status == 200 and json.loads(page.body).get("signedOut"), (page.url, page.body)

    def who(self, browser):
        return json.loads(browser.get(f"{self.root}/session").body)["nameId"]


def node_saml(product):
    return Adapter(product, "node-saml", ["node", str(HERE / "node-saml" / "service_provider.mjs")])


def python3_saml(product, pythons):
    return Adapter(product, "python3-saml", [f"{pythons}/python3-saml/bin/python", str(HERE / "python3-saml" / "service_provider.py")])


def pysaml2(product, pythons):
    adapter = Adapter(product, "pysaml2", [f"{pythons}/pysaml2/bin/python", str(HERE / "pysaml2" / "service_provider.py")])
    # It translates names of attributes that it knows.
    adapter.given_name = "givenName"
    return adapter


def samlify(product):
    return Adapter(product, "samlify", ["node", str(HERE / "samlify" / "service_provider.mjs")])
