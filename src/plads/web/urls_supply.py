"""The addresses of the supply side: from a company's first word to a place with somebody in it."""

from django.urls import URLPattern, path

from plads.web.views import agreements, centres, companies, inquiries, mentors, places

urlpatterns: list[URLPattern] = [
    path("henvendelser/", inquiries.inquiries, name="inquiries"),
    path("henvendelser/<uuid:inquiry_id>/", inquiries.inquiry, name="inquiry"),
    path("virksomheder/", companies.companies, name="companies"),
    path("virksomheder/<uuid:company_id>/", companies.company, name="company"),
    path("centre/", centres.centres, name="centres"),
    path("centre/<uuid:centre_id>/", centres.centre, name="centre"),
    path("centre/<uuid:centre_id>/aftale/ny/", agreements.agreement_new, name="agreement_new"),
    path("aftaler/<uuid:version_id>/", agreements.agreement, name="agreement"),
    path("aftaler/<uuid:version_id>/ret/", agreements.agreement_edit, name="agreement_edit"),
    path("pladser/<uuid:place_id>/", places.place, name="place"),
    path("mentorer/<uuid:mentor_id>/", mentors.mentor, name="mentor"),
]
