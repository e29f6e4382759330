"""Addresses of the traces: who has seen what, what was changed, and what a person should look into."""

from django.urls import URLPattern, path

from plads.web.views import traces

urlpatterns: list[URLPattern] = [
    path("mine-oplysninger/opslag/", traces.own_looks, name="own_looks"),
    path("kandidater/<uuid:candidate_id>/opslag/", traces.candidate_looks, name="candidate_looks"),
    path("kandidater/<uuid:candidate_id>/historik/", traces.candidate_history, name="candidate_history"),
    path("forloeb/<uuid:placement_id>/historik/", traces.placement_history, name="placement_history"),
    path("opslag/", traces.unusual_looks, name="unusual_looks"),
    path("opslag/<uuid:look_id>/", traces.unusual_look, name="unusual_look"),
    path("aendringer/", traces.unexplained_changes, name="unexplained_changes"),
]
