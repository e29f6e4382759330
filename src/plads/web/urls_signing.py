"""The addresses about signatures: the office's, and those of personal links."""

from django.urls import URLPattern, path

from plads.web.views import agreement_signing, signing_links

urlpatterns: list[URLPattern] = [
    path("aftaler/<uuid:version_id>/send/", agreement_signing.agreement_send, name="agreement_send"),
    path(
        "aftaler/<uuid:version_id>/spoerg/<slug:party>/",
        agreement_signing.agreement_ask,
        name="agreement_ask",
    ),
    path(
        "aftaler/<uuid:version_id>/noter/<slug:party>/",
        agreement_signing.agreement_note,
        name="agreement_note",
    ),
    path("aftaler/<uuid:version_id>/mind-om/", agreement_signing.agreement_remind, name="agreement_remind"),
    path("<slug:municipality>/underskrift/", signing_links.signing_lost, name="signing_lost"),
    path("<slug:municipality>/underskrift/<str:token>/", signing_links.signing_link, name="signing_link"),
    path(
        "<slug:municipality>/underskrift/<str:token>/aftalen.pdf",
        signing_links.signing_paper,
        name="signing_paper",
    ),
    path(
        "<slug:municipality>/underskrift/<str:token>/ikke-mig/",
        signing_links.signing_not_me,
        name="signing_not_me",
    ),
]
