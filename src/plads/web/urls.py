"""Every address of the pages, group by group."""

from django.urls import URLPattern, path

from plads.web import (
    urls_agreements,
    urls_insight,
    urls_letters,
    urls_partners,
    urls_people,
    urls_people_admin,
    urls_placement_changes,
    urls_rights,
    urls_security,
    urls_signing,
    urls_sso,
    urls_supply,
    urls_templates,
    urls_traces,
)
from plads.web.views import access, entrance

urlpatterns: list[URLPattern] = [
    path("", entrance.home, name="home"),
    path("log-ind/", entrance.sign_in, name="sign_in"),
    path("log-ud/", entrance.sign_out, name="sign_out"),
    path("adgang/<str:uid>/<str:token>/", access.choose_password, name="choose_password"),
    path("rolle/", entrance.switch_role, name="switch_role"),
    *urls_security.urlpatterns,
    *urls_sso.urlpatterns,
    *urls_supply.urlpatterns,
    *urls_agreements.urlpatterns,
    *urls_templates.urlpatterns,
    *urls_signing.urlpatterns,
    *urls_people.urlpatterns,
    *urls_letters.urlpatterns,
    *urls_placement_changes.urlpatterns,
    *urls_traces.urlpatterns,
    *urls_rights.urlpatterns,
    *urls_people_admin.urlpatterns,
    *urls_partners.urlpatterns,
    *urls_insight.urlpatterns,
]
