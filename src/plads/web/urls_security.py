"""The addresses of proving who one is: the second step, passkeys, and one's own security."""

from django.urls import URLPattern, path

from plads.web.views import my_security, passkeys, second_factor

urlpatterns: list[URLPattern] = [
    path("log-ind/trin-2/", second_factor.second_step, name="second_step"),
    path("log-ind/noegle/", passkeys.passkey_sign_in, name="passkey_sign_in"),
    path("log-ind/udfordring/", passkeys.passkey_options, name="passkey_options"),
    path("bekraeft/", second_factor.confirm, name="confirm"),
    path("fortsaet/", second_factor.held_form, name="held_form"),
    path("min-sikkerhed/", my_security.my_security, name="security"),
    path("min-sikkerhed/adgangskode/", my_security.change_password, name="change_password"),
    path("min-sikkerhed/app/", my_security.add_app, name="add_app"),
    path("min-sikkerhed/noegle/", my_security.add_passkey, name="add_passkey"),
    path("min-sikkerhed/noedkoder/", my_security.recovery_codes, name="recovery_codes"),
    path("min-sikkerhed/trin/<int:factor_id>/", my_security.factor, name="factor"),
    path("brugere/<uuid:user_id>/sikkerhed/", my_security.colleague_security, name="colleague_security"),
]
