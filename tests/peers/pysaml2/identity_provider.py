"""An identity provider on pysaml2 as its makers ship it. Usage: identity_provider.py PORT CONFIGURATION.json

What is signed and encrypted is read anew for each request; the service provider's metadata once, with the first of them.
"""

import functools
import html
import http.cookies
import http.server
import json
import secrets
import shutil
import sys
import urllib.parse

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORD
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

PORT, CONFIGURATION = int(sys.argv[1]), sys.argv[2]
COOKIE = f"idp-{PORT}"
SESSIONS = {}
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"


def configuration():
    with open(CONFIGURATION, encoding="utf-8") as file:
        return json.load(file)


@functools.cache
def library():
    values = configuration()
    settings = {
        "entityid": values["identityProvider"],
        "xmlsec_binary": shutil.which("xmlsec1"),
        "key_file": values["keyFile"],
        "cert_file": values["certificateFile"],
        "metadata": {"inline": [values["metadata"]]},
        "service": {
            "idp": {
                "endpoints": {
                    "single_sign_on_service": [(values["root"] + "/sso", BINDING_HTTP_REDIRECT)],
                    "single_logout_service": [(values["root"] + "/slo", BINDING_HTTP_REDIRECT)],
                },
                # By default it signs with RSA-SHA1.
                "signing_algorithm": SIG_RSA_SHA256,
                "digest_algorithm": DIGEST_SHA256,
                "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                "policy": {
                    "default": {
                        "lifetime": {"minutes": 15},
                        "nameid_format": NAMEID_FORMAT_PERSISTENT,
                    },
                },
            },
        },
    }
    return Server(config=IdPConfig().load(settings))


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Silence: the driver prints what matters."""

    def do_GET(self):
        self.answer_to(urllib.parse.urlsplit(self.path).query)

    def do_POST(self):
        self.answer_to(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def answer_to(self, text):
        fields = dict(urllib.parse.parse_qsl(text))
        cookie = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        self.token = cookie.value if cookie else ""
        path = urllib.parse.urlsplit(self.path).path
        try:
            {"/sso": self.sso, "/launch": self.launch, "/sign-in": self.sign_in, "/slo": self.slo,
             "/sign-out": self.sign_out, "/session": self.session}[path](fields)
        except Exception as error:  # noqa: BLE001 - whatever the library says goes to the driver
            self.say(400, f"<pre>{html.escape(f'{type(error).__name__}: {error}')}</pre>")

    def session(self, _):
        self.say(200, json.dumps({"user": SESSIONS.get(self.token, {}).get("user")}))

    def sign_in(self, fields):
        token = secrets.token_urlsafe()
        SESSIONS[token] = {"user": fields["user"]}
        self.go(fields["next"], f"{COOKIE}={token}; Path=/; HttpOnly")

    def sso(self, fields):
        request = library().parse_authn_request(fields["SAMLRequest"], BINDING_HTTP_REDIRECT)
        arguments = library().response_args(request.message, [BINDING_HTTP_POST])
        self.respond(arguments, fields.get("RelayState", ""))

    def launch(self, _):
        values = configuration()
        arguments = {"in_response_to": None, "destination": values["acs"], "sp_entity_id": values["entity"]}
        self.respond(arguments, "")

    def respond(self, arguments, relay_state):
        if self.token not in SESSIONS:
            to = html.escape(self.path)
            self.say(200, f'<form method="post" action="/sign-in"><input name="user"><input name="next" value="{to}"></form>')
            return
        arguments.pop("binding", None)
        values, session = configuration(), SESSIONS[self.token]
        user, given = session["user"], session["user"].capitalize()
        answer = library().create_authn_response(
            {f"{CLAIMS}givenname": given, f"{CLAIMS}surname": "Oswald", f"{CLAIMS}emailaddress": f"{user}@pysaml2.example"},
            userid=user,
            authn={"class_ref": PASSWORD},
            sign_assertion=values["signed"] in ("assertion", "both"),
            sign_response=values["signed"] in ("response", "both"),
            encrypt_assertion=values["encryption"] is not None,
            **arguments,
        )
        session["name"] = library().ident.find_nameid(user)[0]
        message = library().apply_binding(BINDING_HTTP_POST, str(answer), arguments["destination"], relay_state, response=True)
        self.say(200, message["data"])

    def slo(self, fields):
        signed = {"relay_state": fields.get("RelayState"), "sigalg": fields.get("SigAlg"), "signature": fields.get("Signature")}
        if "SAMLResponse" in fields:
            answer = library().parse_logout_request_response(fields["SAMLResponse"], BINDING_HTTP_REDIRECT)
            self.say(200 if answer.status_ok() else 400, "<p>signed out</p>")
            return
        request = library().parse_logout_request(fields["SAMLRequest"], BINDING_HTTP_REDIRECT, **signed)
        user = library().ident.find_local_id(request.message.name_id)
        ended = [token for token, session in SESSIONS.items() if user and session["user"] == user]
        if not ended:
            raise LookupError(f"nobody is signed in who is {request.message.name_id}")
        for token in ended:
            del SESSIONS[token]
        answer = library().create_logout_response(request.message, [BINDING_HTTP_REDIRECT])
        self.carry(answer, answer.destination, fields.get("RelayState", ""), True)

    def sign_out(self, _):
        """Ends the session here, and asks the service provider to end every one of that name."""
        values, session = configuration(), SESSIONS.pop(self.token)
        _, request = library().create_logout_request(values["slo"], values["entity"], name_id=session["name"])
        self.carry(request, values["slo"], "", False)

    def carry(self, message, destination, relay_state, is_answer):
        message = library().apply_binding(BINDING_HTTP_REDIRECT, str(message), destination, relay_state, response=is_answer, sign=True)
        self.go(dict(message["headers"])["Location"])

    def go(self, address, set_cookie=None):
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        if set_cookie:
            self.send_header("Set-Cookie", set_cookie)
        self.end_headers()

    def say(self, status, text):
        body = (text if isinstance(text, str) else "".join(text)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
