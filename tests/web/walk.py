"""Every address, walked by one client in every role: own things, others' things, other municipalities' things."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import URLPattern
from lxml import html
from pypdf import PdfReader

from plads.candidates.calendar import calendar_token
from plads.candidates.models import Candidate
from plads.centres.models import (
    AgreementTemplate,
    AgreementVersion,
    Centre,
    Document,
    Inquiry,
    Place,
    SignatureRequest,
)
from plads.centres.services.following import link_of
from plads.centres.services.links import token_of
from plads.companies.models import Company
from plads.core.actor import Actor
from plads.core.models import AccessRecord, Attempt, Municipality
from plads.core.scope import acting
from plads.mentoring.models import Mentor
from plads.messages.models import Notice
from plads.people.access import link_parts
from plads.people.models import Membership, User
from plads.placements.models import Nomination, Placement
from plads.rights.models import RightsRequest
from tests.web.pages import patterns

ROWS: dict[str, Any] = {
    "candidate_id": Candidate,
    "centre_id": Centre,
    "company_id": Company,
    "inquiry_id": Inquiry,
    "look_id": AccessRecord,
    "membership_id": Membership,
    "mentor_id": Mentor,
    "nomination_id": Nomination,
    "notice_id": Notice,
    "place_id": Place,
    "placement_id": Placement,
    "request_id": RightsRequest,
    "template_id": AgreementTemplate,
    "user_id": User,
    "version_id": AgreementVersion,
}
"""What stands in an address by its name: the walk tries those of home, of strangers and of next door."""

EACH = 3
"""How many rows of a kind are tried in each municipality."""

QUERIES = 8
"""How many of a page's own links and filters are tried."""

BY_LINK = {str(each.name) for each in patterns() if "token" in str(each.pattern)}
"""Pages whose address is a secret of its own: whoever has the link may be told whose it is."""

WORD = re.compile(r"qz[a-z]{4}|9\d{9}|9\d{7}|9\d{5}-|\d{3},17|2\.\d{3},43")


@dataclass
class Address:
    """One filled-in address of a page, and whether what stands in it lies next door."""

    pattern: URLPattern
    path: str
    next_door: bool = False

    @property
    def name(self) -> str:
        """The page's name."""
        return str(self.pattern.name)

    @property
    def roles(self) -> Any:
        """Who may open the page; ``None`` for everybody."""
        return getattr(self.pattern.callback, "roles", "undeclared")


@dataclass
class Found:
    """What one role's walk showed: the words and where each stood, and the inputs of each page's forms."""

    words: dict[str, str] = field(default_factory=dict)
    inputs: set[tuple[str, str]] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    asked: int = 0


def addresses(municipalities: dict[str, Municipality], first: dict[str, list[Any]]) -> list[Address]:
    """Return every address with the things of each municipality; ``first`` are ids that must be among them."""
    found = []
    for pattern in patterns():
        for next_door, municipality in enumerate(municipalities.values()):
            with acting(Actor.system(municipality.id)):
                paths = list(_filled(str(pattern.pattern), municipality, first))
            found += [Address(pattern, f"/{path}", bool(next_door)) for path in paths]
            if "<" not in str(pattern.pattern):
                break
    return found


def _filled(route: str, municipality: Municipality, first: dict[str, list[Any]]) -> Iterator[str]:
    names = re.findall(r"<\w+:(\w+)>", route)
    fixed = {
        "municipality": municipality.slug,
        "way": "ukendt",
        "factor_id": 1,
        "place_number": 1,
        "months": 3,
    }
    uid, token = link_parts(User.objects.filter(memberships__municipality=municipality).order_by("id")[0])
    asked = SignatureRequest.objects.exclude(token_digest="").order_by("id").last()
    signing = token_of(asked) if asked else "a" * 24
    paper = Document.objects.order_by("id").first()
    fixed |= {"uid": uid, "token": token if "uid" in names else signing}
    fixed |= {"party": "company", "paper_code": paper.code if paper else "0000-0000-0000-0000"}
    numbers = Inquiry.objects.values_list("number", flat=True)
    fixed |= {"number": numbers[0] if numbers else "H-0"}
    written = Inquiry.objects.order_by("id").first()
    fixed |= {"follow_token": link_of(written) if written else "0" * 40}
    own = Candidate.objects.filter(calendar_renewals__gt=0).order_by("id").first()
    fixed |= {"calendar_token": calendar_token(own.id, own.calendar_renewals) if own else "0" * 72}
    *outer, inner = [name for name in names if name in ROWS] or [""]
    if inner:
        for row in _rows(inner, municipality, first):
            around = {name: each.pk for name in outer for each in _rows(name, municipality, first)[:1]}
            values = fixed | around | {inner: row.pk, "user_id": getattr(row, "user_id", row.pk)}
            yield _put(route, values)
    else:
        yield _put(route, fixed)


def _rows(name: str, municipality: Municipality, first: dict[str, list[Any]]) -> list[Any]:
    rows = ROWS[name]._default_manager.order_by("-pk")
    if ROWS[name] is User:
        rows = rows.filter(memberships__municipality=municipality).distinct()
    if ROWS[name] is Company:
        rows = rows.filter(workplaces__municipality=municipality).distinct()
    wanted = list(rows.filter(pk__in=first.get(name, [])))
    return wanted + list(islice((row for row in rows if row not in wanted), EACH))


def _put(route: str, values: dict[str, Any]) -> str:
    def value(match: re.Match[str]) -> str:
        return str(values[match[1]])  # a name the walk does not know fails here: say in ROWS what it is

    return re.sub(r"<\w+:(\w+)>", value, route)


def text_of(response: Any) -> str:
    """Return everything an answer says: headers, text, and what is inside a workbook or an archive."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = "\n".join(f"{name}: {value}" for name, value in response.items())
    return said + "\n" + _unpacked(body)


def _unpacked(body: bytes) -> str:
    if body[:4] == b"%PDF":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body[:2] != b"PK":
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(_unpacked(archive.read(name)) for name in archive.namelist())


class Walker:
    """One signed-in person who looks at everything."""

    def __init__(self, client: Client, role: Any, searches: list[str]) -> None:
        self.client, self.role, self.searches = client, role, searches
        self.found = Found()

    def walk(self, every: list[Address]) -> Found:
        """GET every address, the first of each page with its own links and filters too."""
        refused: set[str] = set()
        Attempt.objects.all().delete()  # twelve people look around from one network
        for address in every:
            if address.roles is not None and self.role not in address.roles:
                if address.name in refused:
                    continue  # the role decides before the row is read: once is enough
                refused.add(address.name)
            response = self._get(address.name, address.path)
            if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
                continue
            page = html.fromstring(response.content)
            self._note_inputs(address, page)
            if address.name not in self.found.opened:
                self.found.opened.add(address.name)
                for query in islice(_queries(page, address.path, self.searches), QUERIES):
                    self._note_inputs(address, self._page(address, query))
        return self.found

    def _page(self, address: Address, query: str) -> Any:
        response = self._get(address.name, f"{address.path}?{query}")
        readable = response.status_code == 200 and "html" in response.get("Content-Type", "")
        return html.fromstring(response.content if readable else b"<p></p>")

    def _get(self, name: str, path: str) -> Any:
        response = self.client.get(path)
        self.found.asked += 1
        assert response.status_code in (200, 302, 403, 404, 405, 410), (self.role, path, response.status_code)
        if name not in BY_LINK:
            for word in WORD.findall(text_of(response).lower()):
                if word not in path.lower():  # a search says back what was asked
                    self.found.words.setdefault(word, f"{name} {path}")
        return response

    def _note_inputs(self, address: Address, page: Any) -> None:
        for form in page.iter("form"):
            if (form.get("method") or "").lower() == "post":
                where = urlsplit(form.get("action") or address.path).path
                for each in form.iter("input", "select", "textarea", "button"):
                    if each.get("name"):
                        self.found.inputs.add((_name_of(where) or address.name, each.get("name")))


def _name_of(path: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return str(resolve(path).url_name)
    except Resolver404:
        return ""


def _queries(page: Any, path: str, searches: list[str]) -> Iterator[str]:
    """Yield the queries a page knows: its links to itself, its choices, and searches for hidden words."""
    tried: set[str] = set()
    for query in _known_queries(page, path, searches):
        if query and query not in tried:
            tried.add(query)
            yield query


def _known_queries(page: Any, path: str, searches: list[str]) -> Iterator[str]:
    for form in page.iter("form"):
        if (form.get("method") or "get").lower() == "get":
            for each in form.iter("input"):
                if each.get("type") in ("search", "text", None) and each.get("name"):
                    yield from (f"{each.get('name')}={word}" for word in searches)
            for select in form.iter("select"):
                options = [option.get("value") for option in select.iter("option")]
                yield from (f"{select.get('name')}={value}" for value in options[1:4] if value)
    for link in page.iter("a"):
        parts = urlsplit(link.get("href") or "")
        if parts.query and parts.path in ("", path):
            yield parts.query
