"""mod_auth_mellon in an Apache of its own, as Debian ships it, with the metadata that its own tool makes."""

import subprocess

from apache import Apache
from processes import said
from service_providers import GIVEN_NAME, NAME, ServiceProvider

CONFIGURATION = """\
MellonLockFile "{directory}/mellon.lock"
<Location "/">
  MellonEnable "info"
  MellonEndpointPath "/mellon"
  MellonSPMetadataFile "{own}.xml"
  MellonSPPrivateKeyFile "{own}.key"
  MellonSPCertFile "{own}.cert"
  MellonIdPMetadataFile "{directory}/identity-provider.xml"
  # It asks for a transient name, which is another one each time: the claim says who it is.
  MellonUser "{name}"
  MellonSetEnv "PERSON" "{name}"
  MellonSetEnv "GIVEN_NAME" "{given_name}"
  MellonSecureCookie On
  Header always set X-Person "expr=%{{reqenv:MELLON_PERSON}}"
  Header always set X-Given-Name "expr=%{{reqenv:MELLON_GIVEN_NAME}}"
</Location>
<Location "/private">
  MellonEnable "auth"
  AuthType Mellon
  Require valid-user
</Location>
"""


class Mellon(ServiceProvider):
    def __init__(self, product):
        super().__init__(product, "mellon")
        self.tile_relay_state = f"{self.root}/private/tile?b=3&4"
        entity = f"{self.root}/mellon/metadata"
        subprocess.run(["/usr/sbin/mellon_create_metadata", entity, f"{self.root}/mellon"], cwd=self.directory, check=True, capture_output=True)
        own = str(next(self.directory.glob("*.xml"))).removesuffix(".xml")
        self.own_certificate = f"{own}.cert"
        self.register(entity, f"{self.root}/mellon/postResponse", f"{self.root}/mellon/logout")
        (self.directory / "identity-provider.xml").write_text(self.metadata)
        text = CONFIGURATION.format(directory=self.directory, own=own, given_name=GIVEN_NAME, name=NAME)
        Apache(self.directory, self.port, ("auth_mellon_module", "mod_auth_mellon.so"), text)

    def configure(self, option, encryption):
        """It takes whatever is signed, and decrypts what is encrypted."""

    def login_address(self):
        return f"{self.root}/private/deep?a=1&2"

    def logout_address(self):
        return f"{self.root}/mellon/logout?ReturnTo={self.root}/public"

    def arrived(self, page, is_asked_for):
        assert page.status == 200, (page.url, page.status, page.body, said(self.directory))
        assert page.url == (self.login_address() if is_asked_for else self.tile_relay_state), page.url
        assert page.headers["x-given-name"] not in ("", "(null)"), page.headers

    def left(self, page):
        assert page.status == 200 and page.url == f"{self.root}/public", (page.url, page.status, said(self.directory))

    def who(self, browser):
        return browser.get(f"{self.root}/public").headers.get("x-person", "").removeprefix("(null)")
