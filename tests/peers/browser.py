"""A small browser: one cookie jar a host, redirects, frames, and forms that post themselves.

It never asks a resolver: every name is a server on the loopback address, named by the Host header,
since the C library does not know `*.localhost`. Cookies go by the rules of today's browsers: one that names no SameSite
is Lax, a form of another site in the window still takes a young one along, a frame takes none.
"""

import copy
import html.parser
import http.client
import urllib.parse

# Seconds: a machine whose disk is busy may let a peer wait for long that writes its sessions down.
PATIENCE = 120


class Form:
    """A form of a page with the values that its fields hold."""

    def __init__(self, action, method):
        self.action = action
        self.method = method.upper()
        self.fields = {}


class _Parts(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.frames = []
        self.links = []
        self.open_form = None

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open_form = Form(values.get("action", ""), values.get("method", "GET"))
            self.forms.append(self.open_form)
        elif tag in ("iframe", "frame"):
            self.frames.append(values.get("src", ""))
        elif tag == "a":
            self.links.append(values.get("href", ""))
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
        parser = _Parts()
        parser.feed(body)
        self.forms = parser.forms
        self.frames = parser.frames
        self.links = parser.links

    def form_with(self, *names):
        """The first form that has every one of these fields."""
        for form in self.forms:
            if all(name in form.fields for name in names):
                return form
        raise AssertionError(f"no form with {names} at {self.url} ({self.status}): {self.body[:1500]}")

    def link_to(self, part):
        """The first link whose address holds this."""
        for link in self.links:
            if part in link:
                return link
        raise AssertionError(f"no link to {part} at {self.url} ({self.status}): {self.body[:1500]}")


class Cookie(str):
    """A cookie's value, and whether it goes along to other sites: `none`, `lax`, `strict`, or nothing said."""

    same_site = ""


class Browser:
    """Follows redirects and keeps cookies by host name, as browsers do (ports do not count)."""

    def __init__(self):
        self.cookies = {}

    def copy(self):
        """Another browser with the same cookies: whatever signs this one out does not take them from it."""
        other = Browser()
        other.cookies = copy.deepcopy(self.cookies)
        return other

    def get(self, url):
        return self._follow("GET", url, None, _Request(url, None))

    def submit(self, page, form, **changes):
        """Posts a form as the page's browser would, with Origin and Sec-Fetch-Site."""
        return self._submit(page, form, changes, top=None)

    def go_on(self, page):
        """Submits pages that a browser would submit by itself, until one is for people."""
        return self._go_on(page, top=None)

    def open_frame(self, page, source):
        """Loads a frame of the page, as far as it leads by itself."""
        url = urllib.parse.urljoin(page.url, source)
        loaded = self._follow("GET", url, None, _Request(page.url, page.url))
        return self._go_on(loaded, top=page.url)

    def refresh(self, page):
        """Goes where the page goes by itself after a while."""
        refresh = page.headers.get("refresh", "")
        if "url=" not in refresh:
            raise AssertionError(f"{page.url} ({page.status}) goes nowhere by itself: {page.body[:1500]}")
        return self.get(urllib.parse.urljoin(page.url, refresh.split("url=", 1)[1]))

    def follow(self, page, link):
        """Presses a link."""
        url = urllib.parse.urljoin(page.url, link)
        return self._go_on(self._follow("GET", url, None, _Request(page.url, None)), top=None)

    def _go_on(self, page, top):
        for _ in range(6):
            carriers = [form for form in page.forms if "SAMLResponse" in form.fields or "SAMLRequest" in form.fields]
            if not carriers:
                return page
            page = self._submit(page, carriers[0], {}, top)
        raise AssertionError(f"pages go on posting themselves at {page.url}")

    def _submit(self, page, form, changes, top):
        target = urllib.parse.urljoin(page.url, form.action or page.url)
        encoded = urllib.parse.urlencode({**form.fields, **changes})
        if form.method == "GET":
            return self._follow("GET", target.split("?")[0] + "?" + encoded, None, _Request(page.url, top))
        return self._follow("POST", target, encoded, _Request(page.url, top))

    def _follow(self, method, url, body, request):
        for _ in range(15):
            page, location = self._once(method, url, body, request)
            if location is None:
                return page
            if page.status != 307:
                method, body = "GET", None
            url = urllib.parse.urljoin(url, location)
        raise AssertionError(f"too many redirects, the last to {url}")

    def connection(self, port):
        """Where an address with this port is asked."""
        return http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def _once(self, method, url, body, request):
        parts = urllib.parse.urlsplit(url)
        connection = self.connection(parts.port or 80)
        headers = {"Host": parts.netloc, "Accept": "text/html", "Accept-Language": "en", **request.headers(method, url)}
        jar = self.cookies.setdefault(parts.hostname, {})
        sent = {name: cookie for name, cookie in jar.items() if request.takes(cookie.same_site, method, url)}
        if sent:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in sent.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = parts.path or "/"
        if parts.query:
            target += "?" + parts.query
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except TimeoutError as error:
            raise AssertionError(f"no answer to {method} {url[:200]} within {PATIENCE} seconds") from error
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                keep(jar, value, request.is_foreign_frame(url))
        connection.close()
        location = response.getheader("Location") if response.status in (301, 302, 303, 307, 308) else None
        received = {name.lower(): value for name, value in response.getheaders()}
        return Page(url, response.status, received, text), location


class _Request:
    """Who asks: the page whose form, link or frame it is, and the page in the window if it is a frame's."""

    def __init__(self, page, top):
        self.page = page
        self.top = top

    def headers(self, method, url):
        origin, here = urllib.parse.urlsplit(self.page), urllib.parse.urlsplit(url)
        values = {"Sec-Fetch-Dest": "iframe" if self.top else "document"}
        if method == "POST":
            values["Origin"] = f"{origin.scheme}://{origin.netloc}"
            values["Sec-Fetch-Site"] = "same-origin" if origin.netloc == here.netloc else "cross-site"
        return values

    def is_foreign_frame(self, url):
        return self.top is not None and site(self.top) != site(url)

    def takes(self, same_site, method, url):
        """Whether a cookie goes along."""
        if same_site == "none":
            return True
        if self.is_foreign_frame(url):
            return False
        # A cookie that says nothing goes with a form of another site for two minutes; one that says Lax does not.
        return method == "GET" or same_site == "" or site(self.page) == site(url)


def keep(jar, header, is_foreign_frame):
    """Takes a Set-Cookie header, or what it takes away."""
    pair, *attributes = header.split(";")
    name, _, value = (part.strip() for part in pair.partition("="))
    named = dict((part.strip().lower().partition("=")[::2]) for part in attributes)
    same_site = named.get("samesite", "").lower()
    if is_foreign_frame and same_site != "none":
        return
    expires = named.get("expires", "")
    is_gone = named.get("max-age") in ("0", "-1") or "1970" in expires or not value or value == "deleted"
    if is_gone:
        jar.pop(name, None)
    else:
        jar[name] = Cookie(value)
        jar[name].same_site = same_site


def site(url):
    """The registrable part of a name; an address is a site of its own."""
    host = urllib.parse.urlsplit(url).hostname
    return host if host[-1].isdigit() else ".".join(host.split(".")[-2:])
