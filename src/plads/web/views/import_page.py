"""Reading in a workbook: upload, check, see what would come of it, then store it all or nothing."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core import clock
from plads.core.errors import Refused
from plads.core.roles import OFFICE, Role
from plads.intake.checking import Checked, check
from plads.intake.reading import read_workbook
from plads.intake.storing import store
from plads.intake.writing import write_template
from plads.web.fault_lines import fault_lines
from plads.web.forms_insight import UploadForm
from plads.web.page import PageRequest, page
from plads.web.uploads import fetch, forget, keep, take

PENDING = "plads_upload"
"""The session's key for the file that waits to be confirmed: where it lies, and what it is called."""

LINES = 200
"""How many lines of faults are shown at most."""


@page([Role.COORDINATOR, Role.ADMINISTRATOR])
def import_page(request: PageRequest) -> HttpResponse:
    """Show the upload, or carry out the step that was asked for."""
    if "template" in request.GET:
        return _template()
    step = {"check": _check, "store": _store, "drop": _drop}.get(request.POST.get("step", ""))
    if request.method == "POST" and step is not None:
        return step(request)
    return _show(request, UploadForm())


def _show(request: PageRequest, form: UploadForm, status: int = 200, **context: Any) -> HttpResponse:
    pending = request.session.get(PENDING)
    page = {"form": form, "pending": pending["name"] if pending else "", **context}
    return render(request, "plads/insight/import.html", page, status=status)


def _check(request: PageRequest) -> HttpResponse:
    """Check an uploaded file; a clean one is kept on the server until it is confirmed."""
    _discard(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        data, name = take(form.cleaned_data["workbook"], field="workbook")
    except Refused as error:
        form.add_error(error.field, error.message)
        return _show(request, form, status=422)
    checked = _checked(request, data, name)
    if checked.faults:
        return _show(request, UploadForm(), status=422, **_faulty(checked, name))
    request.session[PENDING] = {"file": keep(data), "name": name}
    return _show(request, UploadForm(), checked=checked)


def _store(request: PageRequest) -> HttpResponse:
    """Check the kept file once more, against what Plads holds now, and store all of it or nothing."""
    pending = request.session.get(PENDING) or {}
    data = fetch(pending.get("file", ""))
    if data is None:
        _discard(request)
        messages.warning(request, _("Filen er ikke her mere. Vi gemmer den højst en time. Vælg den igen."))
        return redirect("import")
    checked = _checked(request, data, pending["name"])
    if checked.faults:
        _discard(request)
        return _show(request, UploadForm(), status=422, **_faulty(checked, pending["name"]))
    try:
        report = store(request.actor, checked)
    except Refused as error:
        messages.error(request, error.message)
        return redirect("import")
    _discard(request)
    tally = [
        (kind, created, report.updated.get(kind, 0), report.unchanged.get(kind, 0))
        for kind, created in report.created.items()
    ]
    sees_board = request.actor.role in OFFICE
    return _show(request, UploadForm(), report=report, tally=tally, can_see_board=sees_board)


def _drop(request: PageRequest) -> HttpResponse:
    """Throw the kept file away."""
    _discard(request)
    messages.success(request, _("Filen er smidt væk. Intet er læst ind."))
    return redirect("import")


def _discard(request: PageRequest) -> None:
    pending = request.session.pop(PENDING, None)
    if pending:
        forget(pending["file"])


def _checked(request: PageRequest, data: bytes, name: str) -> Checked:
    book = read_workbook(BytesIO(data), name)
    return check(book, request.actor.municipality_id, clock.today(), actor=request.actor)


def _faulty(checked: Checked, name: str) -> dict[str, Any]:
    lines = fault_lines(checked.faults)
    hidden = sum(line.count for line in lines[LINES:])
    return {"name": name, "faults": lines[:LINES], "hidden": hidden, "all": len(checked.faults)}


def _template() -> HttpResponse:
    """Return the empty workbook to fill in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plads.xlsx"
        write_template(path)
        body = path.read_bytes()
    response = HttpResponse(
        body, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="plads-skabelon.xlsx"'
    return response
