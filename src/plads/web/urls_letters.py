"""Addresses of a course's first day and of the letters of decision."""

from django.urls import URLPattern, path

from plads.web.views import first_day, letters

urlpatterns: list[URLPattern] = [
    path("forloeb/<uuid:placement_id>/foerste-dag/", first_day.first_day, name="first_day"),
    path(
        "forloeb/<uuid:placement_id>/foerste-dag/brev/", first_day.first_day_letter, name="first_day_letter"
    ),
    path("forloeb/<uuid:placement_id>/breve/", letters.letters, name="letters"),
    path("forloeb/<uuid:placement_id>/breve/fil/", letters.letter_file, name="letter_file"),
    path("breve/klagevejledning/", letters.letter_text, name="letter_text"),
]
