"""The load: people with live sessions who sign on again and again through either server, and people who type their password."""

import base64
import collections
import concurrent.futures
import http.client
import queue
import random
import re
import sys
import threading
import time
import urllib.parse

from browser import Browser

PATIENCE_SECONDS = 60
# Between two sign-ons of one person.
PAUSE_SECONDS = 0.05
PASSWORD_WORKERS = 8

Acknowledged = collections.namedtuple("Acknowledged", "id asked_at took replica")
NO_ANSWER = (OSError, http.client.HTTPException)


class ReplicaBrowser(Browser):
    """A browser behind a load balancer: each request goes to one of the servers that answer."""

    def __init__(self, replicas):
        super().__init__()
        self.replicas = replicas

    def connection(self, port):
        for replica in random.sample(self.replicas, len(self.replicas)):
            connection = http.client.HTTPConnection("127.0.0.1", replica.port, timeout=PATIENCE_SECONDS)
            try:
                connection.connect()
                return connection
            except OSError:
                continue
        raise ConnectionRefusedError("no server answers")


class Refused(Exception):
    """A server answered that it cannot: 5xx."""


class Load:
    """What was asked, what came of it, and whatever must not happen."""

    def __init__(self, product, replicas, people, shown, options):
        self.product, self.replicas, self.people, self.options = product, replicas, people, options
        self.launch = urllib.parse.urlsplit(shown["launchUrl"])
        self.acs = urllib.parse.urlsplit(shown["replyUrls"][0])
        self.is_over, self.is_away, self.away_since, self.back_at = threading.Event(), False, None, None
        self.sessions, self.signed_on, self.accepted, self.complaints = [], [], [], []
        self.moved, self.refused_while_away, self.typed, self.typed_again = 0, 0, 0, 0
        self.threads = []

    def sign_in_all(self):
        """One live session for each of those who sign on in parallel."""
        whose = [self.people[number % len(self.people)] for number in range(self.options.parallel)]
        with concurrent.futures.ThreadPoolExecutor(PASSWORD_WORKERS) as pool:
            self.sessions = list(pool.map(self.session, whose))
        print(f"{len(self.sessions)} sessions of {len(self.people)} people")

    def session(self, person):
        """Types the password; the identity provider's cookies."""
        browser = ReplicaBrowser(self.replicas)
        page = self.product.sign_in(browser, browser.get(self.product.portal), person)
        if page.status >= 500:
            raise Refused(f"{page.status}")
        if not self.product.knows(browser):
            raise AssertionError(f"a session is not known right after sign-in: {page.status} {page.body[:300]}")
        return "; ".join(f"{name}={value}" for name, value in browser.cookies[self.launch.hostname].items())

    def start(self):
        self.threads = [threading.Thread(target=self.sign_on_again_and_again, args=(cookie,)) for cookie in list(self.sessions)]
        due = queue.Queue()
        self.threads += [threading.Thread(target=self.type_passwords, args=(due,)) for _ in range(PASSWORD_WORKERS)]
        self.threads.append(threading.Thread(target=self.pace, args=(due,)))
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join()
        self.threads = []

    def primary_is_away(self, is_away):
        self.is_away = is_away
        if is_away:
            self.away_since = time.monotonic()
        else:
            self.back_at = time.monotonic()

    def excuse(self, asked_at, complaint):
        """What failed may have failed only because there was no primary at the time."""
        if self.is_away or (self.away_since and asked_at <= self.back_at and time.monotonic() >= self.away_since):
            self.refused_while_away += 1
            time.sleep(0.1)
        else:
            self.complaints.append(complaint)

    def sign_on_again_and_again(self, cookie):
        connections = {}
        while not self.is_over.is_set():
            asked_at = time.monotonic()
            try:
                replica, message = self.sign_on(connections, cookie)
                self.deliver(connections, message, replica, asked_at)
            except (Refused, *NO_ANSWER) as error:
                self.excuse(asked_at, f"{type(error).__name__}: {error}")
            except AssertionError as error:
                self.complaints.append(str(error))
            time.sleep(PAUSE_SECONDS)

    def sign_on(self, connections, cookie, replicas=None):
        """From the tile to the response: who answered, and the response."""
        path, headers = f"{self.launch.path}?{self.launch.query}", {"Host": self.launch.netloc, "Cookie": cookie}
        order = replicas or random.sample(self.replicas, len(self.replicas))
        for at, replica in enumerate(order):
            try:
                status, _, body = exchange(connections, replica, "GET", path, None, headers)
                break
            except NO_ANSWER:
                # The server died, a balancer asks the next one: what was not answered may be asked again.
                self.moved += 1
                if at + 1 == len(order):
                    raise
        if status >= 500:
            raise Refused(f"the identity provider answered {status}: {said(body)}")
        found = re.search(r'name="SAMLResponse" value="([^"]+)"', body)
        if status != 200 or not found:
            raise AssertionError(f"has to sign in again: {status} {said(body)}")
        return replica, found.group(1)

    def deliver(self, connections, message, replica, asked_at):
        """Remembers the sign-on as acknowledged, and posts it to the service manager by way of either server."""
        xml = base64.b64decode(message).decode()
        identifier = re.search(r'<Assertion[^>]* ID="_([^"]+)"', xml).group(1)
        self.signed_on.append(Acknowledged(identifier, asked_at, time.monotonic() - asked_at, replica))
        headers = {"Host": self.acs.netloc, "Content-Type": "application/x-www-form-urlencoded"}
        form = urllib.parse.urlencode({"SAMLResponse": message})
        posted_at = time.monotonic()
        for replica in random.sample(self.replicas, len(self.replicas)):
            try:
                # Posted once: a second time would be a replay. A server that takes no connection has seen nothing of it.
                status, _, body = exchange(connections, replica, "POST", self.acs.path, form, headers, may_repeat=False)
                break
            except ConnectionRefusedError:
                self.moved += 1
            except NO_ANSWER:
                self.moved += 1
                return
        else:
            return
        if status >= 500:
            self.excuse(posted_at, f"the service manager answered {status}: {said(body)}")
        elif status not in (200, 302, 303):
            self.complaints.append(f"the service manager answered {status}: {said(body)}")
        else:
            self.accepted.append(identifier)

    def pace(self, due):
        began = time.monotonic()
        for number in range(sys.maxsize):
            wait = began + number / self.options.passwords_a_second - time.monotonic()
            if self.is_over.wait(max(wait, 0)):
                break
            due.put(self.people[number % len(self.people)])
        for _ in range(PASSWORD_WORKERS):
            due.put(None)

    def type_passwords(self, due):
        while (person := due.get()) is not None:
            if self.is_over.is_set():
                continue
            for _ in range(3):
                asked_at = time.monotonic()
                try:
                    self.sessions.append(self.session(person))
                    self.typed += 1
                    break
                except Refused as error:
                    self.excuse(asked_at, f"password sign-in: {error}")
                except NO_ANSWER:
                    self.typed_again += 1
                except (AssertionError, StopIteration, ValueError) as error:
                    self.excuse(asked_at, f"password sign-in: {error}")

    def look_at_sessions(self):
        """Every session must sign on at every server, without a question."""
        def check(cookie):
            for replica in self.replicas:
                try:
                    self.sign_on({}, cookie, [replica])
                except (AssertionError, Refused, *NO_ANSWER) as error:
                    self.complaints.append(f"session at port {replica.port}: {error}")
                    return False
            return True

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            live = list(pool.map(check, self.sessions))
        print(f"{len(live)} sessions in the end, {live.count(False)} of them have to sign in again")

    def acknowledged_ids(self):
        return [one.id for one in self.signed_on]

    def accepted_ids(self):
        return list(self.accepted)

    def acknowledged_count(self):
        return len(self.signed_on) + self.typed

    def acknowledged_between(self, begin, end):
        return sum(1 for one in list(self.signed_on) if begin <= one.asked_at and one.asked_at + one.took <= end)

    def expect_at_least(self, least, begin, end):
        count = self.acknowledged_between(begin, end)
        if count < least:
            self.complaints.append(f"{count} sign-ons are too few to prove anything: the machine is too busy")

    def first_at(self, replica, since):
        """When that server first answered a sign-on asked for after this moment."""
        answered = [one.asked_at + one.took for one in list(self.signed_on) if one.replica is replica and one.asked_at > since]
        return min(answered, default=None)

    def figures(self, seconds):
        took = sorted(one.took for one in self.signed_on)
        at = lambda part: 1000 * took[int(part * (len(took) - 1))]  # noqa: E731
        return (f"{self.options.parallel} in parallel: {len(took)} sign-ons in {seconds:.0f} s, {len(took) / seconds:.0f} a second,"
                f" median {at(0.5):.0f} ms, 99 % within {at(0.99):.0f} ms; {self.typed} password sign-ins, {self.typed_again} of them typed again;"
                f" {self.moved} requests to a killed server, {self.refused_while_away} refused while there was no primary")


def exchange(connections, replica, method, path, body, headers, may_repeat=True):
    """One request on the connection to that server; once more if it is the connection of a server that was started anew."""
    for attempt in (1, 2):
        is_new = replica not in connections
        connection = connections.setdefault(replica, http.client.HTTPConnection("127.0.0.1", replica.port, timeout=PATIENCE_SECONDS))
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode("utf-8", "replace")
        except NO_ANSWER:
            connection.close()
            del connections[replica]
            if is_new or attempt == 2 or not may_repeat:
                raise
    raise AssertionError("not reached")


def said(body):
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script|head).*?</\1>", " ", body)).split())[:300]
