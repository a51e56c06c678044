"""One of several servers: `vestibule serve` with a port of its own, under the address that all share."""

import http.client
import signal
import subprocess
import time
import urllib.parse

from product import free_port


def configuration(product, database_url, number):
    """A configuration file that differs from the other server's in its port alone: the file and the port."""
    port = free_port()
    file = product.data / f"replica{number}.toml"
    manager = urllib.parse.urlsplit(product.ready["customers"][0]["url"]).hostname
    file.write_text(f"""\
[server]
addresses = ["127.0.0.1:{port}"]
[database]
url = "{database_url}"
[keys]
master_key_file = "{product.data / 'vestibule' / 'master.key'}"
[identity_provider]
base_url = "{product.ready['identityProvider']}"
[manager]
hosts = ["{manager}"]
[log]
filter = "warn"
""")
    return file, port


class Replica:
    """Can be killed and started again at the same port."""

    def __init__(self, product, file_and_port):
        self.binary, self.log = product.binary, product.log
        self.file, self.port = file_and_port
        self.process = None

    def start(self):
        self.process = subprocess.Popen([self.binary, "serve", "--config", str(self.file)], stdout=subprocess.DEVNULL, stderr=self.log)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def wait_until_ready(self):
        for _ in range(1200):
            if self.process.poll() is not None:
                raise AssertionError(f"the server at port {self.port} ended by itself: {self.process.returncode}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise AssertionError(f"the server at port {self.port} is not ready")
