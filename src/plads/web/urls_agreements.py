"""The addresses of an agreement's life, each deed a page of its own."""

from django.urls import URLPattern, path

from plads.web.views import agreement_life as life
from plads.web.views import agreement_rest as rest

_HERE = "aftaler/<uuid:version_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_HERE}aendr/", life.agreement_amend, name="agreement_amend"),
    path(f"{_HERE}forlaeng/", life.agreement_extend, name="agreement_extend"),
    path(f"{_HERE}faerre-pladser/", life.agreement_reduce, name="agreement_reduce"),
    path(f"{_HERE}forny/", life.agreement_renew, name="agreement_renew"),
    path(f"{_HERE}kopier/", life.agreement_copy, name="agreement_copy"),
    path(f"{_HERE}pause/", rest.agreement_pause, name="agreement_pause"),
    path(f"{_HERE}opsig/", rest.agreement_notice, name="agreement_notice"),
    path(f"{_HERE}opgiv/", life.agreement_drop, name="agreement_drop"),
    path(f"{_HERE}forloeb/", life.agreement_courses, name="agreement_courses"),
]
