"""SimpleSAMLphp as Debian ships it, with a private configuration, as identity provider."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
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
$config = ['people' => ['exampleauth:UserPass']];
foreach (range(1, 40) as $number) {
    $config['people']["person$number:password"] = [
        'uid' => ["person$number"],
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname' => ["Person$number"],
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname' => ['Oswald'],
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress' => ["person$number@peer.example"],
    ];
}
"""

HOSTED = """<?php
$metadata['{entity}'] = [
    'host' => '__DEFAULT__',
    'privatekey' => 'idp.pem',
    'certificate' => 'idp.crt',
    'auth' => 'people',
    'sign.logout' => true,
    'validate.logout' => true,
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
    'SingleLogoutService' => '{slo}',
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'simplesaml.nameidattribute' => 'uid',
    'saml20.sign.assertion' => {assertion},
    'saml20.sign.response' => {response},
    'assertion.encryption' => {encrypted},
    'keys' => [
        ['encryption' => true, 'signing' => false, 'type' => 'X509Certificate', 'X509Certificate' => '{encryption_key}'],
        ['encryption' => false, 'signing' => true, 'type' => 'X509Certificate', 'X509Certificate' => '{signing_key}'],
    ],
];
"""


class SimpleSamlPhp:
    """One private instance behind PHP's own server."""

    def __init__(self, port):
        self.port = port
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="simplesaml-"))
        for name in ("cert", "log", "data", "tmp", "metadata", "config"):
            (self.directory / name).mkdir()
        self.root = f"http://127.0.0.1:{port}"
        self.entity = f"{self.root}/idp"
        self.login_url = f"{self.root}/saml2/idp/SSOService.php"
        self.logout_url = f"{self.root}/saml2/idp/SingleLogoutService.php"
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

    @staticmethod
    def configurations():
        """It encrypts with AES-128-CBC, which is taken inside a signed response alone."""
        yield "assertion", None
        yield from ((option, cipher) for option in ("response", "both") for cipher in (None, "aes128-cbc"))

    @staticmethod
    def cannot(option, encryption, way):
        """Nothing: it can do every row."""

    def trust(self, entity, acs, slo, keys, option, encryption):
        """Says which service provider may ask, what of the answer is signed, and whether it is encrypted."""
        values = {
            "entity": entity,
            "acs": acs,
            "slo": slo,
            "assertion": str(option in ("assertion", "both")).lower(),
            "response": str(option in ("response", "both")).lower(),
            "encrypted": str(encryption is not None).lower(),
            "encryption_key": keys["encryption"],
            "signing_key": keys["signing"],
        }
        self._write("metadata/saml20-sp-remote.php", REMOTE, values)

    def sign_in(self, browser, page, name):
        """Somebody types his name and password."""
        form = page.form_with("AuthState")
        page = browser.submit(page, form, username=name, password="password")
        return browser.go_on(page)

    def launch_url(self, entity):
        return f"{self.root}/saml2/idp/SSOService.php?" + urllib.parse.urlencode({"spentityid": entity})

    def knows(self, browser):
        """Whether somebody is signed in here in this browser: nobody is asked for his name then."""
        page = browser.get(f"{self.root}/module.php/core/authenticate.php?as=people")
        return not any("AuthState" in form.fields for form in page.forms)

    def sign_out(self, browser):
        """Signs out here; the service providers are told one after another, in the window."""
        back = f"{self.root}/logout.php"
        page = browser.get(f"{self.root}/saml2/idp/SingleLogoutService.php?" + urllib.parse.urlencode({"ReturnTo": back}))
        page = browser.go_on(page)
        assert page.url.startswith(back), (page.url, page.status, page.body[:3000])

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.directory, ignore_errors=True)
