"""A service provider on python3-saml that knows its identity provider by metadata alone, and reads that again every second.

Usage: peer.py PORT ENTITY_ID METADATA_URL
GET /known answers with the certificates that it trusts now; POST /acs with whether it took the response.
"""

import http.server
import json
import sys
import threading
import time
import urllib.parse

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

EVERY_SECONDS = 1


class Known:
    """The identity provider as its metadata describes it."""

    def __init__(self, entity_id, acs, metadata_url):
        self.metadata_url = metadata_url
        self.own = {
            "strict": True,
            "sp": {"entityId": entity_id, "assertionConsumerService": {"url": acs}},
            "security": {"wantAssertionsSigned": True},
        }
        self.settings = None
        self.read()

    def read(self):
        """Reads the metadata, and replaces all that was known with what it says."""
        parsed = OneLogin_Saml2_IdPMetadataParser.parse_remote(self.metadata_url)
        self.settings = {**self.own, "idp": parsed["idp"]}

    def keep_reading(self):
        """Reads it again and again. What cannot be read is said by what then fails."""
        while True:
            time.sleep(EVERY_SECONDS)
            self.read()

    def certificates(self):
        """The certificates that signatures are verified with."""
        provider = self.settings["idp"]
        several = provider.get("x509certMulti", {}).get("signing", [])
        return several or [provider["x509cert"]]


def serve(port, entity_id, metadata_url):
    """Serves until the process is ended."""
    address = f"127.0.0.1:{port}"
    known = Known(entity_id, f"http://{address}/acs", metadata_url)
    threading.Thread(target=known.keep_reading, daemon=True).start()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            """Silence: the driver prints what matters."""

        def do_GET(self):
            self.say(200, known.certificates())

        def do_POST(self):
            fields = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            request = {"https": "off", "http_host": address, "script_name": "/acs", "get_data": {}, "post_data": fields}
            auth = OneLogin_Saml2_Auth(request, known.settings)
            try:
                auth.process_response()
                reason = None if auth.is_authenticated() else f"{auth.get_errors()}: {auth.get_last_error_reason()}"
            except Exception as error:  # noqa: BLE001 - whatever the library says goes to the driver
                reason = f"{type(error).__name__}: {error}"
            self.say(400 if reason else 200, reason)

        def say(self, status, value):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], sys.argv[3])
