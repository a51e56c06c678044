"""Signs people in through other vendors' SAML software and prints one table of what happened.

Usage: matrix.py BINARY PYTHON NODE_MODULES_DIRECTORY
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

from browser import Browser
from product import Product, free_port
from simplesaml import SimpleSamlPhp

HERE = pathlib.Path(__file__).resolve().parent
SIGNING = ("assertion", "response", "both")


class ServiceProvider:
    """A peer's process, its application at the identity provider, and its configuration file."""

    def __init__(self, product, name, command):
        self.product = product
        self.name = name
        self.port = free_port()
        self.entity = f"http://127.0.0.1:{self.port}/metadata"
        self.acs = f"http://127.0.0.1:{self.port}/acs"
        product.run("app", "create", "--name", name, "--identifier", self.entity, "--reply-url", self.acs,
                    "--relay-state", "set by the administrator")
        person = product.person("b.simon")
        product.run("app", "assign", "--app", name, "--user", person["userPrincipalName"])
        self.application = product.run("app", "show", "--app", name)
        pem = product.run("app", "certificate", "download", "--app", name, "--format", "base64", is_json=False).decode()
        self.certificate = "".join(pem.split("-----")[2].split())
        directory = pathlib.Path(tempfile.mkdtemp())
        self.configuration = directory / "configuration.json"
        self.own_key, self.own_certificate = directory / "key.pem", directory / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=peer",
             "-keyout", str(self.own_key), "-out", str(self.own_certificate)],
            check=True, capture_output=True,
        )
        self.sign(SIGNING[0], None)
        self.process = subprocess.Popen([*command, str(self.port), str(self.configuration)], stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise AssertionError(f"{name} did not start")

    @staticmethod
    def encryptions(option):
        """Nothing, and what fits the signing option."""
        return (None, "aes256-gcm") if option == "assertion" else (None, "aes128-gcm", "aes256-cbc")

    def sign(self, option, encryption):
        """Switches both ends to a signing option, and to encrypted assertions or plain ones."""
        encrypted = ["--encryption-certificate", str(self.own_certificate), "--encryption-algorithm", encryption or ""]
        self.product.run("app", "update", "--app", self.name, "--signing-option", option,
                         *(encrypted if encryption else ["--no-encryption"]))
        self.configuration.write_text(json.dumps({
            "decryptionKey": self.own_key.read_text() if encryption else None,
            "decryptionCertificate": self.own_certificate.read_text() if encryption else None,
            "entityId": self.entity,
            "acsUrl": self.acs,
            "loginUrl": self.application["loginUrl"],
            "identityProvider": self.application["entraIdentifier"],
            "certificate": self.certificate,
            "wantAssertionsSigned": option in ("assertion", "both"),
            "wantAuthnResponseSigned": option in ("response", "both"),
        }))

    def started_here(self):
        """The person opens the application, which asks the identity provider."""
        person = self.product.person("b.simon")
        browser = Browser()
        page = browser.get(f"http://127.0.0.1:{self.port}/login?relay=http%3A%2F%2Fdeep.example%2F%3Fa%3D1%262")
        page = browser.go_on(self.product.sign_in(browser, page, person))
        result = self.accepted(page)
        assert result["relayState"] == "http://deep.example/?a=1&2", result
        assert result["inResponseTo"], result

    def started_there(self):
        """The person clicks the tile at the identity provider."""
        person = self.product.person("b.simon")
        browser = Browser()
        page = browser.get(self.application["launchUrl"])
        page = browser.go_on(self.product.sign_in(browser, page, person))
        result = self.accepted(page)
        assert result["relayState"] == "set by the administrator", result
        assert not result["inResponseTo"], result

    def accepted(self, page):
        result = json.loads(page.body)
        assert page.status == 200 and result["accepted"], result
        person = self.product.person("b.simon")
        assert result["nameId"] == person["userPrincipalName"], result
        assert "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname" in result["attributes"], result
        return result

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class SimpleSamlCustomer:
    """A customer of the service manager whose people come from SimpleSAMLphp."""

    def __init__(self, product):
        self.product = product
        self.peer = SimpleSamlPhp(free_port())
        host = "peer.saasit.localhost"
        product.run("manager", "customer", "create", "--name", "peer", "--host", host)
        product.run("manager", "sso", "set", "--customer", "peer", "--issuer", self.peer.entity,
                    "--login-url", self.peer.login_url, "--certificate", str(self.peer.certificate),
                    "--jit", "on", "--account-key", "name-id")
        shown = product.run("manager", "sso", "show", "--customer", "peer")
        self.entity, self.acs = shown["spEntityId"], shown["acsUrl"]
        self.root = f"http://{host}:{product.port}/"

    @staticmethod
    def encryptions(option):
        """It encrypts with AES-128-CBC, which is taken inside a signed response alone."""
        return (None,) if option == "assertion" else (None, "aes128-cbc")

    def sign(self, option, encryption):
        certificate = None
        if encryption:
            metadata = Browser().get(f"{self.root}saml/metadata").body
            certificate = re.search('use="encryption".*?<X509Certificate>(.*?)</X509Certificate>', metadata).group(1)
        self.peer.trust(self.entity, self.acs, option in ("assertion", "both"), option in ("response", "both"), certificate)

    def started_here(self):
        browser = Browser()
        page = browser.get(self.root)
        page = browser.go_on(self.peer.sign_in(browser, page))
        self.is_home(page)

    def started_there(self):
        browser = Browser()
        page = browser.get(self.peer.launch_url(self.entity))
        page = browser.go_on(self.peer.sign_in(browser, page))
        self.is_home(page)

    @staticmethod
    def is_home(page):
        assert page.status == 200 and "Clara" in page.body and "Sign out" in page.body, (page.status, page.url, page.body[:3000])

    def stop(self):
        self.peer.stop()


def cells(product, python, node_modules):
    """Every peer with its name and the way to make it."""
    del node_modules
    yield "node-saml 5.1.0 as service provider", lambda: ServiceProvider(product, "node-saml", ["node", str(HERE / "node-saml" / "server.mjs")])
    yield "python3-saml 1.16.0 as service provider", lambda: ServiceProvider(product, "python3-saml", [python, str(HERE / "python3-saml" / "server.py")])
    yield "SimpleSAMLphp 1.19 as identity provider", lambda: SimpleSamlCustomer(product)


def main():
    binary, python, node_modules = sys.argv[1:4]
    product = Product(binary)
    rows, passed, failed = [], 0, 0
    try:
        for title, make in cells(product, python, node_modules):
            peer = make()
            try:
                for option, encryption in [(option, one) for option in SIGNING for one in peer.encryptions(option)]:
                    for start in ("started_here", "started_there"):
                        try:
                            peer.sign(option, encryption)
                            getattr(peer, start)()
                            outcome = "signed in"
                            passed += 1
                        except Exception as error:  # noqa: BLE001 - a row tells what went wrong, the next goes on
                            traceback.print_exc()
                            outcome = f"FAILED: {error}"[:160]
                            failed += 1
                        rows.append((title, option, encryption or "-", "SP-initiated" if start == "started_here" else "IdP-initiated", outcome))
            finally:
                peer.stop()
    finally:
        if failed:
            print((product.data / "server.log").read_text()[-6000:], file=sys.stderr)
        product.stop()
    print(f"{'peer':44} {'signed':10} {'encrypted':11} {'start':14} outcome")
    for title, option, encryption, start, outcome in rows:
        print(f"{title:44} {option:10} {encryption:11} {start:14} {outcome}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
