"""A service provider on python3-saml as its makers ship it: what it accepts is answered as JSON.

Usage: server.py PORT CONFIGURATION.json ; the configuration is read anew for each request.
"""

import http.server
import json
import sys
import urllib.parse

from onelogin.saml2.auth import OneLogin_Saml2_Auth

PORT = int(sys.argv[1])
CONFIGURATION = sys.argv[2]
ASKED = set()


def settings():
    with open(CONFIGURATION, encoding="utf-8") as file:
        values = json.load(file)
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": values["entityId"],
            "assertionConsumerService": {
                "url": values["acsUrl"],
                "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
            },
            "NameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            "x509cert": values["decryptionCertificate"] or "",
            "privateKey": values["decryptionKey"] or "",
        },
        "idp": {
            "entityId": values["identityProvider"],
            "singleSignOnService": {
                "url": values["loginUrl"],
                "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            },
            "x509cert": values["certificate"],
        },
        "security": {
            "wantAssertionsSigned": values["wantAssertionsSigned"],
            "wantAssertionsEncrypted": values["decryptionKey"] is not None,
            "wantMessagesSigned": values["wantAuthnResponseSigned"],
            "requestedAuthnContext": values.get("requestedAuthnContext", True),
            "rejectUnsolicitedResponsesWithInResponseTo": True,
        },
    }


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Silence: the driver prints what matters."""

    def request_data(self, fields):
        return {
            "https": "off",
            "http_host": self.headers["Host"],
            "script_name": urllib.parse.urlsplit(self.path).path,
            "get_data": dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)),
            "post_data": fields,
        }

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        auth = OneLogin_Saml2_Auth(self.request_data({}), settings())
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        location = auth.login(return_to=query.get("relay", ""))
        ASKED.add(auth.get_last_request_id())
        self.send_response(302)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        fields = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        auth = OneLogin_Saml2_Auth(self.request_data(fields), settings())
        # The library wants to be told which request this must answer; None stands for an unsolicited one.
        answered = None
        for identifier in list(ASKED):
            auth.process_response(request_id=identifier)
            if not auth.get_errors():
                answered = identifier
                ASKED.discard(identifier)
                break
            auth = OneLogin_Saml2_Auth(self.request_data(fields), settings())
        if answered is None:
            auth.process_response()
        if auth.get_errors() or not auth.is_authenticated():
            self.answer(400, {"accepted": False, "error": f"{auth.get_errors()}: {auth.get_last_error_reason()}"})
            return
        self.answer(
            200,
            {
                "accepted": True,
                "nameId": auth.get_nameid(),
                "relayState": fields.get("RelayState"),
                "inResponseTo": answered,
                "attributes": auth.get_attributes(),
            },
        )


server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
print("ready", flush=True)
server.serve_forever()
