"""A small browser: one cookie jar a host, redirects, and forms that post themselves.

It never asks a resolver: every name is a server on the loopback address, named by the Host header,
since the C library does not know `*.localhost`.
"""

import html.parser
import http.client
import urllib.parse


class Form:
    """A form of a page with the values that its fields hold."""

    def __init__(self, action, method):
        self.action = action
        self.method = method.upper()
        self.fields = {}
        self.submits_itself = False


class _Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.open_form = None

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open_form = Form(values.get("action", ""), values.get("method", "GET"))
            self.forms.append(self.open_form)
        elif tag == "input" and self.open_form is not None and values.get("name"):
            kind = values.get("type", "text").lower()
            if kind in ("checkbox", "radio") and "checked" not in values:
                return
            if kind == "submit":
                return
            self.open_form.fields[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.open_form = None


class Page:
    """What a server answered, after redirects."""

    def __init__(self, url, status, headers, body):
        self.url = url
        self.status = status
        self.headers = headers
        self.body = body
        parser = _Forms()
        parser.feed(body)
        self.forms = parser.forms

    def form_with(self, *names):
        """The first form that has every one of these fields."""
        for form in self.forms:
            if all(name in form.fields for name in names):
                return form
        raise AssertionError(f"no form with {names} at {self.url} ({self.status}): {self.body[:1500]}")

    def form_with_field_like(self, part):
        for form in self.forms:
            if any(part in name for name in form.fields):
                return form
        raise AssertionError(f"no form with a field like {part} at {self.url} ({self.status}): {self.body[:1500]}")


class Browser:
    """Follows redirects and keeps cookies by host name, as browsers do (ports do not count)."""

    def __init__(self):
        self.cookies = {}
        self.visited = []

    def get(self, url):
        return self._follow("GET", url, None, {})

    def submit(self, page, form, **changes):
        """Posts a form as the page's browser would, with Origin and Sec-Fetch-Site."""
        fields = {**form.fields, **changes}
        target = urllib.parse.urljoin(page.url, form.action or page.url)
        encoded = urllib.parse.urlencode(fields)
        if form.method == "GET":
            return self.get(target.split("?")[0] + "?" + encoded)
        origin = urllib.parse.urlsplit(page.url)
        here = urllib.parse.urlsplit(target)
        site = "same-origin" if origin.netloc == here.netloc else "cross-site"
        headers = {"Origin": f"{origin.scheme}://{origin.netloc}", "Sec-Fetch-Site": site}
        return self._follow("POST", target, encoded, headers)

    def go_on(self, page):
        """Submits pages that a browser would submit by itself, until one is for people."""
        for _ in range(6):
            carriers = [form for form in page.forms if "SAMLResponse" in form.fields or "SAMLRequest" in form.fields]
            if not carriers:
                return page
            page = self.submit(page, carriers[0])
        raise AssertionError(f"pages go on posting themselves at {page.url}")

    def _follow(self, method, url, body, headers):
        for _ in range(15):
            page, location = self._once(method, url, body, headers)
            self.visited.append((method, url, page.status))
            if location is None:
                return page
            if page.status != 307:
                method, body = "GET", None
                headers = {}
            url = urllib.parse.urljoin(url, location)
        raise AssertionError(f"too many redirects, the last to {url}")

    def _once(self, method, url, body, extra):
        parts = urllib.parse.urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Host": parts.netloc, "Accept": "text/html", "Accept-Language": "en", **extra}
        jar = self.cookies.setdefault(parts.hostname, {})
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = parts.path or "/"
        if parts.query:
            target += "?" + parts.query
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                pair, *attributes = value.split(";")
                key, _, content = pair.partition("=")
                gone = any(a.strip().lower() in ("max-age=0",) for a in attributes)
                if gone or not content:
                    jar.pop(key.strip(), None)
                else:
                    jar[key.strip()] = content.strip()
        connection.close()
        location = response.getheader("Location") if response.status in (301, 302, 303, 307, 308) else None
        return Page(url, response.status, dict(response.getheaders()), text), location
