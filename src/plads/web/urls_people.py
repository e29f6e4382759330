"""Addresses of candidates, nominations and placements."""

from django.urls import URLPattern, path

from plads.web.views import candidates, nominations, placements

urlpatterns: list[URLPattern] = [
    path("kandidater/", candidates.candidates, name="candidates"),
    path("kandidater/ny/", candidates.candidate_new, name="candidate_new"),
    path("kandidater/<uuid:candidate_id>/", candidates.candidate, name="candidate"),
    path("kandidater/<uuid:candidate_id>/indstil/", nominations.nominate_candidate, name="nominate"),
    path("indstillinger/<uuid:nomination_id>/", nominations.nomination, name="nomination"),
    path("forloeb/", placements.placements, name="placements"),
    path("forloeb/<uuid:placement_id>/", placements.placement, name="placement"),
]
