"""Addresses of candidates, nominations and placements."""

from django.urls import URLPattern, path

from plads.web.views import candidate_weeks, candidates, nominations, outcomes, paid_hours, placements, vitas

urlpatterns: list[URLPattern] = [
    path("kandidater/", candidates.candidates, name="candidates"),
    path("kandidater/ny/", candidates.candidate_new, name="candidate_new"),
    path("kandidater/<uuid:candidate_id>/", candidates.candidate, name="candidate"),
    path("kandidater/<uuid:candidate_id>/uge/", candidate_weeks.candidate_plan, name="candidate_plan"),
    path("kandidater/<uuid:candidate_id>/indstil/", nominations.nominate_candidate, name="nominate"),
    path("indstillinger/<uuid:nomination_id>/", nominations.nomination, name="nomination"),
    path("forloeb/", placements.placements, name="placements"),
    path("forloeb/<uuid:placement_id>/", placements.placement, name="placement"),
    path("forloeb/<uuid:placement_id>/loentimer/", paid_hours.paid_hours, name="paid_hours"),
    path("udfald/", outcomes.outcomes, name="outcomes"),
    path(
        "forloeb/<uuid:placement_id>/udfald/<int:months>/",
        outcomes.placement_outcome,
        name="placement_outcome",
    ),
    path("forloeb/<uuid:placement_id>/vitas/", vitas.placement_vitas, name="placement_vitas"),
    path("forloeb/<uuid:placement_id>/vitas/fil/", vitas.placement_vitas_file, name="placement_vitas_file"),
]
