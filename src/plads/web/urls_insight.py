"""Addresses of the pages that look across: today, the board, figures, operations, import, and the public entrance."""

from django.urls import URLPattern, path

from plads.web.views.board import board_page
from plads.web.views.figures import figures_page
from plads.web.views.import_page import import_page
from plads.web.views.outgoing import outgoing_page
from plads.web.views.paper_check import paper_check, paper_checked
from plads.web.views.public_entrance import entrance, inquiry_followed, inquiry_receipt
from plads.web.views.system import system_page
from plads.web.views.today import read_notice, today_page

urlpatterns: list[URLPattern] = [
    path("i-dag/", today_page, name="today"),
    path("beskeder/<uuid:notice_id>/laest/", read_notice, name="read_notice"),
    path("tavle/", board_page, name="board"),
    path("tal/", figures_page, name="figures"),
    path("drift/", system_page, name="system"),
    path("drift/beskeder/", outgoing_page, name="outgoing"),
    path("indlaes/", import_page, name="import"),
    path("<slug:municipality>/virksomhed/", entrance, name="entrance"),
    path("<slug:municipality>/virksomhed/tak/<str:number>/", inquiry_receipt, name="inquiry_receipt"),
    path(
        "<slug:municipality>/virksomhed/henvendelse/<str:follow_token>/",
        inquiry_followed,
        name="inquiry_followed",
    ),
    path("<slug:municipality>/aftale-tjek/", paper_check, name="paper_check"),
    path("<slug:municipality>/aftale-tjek/<str:paper_code>/", paper_checked, name="paper_checked"),
]
