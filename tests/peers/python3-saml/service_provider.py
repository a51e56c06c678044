"""A service provider on python3-saml as its makers ship it. Usage: service_provider.py PORT CONFIGURATION.json"""

import pathlib
import sys

from onelogin.saml2.auth import OneLogin_Saml2_Auth

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from service import ServiceProvider, main  # noqa: E402

ASKED = set()
ASKED_FOR_THE_END = set()
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


class Python3Saml(ServiceProvider):
    def auth(self, fields, is_post, path):
        values = self.configuration
        request = {
            "https": "off",
            "http_host": values["host"],
            "script_name": path,
            "get_data": {} if is_post else fields,
            "post_data": fields if is_post else {},
        }
        return OneLogin_Saml2_Auth(request, settings(values))

    def login(self, relay):
        auth = self.auth({}, False, "/login")
        location = auth.login(return_to=relay)
        ASKED.add(auth.get_last_request_id())
        return location

    def accept(self, fields):
        # The library wants to be told which request this must answer; None stands for an unsolicited one.
        for identifier in [*ASKED, None]:
            auth = self.auth(fields, True, "/acs")
            auth.process_response(request_id=identifier)
            if not auth.get_errors() and auth.is_authenticated():
                ASKED.discard(identifier)
                return {
                    "nameId": auth.get_nameid(),
                    "format": auth.get_nameid_format(),
                    "index": auth.get_session_index(),
                    "inResponseTo": identifier,
                    "attributes": auth.get_attributes(),
                }
        raise ValueError(f"{auth.get_errors()}: {auth.get_last_error_reason()}")

    def logout(self, session):
        auth = self.auth({}, False, "/logout")
        location = auth.logout(name_id=session["nameId"], session_index=session["index"], name_id_format=session["format"])
        ASKED_FOR_THE_END.add(auth.get_last_request_id())
        return location

    def logout_request(self, request, session, sessions):
        # The library has the application end the session of this browser and says that it is done, whether there was one
        # or not. An application that cannot see its session says nothing.
        if session is None:
            raise LookupError("this browser shows no session")
        ended = []
        auth = self.auth(request.fields, False, "/slo")
        location = auth.process_slo(delete_session_cb=lambda: ended.extend(key for key, it in sessions.items() if it is session))
        if auth.get_errors():
            raise ValueError(f"{auth.get_errors()}: {auth.get_last_error_reason()}")
        return ended, location

    def logout_response(self, request):
        for identifier in list(ASKED_FOR_THE_END):
            auth = self.auth(request.fields, False, "/slo")
            auth.process_slo(request_id=identifier)
            if not auth.get_errors():
                ASKED_FOR_THE_END.discard(identifier)
                return
        raise ValueError(f"{auth.get_errors()}: {auth.get_last_error_reason()}")


def settings(values):
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": values["entityId"],
            "assertionConsumerService": {"url": values["acsUrl"], "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"},
            "singleLogoutService": {"url": values["sloUrl"], "binding": REDIRECT},
            "NameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            "x509cert": values["decryptionCertificate"] or "",
            "privateKey": values["decryptionKey"] or "",
        },
        "idp": {
            "entityId": values["identityProvider"],
            "singleSignOnService": {"url": values["loginUrl"], "binding": REDIRECT},
            "singleLogoutService": {"url": values["logoutUrl"], "binding": REDIRECT},
            "x509cert": values["certificate"],
        },
        "security": {
            "wantAssertionsSigned": values["wantAssertionsSigned"],
            "wantAssertionsEncrypted": values["decryptionKey"] is not None,
            # It holds for messages of logout too, which the identity provider always signs.
            "wantMessagesSigned": values["wantAuthnResponseSigned"],
            "rejectUnsolicitedResponsesWithInResponseTo": True,
        },
    }


main(Python3Saml)
