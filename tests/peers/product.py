"""The product under test: a demo on a free port with a data directory of its own, and its command line."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import urllib.parse

from browser import Browser

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Product:
    """Starts the demo, runs commands against its data directory, and stops it."""

    def __init__(self, binary, database_url=None):
        self.binary = str(binary)
        self.database = ["--database-url", database_url] if database_url else []
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="vestibule-peers-"))
        self.port = free_port()
        self.log = open(self.data / "server.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [self.binary, "demo", "--json", "--port", str(self.port), "--data", str(self.data / "vestibule"), *self.database],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("demo did not start: " + (self.data / "server.log").read_text())
        self.ready = json.loads(line)
        self.tenant = self.ready["tenantId"]
        self.portal = self.ready["myApps"]

    def person(self, beginning):
        """One of the demo's cast, by the beginning of the user principal name."""
        for person in self.ready["people"]:
            if person["userPrincipalName"].lower().startswith(beginning.lower()):
                return person
        raise AssertionError(f"nobody in the cast begins with {beginning}")

    def run(self, *arguments, is_json=True, given=None):
        """Runs a command, with this text as its input; its standard output as JSON, or as octets."""
        command = [self.binary, *arguments, "--data", str(self.data / "vestibule"), *self.database]
        environment = {**os.environ, "VESTIBULE_MASTER_KEY_FILE": str(self.data / "vestibule" / "master.key")}
        if is_json:
            command.append("--json")
        done = subprocess.run(command, input=given and given.encode(), capture_output=True, env=environment, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(arguments)}: {done.stderr.decode()}")
        return json.loads(done.stdout) if is_json and done.stdout.strip() else done.stdout

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def knows(self, browser):
        """Whether somebody is signed in at the identity provider in this browser."""
        return "Sign out" in browser.get(self.portal).body

    def sign_out(self, browser):
        """Presses *Sign out* at the identity provider."""
        page = browser.get(urllib.parse.urljoin(self.portal, "/logout"))
        return browser.submit(page, page.forms[0])

    def sign_in(self, browser, page, person):
        """Types account and password wherever the identity provider asks; answers the question about staying signed in."""
        for _ in range(8):
            text = page.body
            if 'autocomplete="current-password"' in text:
                form = next(f for f in page.forms if any("passw" in n.lower() for n in f.fields))
                name = next(n for n in form.fields if "passw" in n.lower())
                page = browser.submit(page, form, **{name: person["password"]})
            elif 'autocomplete="username"' in text:
                name = field_of(text, "username")
                page = browser.submit(page, page.form_with(name), **{name: person["userPrincipalName"]})
            elif "Stay signed in?" in text:
                page = browser.submit(page, keep_form(page), **keep_answer(page))
            else:
                return page
        raise AssertionError(f"sign-in goes round in circles at {page.url}")


def field_of(text, autocomplete):
    """The name of the input that carries this autocomplete value."""
    position = text.index(f'autocomplete="{autocomplete}"')
    start = text.rindex("<input", 0, position)
    end = text.index(">", position)
    tag = text[start:end]
    return tag.split('name="', 1)[1].split('"', 1)[0]


def keep_form(page):
    """The form that holds the *No* button, or the last form with a button named so."""
    candidates = [form for form in page.forms if form.method == "POST" and "sign-out" not in form.action]
    return candidates[-1]


def keep_answer(page):
    """The name and value of the *No* button, if it has them."""
    start = page.body.rfind("<button", 0, page.body.rindex("No</"))
    tag = page.body[start : page.body.index(">", start)]
    if 'name="' not in tag:
        return {}
    name = tag.split('name="', 1)[1].split('"', 1)[0]
    value = tag.split('value="', 1)[1].split('"', 1)[0] if 'value="' in tag else ""
    return {name: value}


__all__ = ["Browser", "Product", "ROOT", "free_port"]
