"""Shibboleth's service provider, mod_shib in an Apache of its own and its daemon, as Debian ships them.

The configuration is the one that comes with the package, with what has to be entered changed.
"""

import pathlib
import shutil

from apache import Apache
from processes import said, start, wait_until
from service_providers import GIVEN_NAME, NAME, ServiceProvider

SHIPPED = pathlib.Path("/etc/shibboleth")

# The attribute map that is shipped knows none of the claims.
ATTRIBUTES = f"""\
<Attributes xmlns="urn:mace:shibboleth:2.0:attribute-map">
  <Attribute name="{NAME}" nameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified" id="person"/>
  <Attribute name="{GIVEN_NAME}" nameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified" id="givenName"/>
</Attributes>
"""

APACHE = """\
ShibConfig "{directory}/shibboleth/shibboleth2.xml"
ShibCompatValidUser Off
<Location "/Shibboleth.sso">
  SetHandler shib
  AuthType None
  Require all granted
</Location>
<Location "/public">
  AuthType shibboleth
  Require shibboleth
</Location>
<Location "/private">
  AuthType shibboleth
  ShibRequestSetting requireSession 1
  Require shib-session
</Location>
Header always set X-Person "expr=%{{reqenv:person}}"
Header always set X-Given-Name "expr=%{{reqenv:givenName}}"
"""


class Shibboleth(ServiceProvider):
    def __init__(self, product):
        super().__init__(product, "shibboleth")
        self.tile_relay_state = f"{self.root}/private/tile?b=3&4"
        handler = f"{self.root}/Shibboleth.sso"
        self.register(f"{self.root}/shibboleth", f"{handler}/SAML2/POST", f"{handler}/SLO/Redirect")
        # The place of this name is looked for below the directory that is named in the environment.
        home = self.directory / "shibboleth"
        shutil.copytree(SHIPPED, home)
        (home / "partner-metadata.xml").write_text(self.metadata)
        (home / "attribute-map.xml").write_text(ATTRIBUTES)
        shipped = (home / "shibboleth2.xml").read_text()
        (home / "shibboleth2.xml").write_text(changed(shipped, self.changes()))
        own = {f"SHIBSP_{name}": str(self.directory) for name in ("CFGDIR", "RUNDIR", "LOGDIR", "CACHEDIR")}
        daemon = ["/usr/sbin/shibd", "-F", "-f", "-c", home / "shibboleth2.xml", "-p", self.directory / "shibd.pid"]
        process = start(daemon, self.directory, "www-data", **own)
        wait_until((self.directory / "shibd.sock").exists, process, self.directory)
        Apache(self.directory, self.port, ("mod_shib", "mod_shib.so"), APACHE.format(directory=self.directory), **own)

    def changes(self):
        """What an administrator has to enter, and where the processes of this test meet."""
        provider, key, certificate = self.application["entraIdentifier"], self.own_key, self.own_certificate
        return {
            "<OutOfProcess ": f'<OutOfProcess logger="console.logger" ',
            "<!--\n    By default, in-memory": f"""<InProcess logger="console.logger"/>
    <UnixListener address="{self.directory}/shibd.sock"/>
    <!--
    By default, in-memory""",
            "https://sp.example.org/shibboleth": self.entity,
            "https://idp.example.org/idp/shibboleth": provider,
            'handlerSSL="true"': 'handlerSSL="false"',
            '<!--\n        <MetadataProvider type="XML" validate="true" path="partner-metadata.xml"/>\n        -->':
                # It knows no schema of the roles of WS-Federation that stand beside the one of SAML.
                '<MetadataProvider type="XML" validate="false" path="partner-metadata.xml"/>',
            'key="sp-signing-key.pem" certificate="sp-signing-cert.pem"': f'key="{key}" certificate="{certificate}"',
            'key="sp-encrypt-key.pem" certificate="sp-encrypt-cert.pem"': f'key="{key}" certificate="{certificate}"',
        }

    def configure(self, option, encryption):
        """It takes whatever is signed, and decrypts what is encrypted."""

    def login_address(self):
        return f"{self.root}/private/deep?a=1&2"

    def logout_address(self):
        return f"{self.root}/Shibboleth.sso/Logout?return={self.root}/public"

    def arrived(self, page, is_asked_for):
        assert page.status == 200, (page.url, page.status, page.body[:1500], said(self.directory))
        assert page.url == (self.login_address() if is_asked_for else self.tile_relay_state), page.url
        assert page.headers["x-given-name"] not in ("", "(null)"), page.headers

    def left(self, page):
        assert page.status == 200 and page.url == f"{self.root}/public", (page.url, page.status, page.body, said(self.directory))

    def who(self, browser):
        return browser.get(f"{self.root}/public").headers.get("x-person", "").removeprefix("(null)")


def changed(text, changes):
    """The shipped configuration with these changes; fails when it is another one than the one that was known."""
    for old, new in changes.items():
        if text.count(old) != 1:
            raise AssertionError(f"the configuration that is shipped has {text.count(old)} times: {old}")
        text = text.replace(old, new)
    return text
