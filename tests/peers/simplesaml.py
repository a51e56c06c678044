"""SimpleSAMLphp as Debian ships it, with a private configuration, as identity provider of a service manager customer."""

import base64
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

PROGRAM = pathlib.Path("/usr/share/simplesamlphp")

CONFIG = """<?php
$config = [
    'baseurlpath' => 'http://127.0.0.1:{port}/',
    'certdir' => '{directory}/cert/',
    'loggingdir' => '{directory}/log/',
    'datadir' => '{directory}/data/',
    'tempdir' => '{directory}/tmp/',
    'metadatadir' => '{directory}/metadata/',
    'secretsalt' => 'only-for-tests-0123456789',
    'auth.adminpassword' => 'only-for-tests',
    'technicalcontact_email' => 'na@example.org',
    'timezone' => 'UTC',
    'logging.level' => 6,
    'logging.handler' => 'file',
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'session.cookie.secure' => false,
    'session.phpsession.savepath' => '{directory}/tmp/',
    'store.type' => 'phpsession',
    'metadata.sources' => [['type' => 'flatfile']],
    'language.available' => ['en'],
    'language.default' => 'en',
];
"""

AUTHSOURCES = """<?php
$config = [
    'people' => [
        'exampleauth:UserPass',
        'clara:clara-password' => [
            'uid' => ['clara'],
            'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname' => ['Clara'],
            'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname' => ['Oswald'],
            'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress' => ['clara@peer.example'],
        ],
    ],
];
"""

HOSTED = """<?php
$metadata['{entity}'] = [
    'host' => '__DEFAULT__',
    'privatekey' => 'idp.pem',
    'certificate' => 'idp.crt',
    'auth' => 'people',
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'authproc' => [
        3 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uid',
              'Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
    ],
];
"""

REMOTE = """<?php
$metadata['{entity}'] = [
    'AssertionConsumerService' => '{acs}',
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'simplesaml.nameidattribute' => 'uid',
    'saml20.sign.assertion' => {assertion},
    'saml20.sign.response' => {response},
    'assertion.encryption' => {encrypted},
    'keys' => [['encryption' => true, 'signing' => false, 'type' => 'X509Certificate', 'X509Certificate' => '{key}']],
];
"""


class SimpleSamlPhp:
    """One private instance behind PHP's own server."""

    def __init__(self, port):
        self.port = port
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="simplesaml-"))
        for name in ("cert", "log", "data", "tmp", "metadata", "config"):
            (self.directory / name).mkdir()
        self.entity = f"http://127.0.0.1:{port}/idp"
        self.login_url = f"http://127.0.0.1:{port}/saml2/idp/SSOService.php"
        self.certificate = self.directory / "cert" / "idp.crt"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=peer",
             "-keyout", str(self.directory / "cert" / "idp.pem"), "-out", str(self.certificate)],
            check=True, capture_output=True,
        )
        values = {"port": port, "directory": self.directory, "entity": self.entity}
        self._write("config/config.php", CONFIG, values)
        self._write("config/authsources.php", AUTHSOURCES, values)
        self._write("metadata/saml20-idp-hosted.php", HOSTED, values)
        self.trust(sp_entity="http://nobody.invalid/", acs="http://nobody.invalid/", assertion=True, response=True)
        self.process = subprocess.Popen(
            ["php", "-S", f"127.0.0.1:{port}", "-t", str(PROGRAM / "www")],
            env={**os.environ, "SIMPLESAMLPHP_CONFIG_DIR": str(self.directory / "config"), "PHP_CLI_SERVER_WORKERS": "2"},
            stdout=subprocess.DEVNULL,
            stderr=open(self.directory / "log" / "php.log", "w", encoding="utf-8"),
        )
        self._wait()

    def _write(self, name, text, values):
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        (self.directory / name).write_text(text)

    def _wait(self):
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/saml2/idp/metadata.php", timeout=5)
                return
            except urllib.error.HTTPError as error:
                raise AssertionError(error.read().decode()[:2000]) from error
            except OSError:
                time.sleep(0.1)
        raise AssertionError("SimpleSAMLphp did not start: " + (self.directory / "log" / "php.log").read_text())

    def trust(self, sp_entity, acs, assertion, response, certificate=None):
        """Says which service provider may ask, what of the answer is signed, and to which certificate it is encrypted."""
        self._write(
            "metadata/saml20-sp-remote.php",
            REMOTE,
            {
                "entity": sp_entity,
                "acs": acs,
                "assertion": str(assertion).lower(),
                "response": str(response).lower(),
                "encrypted": str(certificate is not None).lower(),
                "key": certificate or "",
            },
        )

    def sign_in(self, browser, page):
        """Clara types her name and password."""
        form = page.form_with("AuthState")
        page = browser.submit(page, form, username="clara", password="clara-password")
        return browser.go_on(page)

    def launch_url(self, sp_entity, relay_state=None):
        from urllib.parse import urlencode

        query = {"spentityid": sp_entity}
        if relay_state is not None:
            query["RelayState"] = relay_state
        return f"http://127.0.0.1:{self.port}/saml2/idp/SSOService.php?" + urlencode(query)

    def certificate_der(self):
        text = self.certificate.read_text()
        return base64.b64decode("".join(text.split("-----")[2].split()))

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
