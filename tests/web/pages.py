"""Every page with an example of its address, taken from the story, and the bound of its kind."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.urls import URLPattern, get_resolver
from pypdf import PdfReader

from plads.candidates.calendar import calendar_token
from plads.candidates.models import Candidate
from plads.centres.models import AgreementTemplate, AgreementVersion, Centre, Document, Inquiry, Place
from plads.centres.services.following import link_of
from plads.companies.models import Company
from plads.core.actor import Actor
from plads.core.models import LookReview, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.mentoring.models import Mentor
from plads.messages.models import Notice
from plads.people.access import link_parts
from plads.people.models import Membership, User
from plads.placements.models import Nomination, Placement
from plads.rights.models import RightsRequest

LISTS = {
    "today", "board", "inquiries", "assignment_rules", "companies", "centres", "candidates", "placements", "outcomes",
    "figures", "import",
    "company_home", "representative_home", "mentor_home", "mentor_hours", "candidate_week", "home",
    "sign_in", "users", "my_account", "support_home", "company_people",
    "agreement_templates", "outgoing", "own_looks", "candidate_looks", "unusual_looks", "unexplained_changes",
    "rights_requests", "own_rights",
}  # fmt: skip
"""Pages bound as lists; every other page is a detail."""

LIST_BOUND, DETAIL_BOUND = 8, 10


@dataclass(frozen=True)
class Address:
    """A page's name, its path in the story, and who may open it (``None``: everybody)."""

    name: str
    path: str
    roles: frozenset[Role] | None


def patterns() -> list[URLPattern]:
    """Return every address Plads answers."""
    return [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)]


def addresses() -> list[Address]:
    """Return every address filled in with things of the story; needs the story's database."""
    known = _things()
    return [
        Address(str(p.name), "/" + _fill(str(p.pattern), known), getattr(p.callback, "roles", None))
        for p in patterns()
    ]


def _fill(route: str, known: dict[str, Any]) -> str:
    for name, value in known.items():
        for kind in ("uuid", "slug", "str", "int"):
            route = route.replace(f"<{kind}:{name}>", str(value))
    return route


def _things() -> dict[str, Any]:
    municipality = Municipality.objects.get(code="217")
    uid, token = link_parts(User.objects.get(email="nabo-konsulent@plads.example"))
    with acting(Actor.system(municipality.id)):
        own = Candidate.objects.get(name="Kamal Kandidat")
        running = Placement.objects.get(candidate=own)
        return {
            "municipality": municipality.slug,
            "uid": uid,
            "token": token,
            "number": Inquiry.objects.get().number,
            "follow_token": link_of(Inquiry.objects.get()),
            "inquiry_id": Inquiry.objects.get().id,
            "company_id": Company.objects.get().id,
            "centre_id": Centre.objects.get().id,
            "version_id": AgreementVersion.objects.get().id,
            "paper_code": Document.objects.get().code,
            "template_id": AgreementTemplate.objects.get().id,
            "place_number": 1,
            "months": 3,
            "party": "company",
            "place_id": Place.objects.get(number=running.place.number).id,
            "mentor_id": Mentor.objects.get().id,
            "candidate_id": own.id,
            "calendar_token": calendar_token(own.id, own.calendar_renewals),
            "look_id": LookReview.objects.get().look_id,
            "request_id": RightsRequest.objects.get().id,
            "nomination_id": Nomination.objects.get(candidate=own).id,
            "placement_id": running.id,
            "user_id": User.objects.get(email="konsulent@plads.example").id,
            "membership_id": Membership.objects.get(user__email="konsulent@plads.example").id,
            "factor_id": 0,
            "way": "ingen",
            "notice_id": Notice.objects.order_by("created_at", "id").first().id,
        }


def readable(response):
    """What somebody reads in an answer: its text, or that of the paper it is."""
    if response.headers.get("Content-Type") != "application/pdf":
        return response.content.decode()
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
