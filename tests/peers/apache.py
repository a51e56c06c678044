"""An Apache of its own: a private configuration in a temporary directory, a free port on loopback, no privileges."""

import pathlib

from processes import start, wait_for_port

MODULES = pathlib.Path("/usr/lib/apache2/modules")
COMMON = ("mpm_event", "authz_core", "authn_core", "authz_user", "alias", "headers", "env")

CONFIGURATION = """\
ServerRoot "{directory}"
ServerName 127.0.0.1:{port}
Listen 127.0.0.1:{port}
PidFile "{directory}/apache.pid"
ErrorLog "{directory}/error.log"
Mutex file:{directory} default
StartServers 1
ServerLimit 1
ThreadLimit 8
ThreadsPerChild 8
MaxRequestWorkers 8
{modules}
DocumentRoot "{directory}/www"
# Every address shows the same page; who was signed in stands in its head.
AliasMatch "^/(private|public)" "{directory}/www/page.html"
<Directory "{directory}/www">
  Require all granted
</Directory>
{of_peer}
"""


class Apache:
    """A running server; `of_peer` is what its module is told."""

    def __init__(self, directory, port, module, of_peer, **environment):
        self.directory = directory
        self.port = port
        (directory / "www").mkdir()
        (directory / "www" / "page.html").write_text("<!doctype html><title>peer</title>")
        modules = "\n".join(f'LoadModule {name}_module "{MODULES}/mod_{name}.so"' for name in COMMON)
        modules += f'\nLoadModule {module[0]} "{MODULES}/{module[1]}"'
        text = CONFIGURATION.format(directory=directory, port=port, modules=modules, of_peer=of_peer)
        (directory / "apache.conf").write_text(text)
        self.process = start(["/usr/sbin/apache2", "-f", directory / "apache.conf", "-D", "FOREGROUND"], directory, "www-data", **environment)
        wait_for_port(port, self.process, directory)
