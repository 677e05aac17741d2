"""A page as a person meets it: its words, links, forms with what stands in them, and what it says is wrong."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """An element: ``children`` are elements and texts."""

    tag: str
    attrs: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def __iter__(self):
        """This element and all in it, as they come."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    @property
    def raw(self):
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def words(self):
        """Its text, with blanks as a browser shows them."""
        return " ".join(self.raw.split())

    def all(self, tag=None, **attrs):
        """The elements in it of this tag whose attributes are these; ``class_`` is one of the classes."""
        return [
            element
            for element in self
            if tag in (None, element.tag)
            and all(
                value in element.attrs.get("class", "").split()
                if name == "class_"
                else element.attrs.get(name) == value
                for name, value in attrs.items()
            )
        ]

    def one(self, tag=None, **attrs):
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]


class Reader(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open = [Element("page")]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in [element.tag for element in self.open]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.open[-1].children.append(data)


class Page:
    """An answer, read. Its status must be the expected one."""

    def __init__(self, response, status=200):
        assert response.status_code == status, f"{response.status_code} {response.headers.get('Location', '')}"
        self.response = response
        self.top = Reader(response.content.decode()).open[0]
        self.main = self.top.one("main", id="content")

    @property
    def words(self):
        return self.main.words

    @property
    def heading(self):
        return self.main.one("h1").words

    @property
    def messages(self):
        return [message.words for message in self.main.all(class_="message")]

    @property
    def summary(self):
        """What the summary at the top says is wrong."""
        return [line.words for box in self.main.all(class_="error-summary") for line in box.all("li")]

    @property
    def errors(self):
        """{name of the field: what it says is wrong}."""
        return {
            box.attrs["id"].removeprefix("id_").removesuffix("_error"): " ".join(
                line.words.removeprefix("Error: ") for line in box.all("p")
            )
            for box in self.main.all(class_="field-errors")
        }

    def link(self, words):
        """Where the link with these words leads."""
        return next(a.attrs["href"] for a in self.main.all("a") if a.words == words)

    def links(self):
        return {a.words: a.attrs["href"] for a in self.main.all("a")}

    def form(self, name):
        """The form that has a field of this name."""
        return next(f for f in self.forms() if name in f.fields)

    def forms(self):
        asked = self.response.request
        here = asked["PATH_INFO"] + (f"?{asked['QUERY_STRING']}" if asked["QUERY_STRING"] else "")
        return [Form(element, here) for element in self.top.all("form")]


class Form:
    """A form with what stands in it, to be sent as a browser does."""

    def __init__(self, element, here):
        self.element = element
        self.address = urljoin(here, element.attrs.get("action") or here)
        self.fields, self.choices = {}, {}
        for control in element:
            name, kind = control.attrs.get("name"), control.attrs.get("type", "")
            if not name:
                continue
            if control.tag == "textarea":
                # A browser leaves out the first line end after the tag.
                self.fields[name] = control.raw.removeprefix("\n")
            elif control.tag == "select":
                options = control.all("option")
                self.choices[name] = {option.attrs["value"]: option.words for option in options}
                chosen = [o.attrs["value"] for o in options if "selected" in o.attrs]
                self.fields[name] = (chosen or [options[0].attrs["value"]])[-1]
            elif control.tag == "input" and kind in ("radio", "checkbox"):
                value = control.attrs.get("value", "on")
                self.choices.setdefault(name, {})[value] = ""
                if "checked" in control.attrs:
                    self.fields[name] = value
                self.fields.setdefault(name, "")
            elif control.tag == "input":
                self.fields[name] = control.attrs.get("value", "")

    def send(self, client, **typed):
        """Send it with these fields typed over; the answer, not followed."""
        return client.post(self.address, self.fields | typed)


def open_page(client, address, status=200):
    return Page(client.get(address), status)


def follow(client, response):
    """Where a redirection leads."""
    assert response.status_code == 302, f"{response.status_code}, {Page(response, response.status_code).summary}"
    return open_page(client, response["Location"].partition("#")[0])
