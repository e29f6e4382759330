"""What an agreement's page says of its life: what was decided, what can be done, and who stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.centres.lifecycle import AGREEMENT
from plads.centres.models import Agreement, AgreementVersion
from plads.centres.models.agreements import NoticeBy
from plads.centres.queries import AgreementPage
from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import show_day
from plads.placements.standing import Cut, Loss, losses, standing


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that can be done with an agreement: its page, its name and what it does."""

    url: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided about an agreement, as an alert."""

    kind: str
    heading: str
    text: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The life of an agreement on its page. ``losses`` are what a draft takes from those in its places."""

    said: tuple[Said, ...]
    ways: tuple[Way, ...]
    losses: tuple[Loss, ...] = ()
    may_drop: bool = False

    @property
    def stops(self) -> bool:
        """Whether the draft cannot be sent before somebody has chosen what happens."""
        return any(loss.cut != Cut.HOURS for loss in self.losses)


_WAYS: tuple[tuple[str, str, Any, Any], ...] = (
    (
        "amend",
        "agreement_amend",
        gettext_lazy("Ændr ordene"),
        gettext_lazy("Nye tider, opgaver, flere pladser: alle skriver under igen."),
    ),
    (
        "amend",
        "agreement_extend",
        gettext_lazy("Forlæng"),
        gettext_lazy("Kun en senere sidste dag, og så til underskrift."),
    ),
    (
        "amend",
        "agreement_reduce",
        gettext_lazy("Færre pladser"),
        gettext_lazy("Se, hvem der står i dem, før de lukker."),
    ),
    (
        "renew",
        "agreement_renew",
        gettext_lazy("Forny"),
        gettext_lazy("En ny aftale, der begynder, når denne slutter."),
    ),
    (
        "copy",
        "agreement_copy",
        gettext_lazy("Kopiér"),
        gettext_lazy("Brug ordene til et andet center, eller her igen."),
    ),
    (
        "pause",
        "agreement_pause",
        gettext_lazy("Hold pause"),
        gettext_lazy("Ingen nye kandidater i nogle dage."),
    ),
    ("give_notice", "agreement_notice", gettext_lazy("Opsig"), gettext_lazy("Aftalen slutter før tid.")),
)
"""What can be done: the action of the table, its page, its label and what it means."""


def life_of(actor: Actor, found: AgreementPage) -> Life:
    """Return the life of an agreement for its page (1 statement, only for the draft of a change)."""
    version = found.paper.version
    agreement = version.agreement
    draft = version.state == AgreementVersion.State.DRAFT
    if draft and agreement.state in Agreement.STANDING and found.newest:
        taken = tuple(losses(version, standing(actor, agreement.id)))
        return Life((), (), taken, may_drop=True)
    if not found.in_force:
        return Life((), (), may_drop=draft and found.newest)
    said = tuple(_said(version, found.change))
    return Life(said, tuple(_ways(actor, version, found.change)))


def _ways(actor: Actor, version: AgreementVersion, change: AgreementVersion | None) -> Iterator[Way]:
    agreement = version.agreement
    open_to = {each.action for each in AGREEMENT.actions(actor.role, agreement.state)}
    if agreement.ends_on or change:
        open_to -= {"amend", "give_notice"}
    if agreement.ends_on and agreement.state != Agreement.State.ENDED:
        open_to -= {"renew"}
    if agreement.paused_from:
        open_to -= {"pause"}
    for action, page, label, text in _WAYS:
        if action in open_to:
            yield Way(reverse(page, args=[version.id]), str(label), str(text))


def _said(version: AgreementVersion, change: AgreementVersion | None) -> Iterator[Said]:
    agreement = version.agreement
    if agreement.state == Agreement.State.ENDED:
        yield Said("info", _("Aftalen er ophørt"), _("Pladserne er lukket. Du kan forny eller kopiere den."))
        return
    if agreement.ends_on:
        yield Said(
            "warn",
            _("Aftalen er opsagt. Sidste dag er {day}").format(day=show_day(agreement.ends_on)),
            _("Opsagt {day}: {by}. {why}").format(
                day=show_day(agreement.notice_given_on or clock.today()),
                by=str(NoticeBy(agreement.notice_by).label).lower(),
                why=agreement.notice_reason,
            ),
            reverse("agreement_notice", args=[version.id]),
            _("Træk opsigelsen tilbage"),
        )
    if agreement.paused_from:
        until = show_day(agreement.paused_until) if agreement.paused_until else _("indtil videre")
        rests = agreement.state == Agreement.State.PAUSED
        yield Said(
            "info",
            _("Pause fra {first} til {until}").format(first=show_day(agreement.paused_from), until=until),
            agreement.pause_reason,
            reverse("agreement_pause", args=[version.id]),
            _("Slut pausen nu") if rests else _("Aflys pausen"),
        )
    if change is not None:
        text = (
            _(
                "Version {n} venter på underskrifter. Denne gælder, til alle har skrevet under."
                " Vil du opsige aftalen, så træk ændringen tilbage og opgiv den først."
            )
            if change.state == AgreementVersion.State.OFFERED
            else _(
                "Version {n} er en kladde. Denne gælder, til den nye er underskrevet."
                " Vil du opsige aftalen, så opgiv kladden først."
            )
        )
        yield Said(
            "info",
            _("Der er en ændring i gang"),
            text.format(n=change.number),
            reverse("agreement", args=[change.id]),
            _("Se ændringen"),
        )
