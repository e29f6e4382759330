"""The addresses of the templates for agreements."""

from django.urls import URLPattern, path

from plads.web.views import agreement_templates as views

urlpatterns: list[URLPattern] = [
    path("skabeloner/", views.templates, name="agreement_templates"),
    path("skabeloner/ny/", views.template_new, name="agreement_template_new"),
    path("skabeloner/<uuid:template_id>/", views.template, name="agreement_template"),
    path("skabeloner/<uuid:template_id>/ret/", views.template_edit, name="agreement_template_edit"),
]
