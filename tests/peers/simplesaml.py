"""SimpleSAMLphp as Debian ships it, with a private configuration, as identity provider and as service provider."""

import json
import pathlib
import urllib.parse

from processes import said, start, temporary_directory, wait_for_port
from service_providers import GIVEN_NAME, NAME, ServiceProvider, make_key

PROGRAM = pathlib.Path("/usr/share/simplesamlphp")

CONFIG = """<?php
$config = [
    'baseurlpath' => 'http://127.0.0.1:{port}/simplesaml/',
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
    'enable.saml20-idp' => {is_provider},
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'session.cookie.secure' => false,
    // What is kept in a database is found by the names in a request for sign-out, without a cookie.
    'store.type' => 'sql',
    'store.sql.dsn' => 'sqlite:{directory}/data/sessions.db',
    'metadata.sources' => [['type' => 'flatfile'], ['type' => 'xml', 'file' => '{directory}/metadata/partner.xml']],
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
    'privatekey' => 'own.pem',
    'certificate' => 'own.crt',
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


SOURCE = """<?php
$config = [
    'people' => [
        'saml:SP',
        'entityID' => '{entity}',
        'idp' => '{provider}',
        'privatekey' => 'own.pem',
        'certificate' => 'own.crt',
        'sign.logout' => true,
        'validate.logout' => true,
    ],
];
"""

# What somebody writes whose application is protected by SimpleSAMLphp.
APPLICATION = """<?php
require '{program}/lib/_autoload.php';
$people = new SimpleSAML\\Auth\\Simple('people');
if (isset($_GET['leave'])) {
    $people->logout('http://127.0.0.1:{port}/application.php?gone');
}
if (!isset($_GET['who']) && !isset($_GET['gone'])) {
    $people->requireAuth();
}
header('Content-Type: application/json');
echo json_encode(['attributes' => $people->isAuthenticated() ? $people->getAttributes() : null]);
"""

EMPTY = '<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>'


class Instance:
    """One private instance behind PHP's own server. `root` is where its pages are; beside them stand an application's."""

    def __init__(self, directory, port, is_provider, files):
        self.directory = directory
        self.port = port
        for name in ("cert", "log", "data", "tmp", "metadata", "config", "www"):
            (directory / name).mkdir()
        (directory / "www" / "simplesaml").symlink_to(PROGRAM / "www")
        self.write("config/config.php", CONFIG, is_provider=str(is_provider).lower())
        self.write("metadata/partner.xml", EMPTY)
        for name, (text, values) in files.items():
            self.write(name, text, **values)

    def start(self):
        environment = {"SIMPLESAMLPHP_CONFIG_DIR": str(self.directory / "config"), "PHP_CLI_SERVER_WORKERS": "2"}
        command = ["php", "-S", f"127.0.0.1:{self.port}", "-t", self.directory / "www"]
        process = start(command, self.directory, "www-data", **environment)
        wait_for_port(self.port, process, self.directory)

    def write(self, name, text, **values):
        """Writes a file of it; `{name}` stands for a value."""
        for key, value in {"port": self.port, "directory": self.directory, **values}.items():
            text = text.replace("{" + key + "}", str(value))
        (self.directory / name).write_text(text)


class SimpleSamlPhp:
    """SimpleSAMLphp as identity provider."""

    refused_cipher = None

    def __init__(self, port):
        self.directory = temporary_directory("simplesaml")
        self.root = f"http://127.0.0.1:{port}/simplesaml"
        self.entity = f"{self.root}/idp"
        self.login_url = f"{self.root}/saml2/idp/SSOService.php"
        self.logout_url = f"{self.root}/saml2/idp/SingleLogoutService.php"
        self.instance = Instance(self.directory, port, True, {
            "config/authsources.php": (AUTHSOURCES, {}),
            "metadata/saml20-idp-hosted.php": (HOSTED, {"entity": self.entity}),
        })
        self.certificate = self.directory / "cert" / "own.crt"
        make_key(self.directory / "cert" / "own.pem", self.certificate)
        self.instance.start()

    @staticmethod
    def configurations():
        """It encrypts with AES-128-CBC, which is taken inside a signed response alone."""
        yield "assertion", None
        yield from ((option, cipher) for option in ("response", "both") for cipher in (None, "aes128-cbc"))

    @staticmethod
    def cannot(option, encryption, way):
        """Nothing: it can do every row."""

    def trust(self, customer, option, encryption):
        """Says which service provider may ask, what of the answer is signed, and whether it is encrypted."""
        self.instance.write(
            "metadata/saml20-sp-remote.php",
            REMOTE,
            entity=customer.entity,
            acs=customer.acs,
            slo=customer.slo,
            assertion=str(option in ("assertion", "both")).lower(),
            response=str(option in ("response", "both")).lower(),
            encrypted=str(encryption is not None).lower(),
            encryption_key=customer.keys["encryption"],
            signing_key=customer.keys["signing"],
        )

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


class SimpleSamlApplication(ServiceProvider):
    """An application that leaves its sign-in to SimpleSAMLphp."""

    def __init__(self, product):
        super().__init__(product, "simplesamlphp")
        self.application_page = f"{self.root}/application.php"
        self.tile_relay_state = f"{self.application_page}?tile=3&4"
        module = f"{self.root}/simplesaml/module.php/saml/sp"
        self.register(f"{self.root}/simplesaml", f"{module}/saml2-acs.php/people", f"{module}/saml2-logout.php/people")
        source = {"entity": self.entity, "provider": self.application["entraIdentifier"]}
        self.instance = Instance(self.directory, self.port, False, {
            "config/authsources.php": (SOURCE, source),
            "www/application.php": (APPLICATION, {"program": PROGRAM}),
        })
        self.own_certificate = self.directory / "cert" / "own.crt"
        make_key(self.directory / "cert" / "own.pem", self.own_certificate)
        (self.directory / "metadata" / "partner.xml").write_text(self.metadata)
        self.instance.start()

    def configure(self, option, encryption):
        """It takes whatever is signed, and decrypts what is encrypted."""

    def login_address(self):
        return f"{self.application_page}?deep=1&2"

    def logout_address(self):
        return f"{self.application_page}?leave"

    def arrived(self, page, is_asked_for):
        assert page.status == 200, (page.url, page.status, page.body[:1000], said(self.directory))
        assert page.url == (self.login_address() if is_asked_for else self.tile_relay_state), page.url
        assert GIVEN_NAME in json.loads(page.body)["attributes"], page.body

    def left(self, page):
        assert page.status == 200 and page.url.endswith("?gone"), (page.url, page.status, page.body[:1000], said(self.directory))

    def who(self, browser):
        attributes = json.loads(browser.get(f"{self.application_page}?who").body)["attributes"]
        return attributes[NAME][0] if attributes else None
