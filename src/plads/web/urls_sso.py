"""Addresses of sign-in by others. Those that identity providers know must never change."""

from django.urls import URLPattern, path

from plads.web.views import sso, sso_account, sso_code, sso_out

urlpatterns: list[URLPattern] = [
    path("log-ind/med/<slug:way>/", sso.begin, name="sso_begin"),
    path("log-ind/med/<slug:way>/retur/", sso.oidc_return, name="sso_return"),
    path("log-ind/med/<slug:way>/svar/", sso.saml_answer, name="sso_answer"),
    path("log-ind/med/<slug:way>/faerdig/", sso.saml_finish, name="sso_finish"),
    path("log-ind/med/<slug:way>/metadata/", sso_out.metadata, name="sso_metadata"),
    path("log-ind/med/<slug:way>/log-ud/", sso_out.saml_end, name="sso_end"),
    path("log-ind/med/<slug:way>/afmeld/", sso_out.oidc_ended, name="sso_ended"),
    path("log-ud/videre/", sso_out.leave, name="sso_leave"),
    path("adgang/kode/<str:uid>/<str:token>/", sso_code.enter, name="code_link"),
    path("kandidater/<uuid:candidate_id>/kode/", sso_code.give, name="candidate_code"),
    path("min-sikkerhed/login/", sso_account.connections, name="sso_connections"),
    path("min-sikkerhed/login/forbind/", sso_account.confirm, name="sso_confirm"),
]
