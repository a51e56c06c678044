"""A PostgreSQL primary and its synchronous standby, in a temporary directory, on loopback, gone afterwards."""

import glob
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from product import free_port

STANDBY = "second"


def binaries():
    """The directory of the newest server that is installed."""
    found = glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/usr/pgsql-*/bin") + glob.glob("/opt/homebrew/opt/postgresql*/bin")
    found = [path for path in found if os.access(f"{path}/initdb", os.X_OK)]
    if not found:
        raise AssertionError("no PostgreSQL server found: scripts/postgres-for-tests start installs one")
    return pathlib.Path(max(found, key=lambda path: [int(part) for part in path.replace("-", "/").split("/") if part.isdigit()]))


class Server:
    """One server of the two."""

    def __init__(self, place, name):
        self.place, self.name, self.port = place, name, free_port()
        self.data = place / name

    def run(self, program, *arguments):
        """Runs one of PostgreSQL's programs, as a user that it agrees to run as."""
        command = [str(binaries() / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # A server keeps what it inherits open: no pipes.
        with open(self.place / f"{program}.log", "ab") as log:
            done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{program}: {(self.place / f'{program}.log').read_text()[-2000:]}")

    def start(self):
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": f"'{self.place}'",
            "max_connections": 200,
            "shared_buffers": "64MB",
        }
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        self.run("pg_ctl", "-D", self.data, "-w", "-t", 60, "-l", self.place / f"{self.name}.log", "-o", options, "start")

    def sql(self, text):
        """Runs a statement; the rows as lists of texts."""
        command = [str(binaries() / "psql"), "-XAtq", "-h", "127.0.0.1", "-p", str(self.port), "-U", "vestibule", "-d", "postgres", "-c", text]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        if done.returncode != 0:
            raise AssertionError(f"{text}: {done.stderr}")
        return [line.split("|") for line in done.stdout.splitlines()]

    def kill(self):
        """Every process of it, at once, without a word to anybody."""
        main = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(main)], capture_output=True, text=True, check=False).stdout
        for process in [main, *map(int, children.split())]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def promote(self):
        self.run("pg_ctl", "-D", self.data, "-w", "-t", 60, "promote")

    def is_running(self):
        return (self.data / "postmaster.pid").exists()


class Cluster:
    """The primary, and the standby without which it acknowledges no commit."""

    def __init__(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="vestibule-replicas-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.place, "postgres")
        self.primary, self.standby = Server(self.place, "first"), Server(self.place, STANDBY)
        self.url = f"postgres://vestibule@127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}/postgres?target_session_attrs=read-write"

    def start(self):
        primary, standby = self.primary, self.standby
        primary.run("initdb", "-D", primary.data, "-U", "vestibule", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        primary.start()
        # Not in force before the standby is there, but copied along: as on a standby made from a primary that has one.
        primary.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
        source = f"host=127.0.0.1 port={primary.port} user=vestibule application_name={STANDBY}"
        standby.run("pg_basebackup", "-D", standby.data, "-d", source, "-R", "-c", "fast", "--no-sync")
        standby.start()
        primary.sql("SELECT pg_reload_conf()")
        for _ in range(200):
            if primary.sql("SELECT sync_state FROM pg_stat_replication") == [["sync"]]:
                return
            time.sleep(0.05)
        raise AssertionError("the standby did not become synchronous")

    def clear_synchronous_standby_names(self):
        """What the runbook says to do on the promoted standby."""
        self.standby.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.standby.sql("SELECT pg_reload_conf()")

    def remove(self):
        for server in (self.primary, self.standby):
            if server.is_running():
                try:
                    server.kill()
                except (OSError, IndexError, ValueError):
                    pass
        shutil.rmtree(self.place, ignore_errors=True)
