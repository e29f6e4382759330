"""What the supply pages say about places and agreements, in words and tones."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plads.centres.lifecycle import NEGOTIATORS
from plads.centres.models import AgreementVersion, Centre, Place
from plads.centres.queries import Paper, has_draft, in_force
from plads.core.periods import closed_last_day
from plads.core.roles import Role
from plads.core.week import show, show_hours, total
from plads.insight.places import PlaceLine
from plads.placements.models import Nomination
from plads.web.templatetags.plads_ui import day


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place in words: its state (``label`` in a badge of tone ``kind``), and one line about what comes."""

    line: PlaceLine
    label: str
    kind: str
    next: str
    week: str
    hours: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a centre needs now. ``url`` is where it is done, empty when somebody else must do it."""

    kind: str
    heading: str
    text: str
    url: str = ""
    action: str = ""


def place_words(line: PlaceLine) -> PlaceWords:
    """Return a place as the pages speak of it."""
    label, kind = _state(line)
    slots = line.place.week
    return PlaceWords(line, label, kind, _coming(line), show(slots), show_hours(total(slots)))


def _state(line: PlaceLine) -> tuple[str, str]:
    if line.place.state == Place.State.CLOSED:
        return _("Lukket"), ""
    if line.now:
        return _("Besat"), "running"
    if line.rest:
        until = line.rest[1]
        return (_("Pause til {day}").format(day=day(until)) if until else _("Holder pause")), "info"
    if line.empty_since:
        text = ngettext("Tom i {n} dag", "Tom i {n} dage", line.empty_days)
        return text.format(n=line.empty_days), "gap"
    return _("Åbner {day}").format(day=day(line.place.period.lower)), "planned"


def _coming(line: PlaceLine) -> str:
    """Return who comes next, or what is being done about it."""
    if line.coming:
        stay = line.coming[0]
        who = stay.name or _("En ny kandidat")
        return _("{who} begynder {day}").format(who=who, day=day(stay.first_day))
    if line.asked:
        return _asked(line)
    if line.proposed and line.proposed.name:
        return _("Forslag: {name} fra {day}").format(
            name=line.proposed.name, day=day(line.proposed.free_from)
        )
    if line.proposed:
        return _("Ingen ventende kandidat passer endnu")
    if line.free_from and line.now:
        return _("Ledig fra {day}").format(day=day(line.free_from))
    return ""


def _asked(line: PlaceLine) -> str:
    asked = line.asked
    if asked is None:
        return ""
    if asked.state == Nomination.State.ACCEPTED:
        return _("{name} og virksomheden har sagt ja. Planlæg forløbet").format(name=asked.name)
    missing = [
        side
        for side, answer in ((_("kandidaten"), asked.candidate), (_("virksomheden"), asked.company))
        if answer is None
    ]
    return _("{name} er foreslået. Venter på {who}").format(name=asked.name, who=_(" og ").join(missing))


def next_step(centre: Centre, papers: Sequence[Paper], role: Role) -> Step | None:
    """Return what a centre's agreement needs now, or ``None`` when all is well."""
    draft, signed = has_draft(papers), in_force(papers)
    if draft is not None:
        return _open_step(draft, changes=signed is not None)
    if centre.state == Centre.State.CLOSED:
        return None
    writes = role in NEGOTIATORS
    url = reverse("agreement_new", args=[centre.id]) if writes else ""
    if signed is None:
        return Step(
            "info",
            _("Centret mangler en aftale"),
            _("Skriv aftalen med antal pladser, opgaver og tider. Så regner Plads rimelighedskravet ud."),
            url,
            _("Skriv aftalen"),
        )
    return _signed_step(signed, papers, writes=writes)


def _signed_step(signed: Paper, papers: Sequence[Paper], *, writes: bool) -> Step | None:
    """Return what an agreement in force needs: its end, a pause or a renewal."""
    agreement = signed.version.agreement
    page = reverse("agreement", args=[signed.version.id])
    if agreement.ends_on:
        heading = _("Aftalen er opsagt. Sidste dag er {day}").format(day=day(agreement.ends_on))
        return Step("warn", heading, _("Pladserne lukker den dag."), page, _("Se aftalen"))
    if agreement.paused_from:
        until = day(agreement.paused_until) if agreement.paused_until else _("indtil videre")
        heading = _("Pause fra {first} til {until}").format(first=day(agreement.paused_from), until=until)
        return Step("info", heading, agreement.pause_reason, page, _("Se aftalen"))
    followed = any(each.version.agreement.follows_id == agreement.id for each in papers)
    if signed.ends_soon and not followed:
        return Step(
            "warn",
            _("Aftalen slutter {day}").format(day=day(closed_last_day(signed.version.period))),
            _("Forny den i god tid, så pladserne ikke lukker."),
            reverse("agreement_renew", args=[signed.version.id]) if writes else "",
            _("Forny aftalen"),
        )
    return None


def _open_step(paper: Paper, *, changes: bool) -> Step:
    """Return what a draft or an offered version waits for; ``changes``: another one is in force meanwhile."""
    url = reverse("agreement", args=[paper.version.id])
    if paper.version.state == AgreementVersion.State.DRAFT:
        return Step(
            "info",
            _("Der er en kladde til en ny version") if changes else _("Aftalen er en kladde"),
            _("Aftalen gælder, som den er, til alle har skrevet under på den nye.")
            if changes
            else _("Læs den igennem, og send den til underskrift."),
            url,
            _("Se kladden"),
        )
    if paper.refused_by:
        who = _(" og ").join(str(party.label) for party in paper.refused_by)
        text = _("Læs begrundelsen, træk aftalen tilbage, og ret den.")
        return Step("block", _("{who} har sagt nej").format(who=who), text, url, _("Se svaret"))
    who = ", ".join(str(party.label).lower() for party in paper.missing)
    return Step(
        "warn",
        _("Den nye version venter på underskrifter") if changes else _("Aftalen venter på underskrifter"),
        _("Mangler: {who}.").format(who=who),
        url,
        _("Se aftalen"),
    )
