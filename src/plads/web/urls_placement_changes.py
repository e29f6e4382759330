"""Addresses of what changes a placement on its way."""

from django.urls import URLPattern, path

from plads.web.views import placement_changes

urlpatterns: list[URLPattern] = [
    path(
        "forloeb/<uuid:placement_id>/forlaeng/", placement_changes.placement_extend, name="placement_extend"
    ),
    path("forloeb/<uuid:placement_id>/timer/", placement_changes.placement_hours, name="placement_hours"),
    path("forloeb/<uuid:placement_id>/igen/", placement_changes.placement_again, name="placement_again"),
]
