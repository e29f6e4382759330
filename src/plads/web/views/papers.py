"""The papers of agreements as files: sealed for those who are party to them, and drafts before that."""

from uuid import UUID

from django.http import HttpResponse

from plads.centres import paper_queries
from plads.centres.services.papers import draft_pdf
from plads.core.roles import COMPANY, OFFICE, Role
from plads.web.page import PageRequest, page

READERS = OFFICE | {Role.MANAGER} | COMPANY


@page(READERS)
def agreement_paper(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Hand out the sealed paper."""
    found = paper_queries.paper_file(request.actor, version_id)
    return pdf(found.content, found.name)


@page(READERS)
def agreement_draft(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Hand out a version that is not signed as it would look on paper, marked as a draft."""
    version = paper_queries.draft_version(request.actor, version_id)
    return pdf(draft_pdf(version), paper_queries.draft_name(version))


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to be kept as a file, and nowhere on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
