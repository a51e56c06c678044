"""What every service provider in Python here has in common: sessions by cookie, and the five addresses that the driver uses.

An adapter gives the class below its library's way to ask, to accept, to ask for the end and to take such wishes.
"""

import http.server
import json
import secrets
import sys
import urllib.parse


class ServiceProvider:
    """What an adapter says of its library. The configuration is read anew for each request."""

    def __init__(self, configuration):
        self.configuration = configuration

    def login(self, relay):
        """The address that asks for a sign-on."""
        raise NotImplementedError

    def accept(self, fields):
        """What a form brought: `nameId`, `inResponseTo`, `attributes`, and anything else that a session needs."""
        raise NotImplementedError

    def logout(self, session):
        """The address that asks the identity provider for the end of the session."""
        raise NotImplementedError

    def logout_request(self, request, session, sessions):
        """The sessions that end, by token, and the address of the answer; `session` is this browser's, if it showed one."""
        raise NotImplementedError

    def logout_response(self, request):
        """Takes the identity provider's word that the session is over there; fails if it is not."""
        raise NotImplementedError


class Request:
    """A request as adapters need it."""

    def __init__(self, handler, body):
        parts = urllib.parse.urlsplit(handler.path)
        self.path = parts.path
        self.host = handler.headers["Host"]
        self.query = parts.query
        self.fields = dict(urllib.parse.parse_qsl(body if body is not None else parts.query, keep_blank_values=True))


def serve(port, configuration_file, make):
    """Serves an adapter on loopback until the process is ended."""
    sessions = {}
    cookie = f"session-{port}"

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Silence: the driver prints what matters."""

        def do_GET(self):
            self.answer_to(None)

        def do_POST(self):
            self.answer_to(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer_to(self, body):
            try:
                with open(configuration_file, encoding="utf-8") as file:
                    provider = make(json.load(file))
                self.dispatch(provider, Request(self, body), body is not None)
            except Exception as error:  # noqa: BLE001 - whatever the library says goes to the driver
                self.say(400, {"accepted": False, "error": f"{type(error).__name__}: {error}"})

        def dispatch(self, provider, request, is_post):
            token = self.token()
            if request.path == "/login":
                self.redirect(provider.login(request.fields.get("relay", "")))
            elif request.path == "/acs" and is_post:
                session = provider.accept(request.fields)
                token = secrets.token_urlsafe()
                sessions[token] = session
                shown = {key: session[key] for key in ("nameId", "inResponseTo", "attributes")}
                relay = request.fields.get("RelayState")
                self.say(200, {"accepted": True, "relayState": relay, **shown}, f"{cookie}={token}; Path=/; HttpOnly")
            elif request.path == "/session":
                self.say(200, {"nameId": sessions[token]["nameId"] if token in sessions else None})
            elif request.path == "/logout":
                self.redirect(provider.logout(sessions[token]))
            elif request.path == "/slo" and "SAMLRequest" in request.fields:
                ended, address = provider.logout_request(request, sessions.get(token), sessions)
                for one in ended:
                    del sessions[one]
                self.redirect(address)
            elif request.path == "/slo":
                provider.logout_response(request)
                sessions.pop(token, None)
                self.say(200, {"signedOut": True})
            else:
                self.say(404, {"accepted": False, "error": "no such address"})

        def token(self):
            pairs = (part.strip().partition("=") for part in self.headers.get("Cookie", "").split(";"))
            return {name: value for name, _, value in pairs}.get(cookie)

        def say(self, status, value, set_cookie=None):
            body = json.dumps(value, default=str).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if set_cookie:
                self.send_header("Set-Cookie", set_cookie)
            self.end_headers()
            self.wfile.write(body)

        def redirect(self, address):
            self.send_response(302)
            self.send_header("Location", address)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.serve_forever()


def main(make):
    """An adapter's command line: PORT CONFIGURATION.json."""
    serve(int(sys.argv[1]), sys.argv[2], make)
