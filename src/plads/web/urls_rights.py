"""Addresses of rights over one's own data, and of keeping."""

from django.urls import URLPattern, path

from plads.web.views import keeping, rights

urlpatterns: list[URLPattern] = [
    path("mine-oplysninger/", rights.own_rights, name="own_rights"),
    path("mine-oplysninger/hent/", rights.own_archive, name="own_archive"),
    path("anmodninger/", rights.rights_requests, name="rights_requests"),
    path("anmodninger/<uuid:request_id>/", rights.rights_request, name="rights_request"),
    path("kandidater/<uuid:candidate_id>/rettigheder/", rights.candidate_rights, name="candidate_rights"),
    path("kandidater/<uuid:candidate_id>/indsigt/", rights.candidate_archive, name="candidate_archive"),
    path("kandidater/<uuid:candidate_id>/slet/", rights.erase_candidate, name="erase_candidate"),
    path("opbevaring/", keeping.retention, name="retention"),
]
