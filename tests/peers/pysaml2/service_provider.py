"""A service provider on pysaml2 as its makers ship it. Usage: service_provider.py PORT CONFIGURATION.json"""

import json
import pathlib
import shutil
import sys

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from service import ServiceProvider, main  # noqa: E402

# The library keeps what it asked for, and who is signed in, in its client.
CLIENTS = {}
ASKED = {}


class Pysaml2(ServiceProvider):
    def __init__(self, configuration):
        super().__init__(configuration)
        text = json.dumps(configuration)
        if text not in CLIENTS:
            CLIENTS[text] = Saml2Client(config=SPConfig().load(settings(configuration)))
        self.client = CLIENTS[text]

    def login(self, relay):
        identifier, message = self.client.prepare_for_authenticate(relay_state=relay, binding=BINDING_HTTP_REDIRECT)
        ASKED[identifier] = relay
        return location(message)

    def accept(self, fields):
        answer = self.client.parse_authn_request_response(fields["SAMLResponse"], BINDING_HTTP_POST, dict(ASKED))
        if answer is None:
            raise ValueError("the library yields nothing")
        ASKED.pop(answer.in_response_to, None)
        return {
            "nameId": answer.name_id.text,
            "name": answer.name_id,
            "inResponseTo": answer.in_response_to,
            "attributes": answer.ava,
        }

    def logout(self, session):
        answers = self.client.global_logout(session["name"])
        (_, message), = answers.values()
        return location(message)

    def logout_request(self, request, session, sessions):
        fields = request.fields
        signed = {"relay_state": fields.get("RelayState"), "sigalg": fields.get("SigAlg"), "signature": fields.get("Signature")}
        # The library asks who the session's person is, and compares him with the one that is named.
        named = self.client.parse_logout_request(fields["SAMLRequest"], BINDING_HTTP_REDIRECT, **signed).message.name_id
        ended = [token for token, one in sessions.items() if one["name"] == named]
        name = sessions[ended[0]]["name"] if ended else None
        message = self.client.handle_logout_request(fields["SAMLRequest"], name, BINDING_HTTP_REDIRECT, **signed)
        return ended, location(message)

    def logout_response(self, request):
        answer = self.client.parse_logout_request_response(request.fields["SAMLResponse"], BINDING_HTTP_REDIRECT)
        if not answer.status_ok():
            raise ValueError("the identity provider did not sign out")
        self.client.handle_logout_response(answer)


def location(message):
    return dict(message["headers"])["Location"]


def settings(values):
    return {
        "entityid": values["entityId"],
        "xmlsec_binary": shutil.which("xmlsec1"),
        "metadata": {"inline": [values["metadata"]]},
        "key_file": values["keyFile"],
        "cert_file": values["certificateFile"],
        "encryption_keypairs": [{"key_file": values["keyFile"], "cert_file": values["certificateFile"]}],
        # The claims of the identity provider are not in the maps that the library brings along.
        "allow_unknown_attributes": True,
        "service": {
            "sp": {
                "endpoints": {
                    "assertion_consumer_service": [(values["acsUrl"], BINDING_HTTP_POST)],
                    "single_logout_service": [(values["sloUrl"], BINDING_HTTP_REDIRECT)],
                },
                "allow_unsolicited": True,
                "logout_requests_signed": True,
                "logout_responses_signed": True,
                "want_assertions_signed": values["wantAssertionsSigned"],
                "want_response_signed": values["wantAuthnResponseSigned"],
            },
        },
    }


main(Pysaml2)
