"""The words of the page Today: what each kind of matter says, and the action on its line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plads.centres.lifecycle import NEGOTIATORS
from plads.core.periods import show_day
from plads.core.roles import Role
from plads.core.week import show_hours
from plads.insight.matters import Kind
from plads.insight.sources import NOBODY_FITS
from plads.insight.today import Matter
from plads.mentoring.lifecycle import DECIDERS


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind of matter is written: its sentence, a line more, the button, and the page the button opens."""

    what: Callable[[Matter, date], str]
    action: Promise
    page: str
    detail: Callable[[Matter, date], str] = lambda matter, day: ""
    all_in_one: bool = False
    """Whether the page shows all of the kind, and so has no id in its address."""


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that one person looks at together: a tab of the page."""

    key: str
    label: Promise
    kinds: frozenset[Kind]


GROUPS = (
    Group("pladser", gettext_lazy("Tomme pladser"), frozenset({Kind.PLACE})),
    Group("svar", gettext_lazy("Svar på forslag"), frozenset({Kind.ANSWER, Kind.PLAN})),
    Group("forloeb", gettext_lazy("Forløb"), frozenset({Kind.APPROVE, Kind.VITAS, Kind.START, Kind.END})),
    Group("fravaer", gettext_lazy("Fravær"), frozenset({Kind.ABSENCE})),
    Group("opfoelgning", gettext_lazy("Opfølgning"), frozenset({Kind.FOLLOWUP, Kind.OUTCOMES})),
    Group(
        "virksomheder",
        gettext_lazy("Henvendelser og aftaler"),
        frozenset({Kind.INQUIRY, Kind.SIGN, Kind.RENEW, Kind.NOTICE, Kind.PAUSE}),
    ),
    Group("mentorer", gettext_lazy("Mentorer"), frozenset({Kind.SUPPORT, Kind.SUPPORT_ENDS, Kind.HOURS})),
)
"""The tabs, in the order of what hurts most."""


def _place(matter: Matter, day: date) -> str:
    if matter.due <= day:
        return _("Plads %(number)s står tom") % {"number": matter.number}
    return _("Plads %(number)s bliver tom") % {"number": matter.number}


def _proposal(matter: Matter, day: date) -> str:
    if not matter.detail:
        return _("Der er ikke lavet et forslag endnu.")
    if matter.detail == NOBODY_FITS:
        return _("Ingen kandidat passer lige nu. Se hvorfor.")
    return _("Forslag: %(name)s") % {"name": matter.detail}


def _unanswered(matter: Matter, day: date) -> str:
    candidate, company = matter.detail.split(",")
    if candidate == company == "?":
        return _("Kandidaten og virksomheden mangler at svare")
    return _("Kandidaten mangler at svare") if candidate == "?" else _("Virksomheden mangler at svare")


def _unsigned(matter: Matter, day: date) -> str:
    answered, since, reminded, names = matter.detail.split("|", 3)
    missing = {
        "company": _("virksomheden"),
        "representative": _("tillidsrepræsentanten"),
        "municipality": _("kommunen"),
    }
    left = [name for party, name in missing.items() if party not in answered.split(",")]
    if not left:
        return ""
    words = [_("Mangler: %(names)s") % {"names": ", ".join(left)}]
    if since:
        words.append(_("Spurgt %(day)s: %(names)s") % {"day": _shown_day(since), "names": names})
        words.append(
            _("Mindet om %(day)s") % {"day": _shown_day(reminded)} if reminded else _("Ikke mindet om endnu")
        )
    return ". ".join(words)


def _may_remind(matter: Matter, day: date, role: Role) -> bool:
    """Return whether a reminder of an agreement leads anywhere: somebody outside waits and was not reminded today."""
    answered, since, reminded, _names = matter.detail.split("|", 3)
    outside = {"company", "representative"} - set(answered.split(","))
    return bool(since and outside) and reminded != day.isoformat() and role in NEGOTIATORS


def _shown_day(text: str) -> str:
    return show_day(date.fromisoformat(text))


def _inquiry(matter: Matter, day: date) -> str:
    if matter.detail == "talk":
        return _("Tal videre med %(name)s") % {"name": matter.subject}
    said = _("Ny henvendelse fra %(name)s") if matter.detail == "new" else _("Svar %(name)s")
    return said % {"name": matter.subject}


def _absence(matter: Matter, day: date) -> str:
    said = _("%(name)s er syg") if matter.detail == "ill" else _("%(name)s mødte ikke")
    return said % {"name": matter.subject}


def _vitas(matter: Matter, day: date) -> str:
    far = {
        "to_send": _("Ansøgningen er ikke sendt."),
        "sent": _("Sendt. VITAS har ikke svaret."),
        "approved": _("Godkendelsen dækker ikke forløbet, som det er nu."),
        "refused": _("VITAS har sagt nej. Søg igen, eller aflys forløbet."),
        "withdrawn": _("Ansøgningen er trukket tilbage."),
    }
    return far[matter.detail]


def _start(matter: Matter, day: date) -> str:
    said = _("%(name)s begynder") if matter.due >= day else _("%(name)s skulle være begyndt")
    return said % {"name": matter.subject}


def _hours(matter: Matter, day: date) -> str:
    hours = show_hours(matter.number or 0)
    return _("%(name)s har noteret %(hours)s") % {"name": matter.subject, "hours": hours}


def _outcomes(matter: Matter, day: date) -> str:
    count = matter.number or 0
    said = ngettext(
        "%(count)s udfald mangler at blive noteret", "%(count)s udfald mangler at blive noteret", count
    )
    return said % {"count": count}


def _says(sentence: Promise) -> Callable[[Matter, date], str]:
    return lambda matter, day: str(sentence) % {"name": matter.subject}


def _always(sentence: Promise) -> Callable[[Matter, date], str]:
    return lambda matter, day: str(sentence)


WORDS: dict[Kind, Words] = {
    Kind.APPROVE: Words(
        _says(gettext_lazy("Forløbet for %(name)s er ikke bevilget")),
        gettext_lazy("Bevilg"),
        "placement",
        _always(gettext_lazy("Ingen må begynde, før forløbet er bevilget.")),
    ),
    Kind.VITAS: Words(
        _says(gettext_lazy("%(name)s mangler godkendelse i VITAS")),
        gettext_lazy("Åbn ansøgningen"),
        "placement_vitas",
        _vitas,
    ),
    Kind.START: Words(_start, gettext_lazy("Sæt i gang"), "placement"),
    Kind.ABSENCE: Words(_absence, gettext_lazy("Afklar"), "placement"),
    Kind.PLACE: Words(_place, gettext_lazy("Vælg"), "place", _proposal),
    Kind.END: Words(
        _says(gettext_lazy("Forløbet for %(name)s skal afsluttes")), gettext_lazy("Afslut"), "placement"
    ),
    Kind.FOLLOWUP: Words(
        _says(gettext_lazy("Opfølgning med %(name)s")), gettext_lazy("Hold opfølgning"), "placement"
    ),
    Kind.PLAN: Words(
        _says(gettext_lazy("Begge har sagt ja til %(name)s")), gettext_lazy("Planlæg"), "nomination"
    ),
    Kind.ANSWER: Words(
        _says(gettext_lazy("%(name)s er foreslået")), gettext_lazy("Følg op"), "nomination", _unanswered
    ),
    Kind.SIGN: Words(
        _says(gettext_lazy("Aftalen med %(name)s mangler underskrifter")),
        gettext_lazy("Se aftalen"),
        "agreement",
        _unsigned,
    ),
    Kind.INQUIRY: Words(_inquiry, gettext_lazy("Svar"), "inquiry"),
    Kind.SUPPORT: Words(
        _says(gettext_lazy("Mentorstøtte til %(name)s er ikke afgjort")), gettext_lazy("Afgør"), "mentor"
    ),
    Kind.SUPPORT_ENDS: Words(
        _says(gettext_lazy("Mentorstøtten til %(name)s løber ud")), gettext_lazy("Forny"), "mentor"
    ),
    Kind.RENEW: Words(
        _says(gettext_lazy("Aftalen med %(name)s slutter")),
        gettext_lazy("Forny"),
        "agreement_renew",
        _always(gettext_lazy("Pladserne lukker, hvis der ikke er en ny.")),
    ),
    Kind.NOTICE: Words(
        _says(gettext_lazy("Aftalen med %(name)s er opsagt og slutter")),
        gettext_lazy("Se aftalen"),
        "agreement",
    ),
    Kind.PAUSE: Words(
        _says(gettext_lazy("Pausen hos %(name)s slutter")),
        gettext_lazy("Se aftalen"),
        "agreement",
        _always(gettext_lazy("Pladserne kan bruges igen dagen efter.")),
    ),
    Kind.HOURS: Words(_hours, gettext_lazy("Godkend"), "mentor"),
    Kind.OUTCOMES: Words(
        _outcomes,
        gettext_lazy("Noter udfald"),
        "outcomes",
        _always(gettext_lazy("Hvor står kandidaten 3, 6 og 12 måneder efter forløbet?")),
        all_in_one=True,
    ),
}


DECISIONS = frozenset({Kind.APPROVE, Kind.SUPPORT, Kind.HOURS})
"""Matters a caseworker or the coordinator decides; others may look and remind them."""


def line(matter: Matter, day: date, role: Role) -> SimpleNamespace:
    """Return a matter as one line of ``components/todo.html``, with the button that fits the reader's role."""
    decides = matter.kind not in DECISIONS or role in DECIDERS
    words = WORDS[matter.kind]
    url = reverse(words.page, args=[] if words.all_in_one else [matter.id])
    reminds = matter.kind == Kind.SIGN and _may_remind(matter, day, role)
    return SimpleNamespace(
        what=words.what(matter, day),
        url=url,
        where=_where(matter),
        when=when(matter, day),
        level=matter.level(day),
        detail=words.detail(matter, day),
        action_label=_("Mind om") if reminds else words.action if decides else _("Se det"),
        action_url=reverse("agreement_remind", args=[matter.id]) if reminds else url,
        action_post=reminds,
        action_value="today" if reminds else "",
    )


def when(matter: Matter, day: date) -> str:
    """Return when a matter breaks, as a person says it."""
    days = (matter.due - day).days
    if matter.kind == Kind.PLACE and days < 0:
        return ngettext("i %(days)s dag", "i %(days)s dage", -days) % {"days": -days}
    if days in _NEAR:
        return str(_NEAR[days])
    if days > 0:
        return ngettext("om %(days)s dag", "om %(days)s dage", days) % {"days": days}
    if matter.kind == Kind.ABSENCE:
        if days == -1:
            return _("i går")
        return ngettext("for %(days)s dag siden", "for %(days)s dage siden", -days) % {"days": -days}
    return ngettext("%(days)s dag over tiden", "%(days)s dage over tiden", -days) % {"days": -days}


_NEAR = {0: gettext_lazy("i dag"), 1: gettext_lazy("i morgen")}


def _where(matter: Matter) -> str:
    parts = [matter.centre]
    if matter.number is not None and matter.kind not in (Kind.PLACE, Kind.HOURS, Kind.OUTCOMES):
        parts.append(_("plads %(number)s") % {"number": matter.number})
    return " · ".join(part for part in parts if part)
