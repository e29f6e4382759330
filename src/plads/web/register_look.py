"""A button beside a workplace's numbers: the business register fills in the rest, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from plads.companies.models import Company
from plads.companies.ports import RegisterDown
from plads.companies.register import NOT_ASKED, Found, look_up
from plads.core.errors import Refused
from plads.web.forms import add_refusal
from plads.web.templatetags.plads_ui import day

AnyForm = TypeVar("AnyForm", bound=forms.Form)


def wants_look(request: HttpRequest, prefix: str) -> bool:
    """Whether the button of a form with that prefix was pressed."""
    return request.method == "POST" and f"{prefix}-find" in request.POST


def looked_up(request: HttpRequest, prefix: str, make: Callable[[dict[str, Any]], AnyForm]) -> AnyForm:
    """Return the form with everything typed and what the register knows; what it does not is said in the form.

    ``make`` makes the form of its data.
    """
    typed: dict[str, Any] = request.POST.dict()
    form = _unjudged(make(typed))
    numbers = [str(typed.get(f"{prefix}-{name}", "")) for name in ("cvr", "p_number")]
    if not any(each.strip() for each in numbers):
        form.add_error("p_number", _("Skriv P-nummeret eller CVR-nummeret først."))
        return form
    try:
        found = look_up(*numbers)
    except Refused as error:
        add_refusal(form, error)
        return form
    except RegisterDown as error:
        form.add_error(None, str(error))
        return form
    if not found.asked:
        form.add_error(None, _("Installationen har ikke adgang til CVR-registret. Skriv oplysningerne selv."))
        return form
    say_closed(request, found)
    filled = {f"{prefix}-{name}": value for name, value in facts(found).items()}
    return _unjudged(make(typed | filled))


def facts(found: Found) -> dict[str, Any]:
    """Return what the register knows, by the names of a workplace form's fields."""
    known: dict[str, Any] = {}
    if found.company is not None:
        sector = Company.Sector.PUBLIC if found.company.public else Company.Sector.PRIVATE
        known |= {"cvr": found.company.cvr, "company_name": found.company.name, "sector": sector.value}
    if found.unit is not None:
        unit = found.unit
        known |= {"p_number": unit.p_number, "name": unit.name, "street": unit.street}
        known |= {"postcode": unit.postcode, "city": unit.city}
        known |= {
            f"fte_{each.month:%Y_%m}": f"{each.fte:.2f}".replace(".", ",") for each in unit.months[-12:]
        }
    return known


def checked(cvr: str, p_number: str) -> Found:
    """Return what the register says of numbers about to be stored; nothing when it does not answer.

    Raises ``Refused`` when it says they are wrong.
    """
    try:
        return look_up(cvr, p_number)
    except RegisterDown:
        return NOT_ASKED


def say_closed(request: HttpRequest, found: Found) -> None:
    """Warn of a workplace that the register says is closed: it may still be right to go on."""
    if found.closed_on is not None:
        messages.warning(
            request,
            _(
                "CVR-registret siger, at arbejdspladsen lukkede {day}. Se efter, om nummeret er det rigtige."
            ).format(day=day(found.closed_on)),
        )


def _unjudged(form: AnyForm) -> AnyForm:
    """Return a form without complaints: nobody has said yet that it is finished."""
    form.full_clean()
    form.errors.clear()
    return form
