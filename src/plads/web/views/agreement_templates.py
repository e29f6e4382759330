"""The municipality's templates for agreements: the list, one to read with example facts, and its draft to write."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from plads.centres import template_queries
from plads.centres.clauses import CHAPTERS, chapter_of, default_clauses
from plads.centres.lifecycle import TEMPLATE, TEMPLATE_KEEPERS
from plads.centres.models import AgreementTemplate
from plads.centres.placeholders import PLACEHOLDERS, example_facts, fill
from plads.centres.services import templates as services
from plads.core.errors import Refused
from plads.web.acts import pressed
from plads.web.forms import add_refusal
from plads.web.forms_templates import TemplateForm
from plads.web.page import PageRequest, page

TONES = {"draft": "info", "published": "ok", "retired": ""}


@page(TEMPLATE_KEEPERS)
def templates(request: PageRequest) -> HttpResponse:
    """Show all versions of the municipality's templates."""
    rows = [(each, TONES[each.state]) for each in template_queries.templates(request.actor)]
    return render(request, "plads/supply/templates.html", {"rows": rows})


@page(TEMPLATE_KEEPERS)
def template_new(request: PageRequest) -> HttpResponse:
    """Write a new template; the usual words are there to begin with."""
    form = TemplateForm(request.POST or None, clauses=default_clauses(), named=True)
    made: list[AgreementTemplate] = []
    home = next(iter(request.actor.municipality_ids))

    def store() -> None:
        name = form.cleaned_data["name"]
        made.append(services.draft_template(request.actor, home, name, form.clauses()))

    if _stored(form, store):
        return redirect("agreement_template", made[0].id)
    return _form(request, form, None)


@page(TEMPLATE_KEEPERS)
def template_edit(request: PageRequest, template_id: UUID) -> HttpResponse:
    """Correct the draft of a template."""
    row = template_queries.template(request.actor, template_id)
    if row.state != AgreementTemplate.State.DRAFT:
        messages.info(request, _("Skabelonen har været i brug og kan ikke rettes. Lav en ny version af den."))
        return redirect("agreement_template", template_id)
    first = row.number == 1
    form = TemplateForm(request.POST or None, clauses=row.clauses, named=first, initial={"name": row.name})

    def store() -> None:
        name = form.cleaned_data.get("name", row.name)
        services.edit_template(request.actor, template_id, name, form.clauses())

    if _stored(form, store):
        messages.success(request, _("Kladden er gemt. Læs den igennem, og tag den i brug."))
        return redirect("agreement_template", template_id)
    return _form(request, form, row)


@page(TEMPLATE_KEEPERS)
def template(request: PageRequest, template_id: UUID) -> HttpResponse:
    """Show a template with example facts put in; take it in use or out of use, or begin its next version."""
    row = template_queries.template(request.actor, template_id)
    if request.method == "POST":
        return _press(request, row)
    facts = example_facts()
    clauses = [{**each, "text": fill(each["text"], facts)} for each in row.clauses]
    permitted = {each.action for each in TEMPLATE.actions(request.actor.role, row.state)}
    context = {
        "template": row,
        "tone": TONES[row.state],
        "chapters": [
            (title, [each for each in clauses if chapter_of(each["key"]) == title]) for title in CHAPTERS
        ],
        "permitted": permitted,
        "facts": [(f"{{{each.name}}}", each.example) for each in PLACEHOLDERS],
    }
    return render(request, "plads/supply/template.html", context)


_PRESSES: dict[str, tuple[Callable[..., AgreementTemplate], Any]] = {
    "publish": (services.publish_template, lazy("Skabelonen er i brug. Nye aftaler begynder med den.")),
    "retire": (services.retire_template, lazy("Skabelonen er taget ud af brug.")),
    "discard": (services.discard_template, lazy("Kladden er droppet.")),
    "new_version": (services.next_template, lazy("Her er kladden til den næste version.")),
}


def _press(request: PageRequest, row: AgreementTemplate) -> HttpResponse:
    wish = request.POST.get("do", "")
    if wish not in _PRESSES:
        raise PermissionDenied
    service, said = _PRESSES[wish]
    result = [row]
    done = pressed(request, lambda: result.append(service(request.actor, row.id)), str(said))
    return redirect(
        "agreement_template_edit" if done and wish == "new_version" else "agreement_template", result[-1].id
    )


def _stored(form: TemplateForm, store: Callable[[], None]) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            store()
    except Refused as error:
        add_refusal(form, error)
        return False
    return True


def _form(request: PageRequest, form: TemplateForm, row: AgreementTemplate | None) -> HttpResponse:
    known = [(f"{{{each.name}}}", each.meaning) for each in PLACEHOLDERS]
    return render(request, "plads/supply/template_form.html", {"form": form, "template": row, "known": known})
