"""The addresses of those the municipality works with: company, employee representative, mentor, candidate."""

from django.urls import URLPattern, path

from plads.web.views import (
    candidate_side,
    candidate_weeks,
    company_side,
    company_wish,
    mentor_side,
    representative,
)

urlpatterns: list[URLPattern] = [
    path("min-virksomhed/", company_side.company_home, name="company_home"),
    path("min-virksomhed/centre/<uuid:centre_id>/", company_side.chain_centre_page, name="chain_centre"),
    path(
        "min-virksomhed/aftaler/<uuid:version_id>/", company_side.company_agreement, name="company_agreement"
    ),
    path(
        "min-virksomhed/aftaler/<uuid:version_id>/bed-om/",
        company_wish.company_wish,
        name="company_wish",
    ),
    path(
        "min-virksomhed/kandidater/<uuid:nomination_id>/",
        company_side.company_nomination,
        name="company_nomination",
    ),
    path(
        "min-virksomhed/centre/<uuid:centre_id>/mentor/",
        company_side.company_mentor_new,
        name="company_mentor_new",
    ),
    path("udtalelser/", representative.representative_home, name="representative_home"),
    path(
        "udtalelser/<uuid:version_id>/",
        representative.representative_agreement,
        name="representative_agreement",
    ),
    path("mentor/", mentor_side.mentor_home, name="mentor_home"),
    path("mentor/alle-moedt/", mentor_side.mentor_all_here, name="mentor_all_here"),
    path("mentor/tavshed/", mentor_side.mentor_confidentiality, name="mentor_confidentiality"),
    path("mentor/timer/", mentor_side.mentor_hours, name="mentor_hours"),
    path("mentor/forloeb/<uuid:placement_id>/", mentor_side.mentor_placement, name="mentor_placement"),
    path(
        "mentor/forloeb/<uuid:placement_id>/fremmoede/",
        mentor_side.mentor_attendance,
        name="mentor_attendance",
    ),
    path("min-dag/", candidate_side.candidate_home, name="candidate_home"),
    path("min-dag/fremmoede/", candidate_side.candidate_attendance, name="candidate_attendance"),
    path(
        "min-dag/plads/<uuid:nomination_id>/",
        candidate_side.candidate_nomination,
        name="candidate_nomination",
    ),
    path("min-uge/", candidate_side.candidate_week, name="candidate_week"),
    path("min-uge/kalender/", candidate_weeks.candidate_calendar, name="candidate_calendar"),
    path(
        "<slug:municipality>/kalender/<str:calendar_token>.ics",
        candidate_weeks.calendar_feed,
        name="calendar_feed",
    ),
]
