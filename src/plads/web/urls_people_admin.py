"""The addresses of users, roles, one's own account and support."""

from django.urls import URLPattern, path

from plads.web.views import account, company_people, municipality, support, users

urlpatterns: list[URLPattern] = [
    path("brugere/", users.user_list, name="users"),
    path("brugere/<uuid:user_id>/", users.user, name="user"),
    path("brugere/<uuid:user_id>/roller/<uuid:membership_id>/", users.user_role, name="user_role"),
    path("brugere/<uuid:user_id>/overgiv/", users.user_hand_over, name="user_hand_over"),
    path("indstillinger/", municipality.municipality_settings, name="municipality_settings"),
    path("min-konto/", account.my_account, name="my_account"),
    path("min-konto/ret/", account.my_details, name="my_details"),
    path("min-konto/roller/<uuid:membership_id>/", account.leave, name="leave_role"),
    path("support/", support.support_home, name="support_home"),
    path("support/stop/", support.support_stop, name="support_stop"),
    path("min-virksomhed/adgang/", company_people.company_people, name="company_people"),
]
