"""New agreements out of old ones: a renewal that follows on, and a copy for another centre."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from plads.centres.events import AgreementCopied, AgreementRenewed
from plads.centres.lifecycle import AGREEMENT
from plads.centres.models import Agreement, AgreementVersion, Centre, Party
from plads.centres.placeholders import facts_of
from plads.centres.services.agreements import agreement_quota, refuse_overlap
from plads.centres.services.beginning import starting_contacts
from plads.centres.services.guards import refuse_noticed
from plads.centres.services.reach import lock_agreement, lock_centre
from plads.centres.services.refilling import opened
from plads.centres.services.terms import AgreementTerms, PlaceTerms, check_terms, word
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import ONE_DAY, closed_last_day, days, period


@transaction.atomic
def renew_agreement(actor: Actor, agreement_id: UUID) -> AgreementVersion:
    """Return the draft of an agreement that follows on the day after this one ends, as long and with its words.

    Raises ``Refused`` when it was renewed already, while a notice runs (it may be taken back), and when another
    agreement has some of the days.
    """
    old = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, old.state, "renew")
    other = old.followed_by.exclude(state=Agreement.State.DROPPED).first()
    if other is not None:
        raise Refused("Aftalen er allerede fornyet. Arbejd videre på den nye.", code="renewed")
    if old.state != Agreement.State.ENDED:
        refuse_noticed(old)
    version = newest_words(old)
    last = old.ends_on or closed_last_day(old.period)
    begins = max(last + ONE_DAY, clock.today())
    terms = moved(opened(version, _known_at(old.centre)), begins)
    fresh = _draft(old.centre, terms, follows=old)
    event = AgreementRenewed(old.centre_id, old.id, fresh.agreement_id, begins)
    record(actor, old.municipality_id, event)
    return fresh


@transaction.atomic
def copy_agreement(actor: Actor, agreement_id: UUID, centre_id: UUID, begins: date) -> AgreementVersion:
    """Return the draft of an agreement for a centre with the newest words of another, as long, from ``begins``.

    The people who answer for a company are its own: at another workplace they are those known there. Raises ``Refused``
    when that centre has an agreement in the making, or one with some of the days.
    """
    old = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, old.state, "copy")
    centre = lock_centre(actor, centre_id)
    waiting = centre.agreements.filter(state__in=[Agreement.State.DRAFT, Agreement.State.OFFERED])
    if waiting.exists():
        raise Refused(
            f"{centre.name} har allerede en aftale i gang. Arbejd videre på den.",
            code="agreement_waits",
            field="centre",
        )
    terms = moved(opened(newest_words(old), _known_at(centre)), begins)
    if centre.workplace_id != old.centre.workplace_id:
        ours = [each for each in terms.contacts if each["side"] == Party.MUNICIPALITY]
        theirs = [each for each in starting_contacts(centre) if each["side"] != Party.MUNICIPALITY]
        contacts = [*theirs, *ours]
        terms = _with(terms, contacts=contacts)
    fresh = _draft(centre, terms, copied_from=old)
    event = AgreementCopied(old.centre_id, old.id, centre.id, fresh.agreement_id, centre.name)
    record(actor, old.municipality_id, event)
    return fresh


def _known_at(centre: Centre) -> dict[str, str]:
    """Return the facts of a centre's parties that are put into a new agreement's words at once."""
    agreement = Agreement(municipality_id=centre.municipality_id, centre=centre)
    return facts_of(
        AgreementVersion(municipality_id=centre.municipality_id, agreement=agreement), settled=True
    )


def newest_words(agreement: Agreement) -> AgreementVersion:
    """Return the version whose words count: the sealed one, or before that the one being written."""
    versions = agreement.versions.exclude(state=AgreementVersion.State.DROPPED)
    sealed = versions.filter(state=AgreementVersion.State.SIGNED)
    return (sealed if sealed.exists() else versions).latest("number")


def moved(terms: AgreementTerms, begins: date) -> AgreementTerms:
    """Return terms for as many days from ``begins`` on; places that had ended by then are left out."""
    last = begins + timedelta(days=days(period(terms.first_day, terms.last_day)) - 1)
    places = [_whole(place) for place in terms.places if place.last_day is None]
    evaluation = terms.evaluation_on and begins + (terms.evaluation_on - terms.first_day)
    return _with(
        terms,
        first_day=begins,
        last_day=last,
        places=places or list(map(_whole, terms.places)),
        evaluation_on=evaluation,
        reason="",
    )


def _whole(place: PlaceTerms) -> PlaceTerms:
    """Return a place that is there for all of the agreement."""
    return PlaceTerms(**{name: getattr(place, name) for name in _PLACE_WORDS})


_PLACE_WORDS = tuple(
    name for name in PlaceTerms.__dataclass_fields__ if name not in ("first_day", "last_day")
)


def _with(terms: AgreementTerms, **changes: object) -> AgreementTerms:
    known = {name: getattr(terms, name) for name in AgreementTerms.__dataclass_fields__}
    return AgreementTerms(**known | changes)


def _draft(centre: Centre, terms: AgreementTerms, **origin: Agreement) -> AgreementVersion:
    check_terms(terms)
    span = period(terms.first_day, terms.last_day)
    refuse_overlap(centre, span)
    agreement = Agreement.objects.create(
        municipality_id=centre.municipality_id, centre=centre, period=span, **origin
    )
    version = AgreementVersion(municipality_id=centre.municipality_id, agreement=agreement)
    word(version, terms)
    version.quota = agreement_quota(version).as_dict()
    version.save()
    return version
