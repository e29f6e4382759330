"""Every address of the pages, group by group."""

from importlib import import_module

from django.urls import URLPattern, path

from plads.web.views import entrance

GROUPS = ("supply", "people", "partners", "insight")

urlpatterns: list[URLPattern] = [
    path("", entrance.home, name="home"),
    path("log-ind/", entrance.sign_in, name="sign_in"),
    path("log-ud/", entrance.sign_out, name="sign_out"),
    path("rolle/", entrance.switch_role, name="switch_role"),
]

_NAMES = {
    "supply": "inquiries inquiry:inquiry_id companies company:company_id centres centre:centre_id agreement_new:centre_id agreement:version_id place:place_id mentor:mentor_id",
    "people": "candidates candidate_new candidate:candidate_id nominate:candidate_id nomination:nomination_id placements placement:placement_id",
    "partners": "company_home company_agreement:version_id company_nomination:nomination_id company_mentor_new:centre_id representative_home representative_agreement:version_id mentor_home mentor_confidentiality mentor_placement:placement_id mentor_attendance:placement_id mentor_hours candidate_home candidate_week candidate_nomination:nomination_id candidate_attendance",
    "insight": "today read_notice:notice_id board figures system import entrance:municipality inquiry_receipt:municipality:number",
}

for group in GROUPS:
    try:
        urlpatterns += import_module(f"plads.web.urls_{group}").urlpatterns
    except ModuleNotFoundError:
        for spec in _NAMES[group].split():
            name, *arguments = spec.split(":")
            parts = "".join(f"<str:{argument}>/" for argument in arguments)
            urlpatterns.append(path(f"_{name}/{parts}", entrance.home, name=name))
