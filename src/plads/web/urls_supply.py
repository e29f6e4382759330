"""The addresses of the supply side: from a company's first word to a place with somebody in it."""

from django.urls import URLPattern, path

from plads.web.views import (
    agreement_writing,
    agreements,
    assignment,
    centres,
    companies,
    inquiries,
    mentors,
    papers,
    places,
)

urlpatterns: list[URLPattern] = [
    path("henvendelser/", inquiries.inquiries, name="inquiries"),
    path("henvendelser/<uuid:inquiry_id>/", inquiries.inquiry, name="inquiry"),
    path("henvendelser/fordeling/", assignment.assignment_rules, name="assignment_rules"),
    path("virksomheder/", companies.companies, name="companies"),
    path("virksomheder/<uuid:company_id>/", companies.company, name="company"),
    path("centre/", centres.centres, name="centres"),
    path("centre/<uuid:centre_id>/", centres.centre, name="centre"),
    path("centre/<uuid:centre_id>/aftale/ny/", agreement_writing.agreement_new, name="agreement_new"),
    path("aftaler/<uuid:version_id>/", agreements.agreement, name="agreement"),
    path("aftaler/<uuid:version_id>/ret/", agreement_writing.agreement_edit, name="agreement_edit"),
    path(
        "aftaler/<uuid:version_id>/kontakter/",
        agreement_writing.agreement_contacts,
        name="agreement_contacts",
    ),
    path("aftaler/<uuid:version_id>/pladser/", agreement_writing.agreement_places, name="agreement_places"),
    path(
        "aftaler/<uuid:version_id>/pladser/<int:place_number>/",
        agreement_writing.agreement_place,
        name="agreement_place",
    ),
    path("aftaler/<uuid:version_id>/papir/", papers.agreement_paper, name="agreement_paper"),
    path("aftaler/<uuid:version_id>/udkast/", papers.agreement_draft, name="agreement_draft"),
    path("pladser/<uuid:place_id>/", places.place, name="place"),
    path("mentorer/<uuid:mentor_id>/", mentors.mentor, name="mentor"),
]
