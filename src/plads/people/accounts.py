"""Verbs about accounts: who may sign in at all, and what they are called."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.people.events import UserCorrected, UserLetInAgain, UserShutOut
from plads.people.models import Membership, User
from plads.people.organisation import ask_guards, keep_administrator, refuse_elsewhere
from plads.people.policy import may_manage
from plads.people.queries import member


@transaction.atomic
def shut_out(actor: Actor, user_id: UUID) -> User:
    """Let a user sign in no more, from their next click on; their roles stay, for the day they are let in again.

    Raises ``Refused`` for anyone but an administrator, for oneself, for somebody with a role in another
    municipality, for the last administrator, and when a guard minds; ``NotVisible`` for strangers.
    """
    user = _managed(actor, user_id)
    if user.id == actor.user_id:
        raise Refused("Du kan ikke lukke din egen adgang. Bed en kollega om det.", code="own_account")
    refuse_elsewhere(actor, user)
    if not user.is_active:
        return user
    place = actor.municipality_id
    ask_guards(actor, list(Membership.objects.filter(user=user, municipality_id=place)))
    user.is_active = False
    with keep_administrator(place):
        shut = User.objects.filter(id=user.id).update(is_active=False)
    if not shut:
        raise NotVisible  # they left the municipality at this very moment, and are nobody's to shut out
    record(actor, place, UserShutOut(user.id, called(user)))
    return user


@transaction.atomic
def let_in_again(actor: Actor, user_id: UUID) -> User:
    """Let a user who was shut out sign in again; raises as ``shut_out``."""
    user = _managed(actor, user_id)
    refuse_elsewhere(actor, user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(actor, actor.municipality_id, UserLetInAgain(user.id, called(user)))
    return user


@transaction.atomic
def correct_user(actor: Actor, user_id: UUID, *, name: str, email: str) -> User:
    """Correct a colleague's or partner's name and e-mail; the same again changes nothing.

    Raises as ``shut_out``, and ``Refused`` for an e-mail that is none or another account's.
    """
    user = _managed(actor, user_id)
    if user.id == actor.user_id:
        raise Refused("Din egen e-mail retter du på »Min konto«.", code="own_account")
    refuse_elsewhere(actor, user)
    return _corrected(actor, user, name, email)


@transaction.atomic
def correct_own(actor: Actor, *, name: str, email: str) -> User:
    """Correct one's own name and the e-mail one signs in with; raises ``Refused`` as ``correct_user``.

    Whoever calls this has let the person prove anew who they are.
    """
    user = None if actor.helps else _locked(actor.user_id)
    if user is None:
        raise NotVisible
    return _corrected(actor, user, name, email)


def called(user: User) -> str:
    """Return what an event calls a user: candidates' names stay out of what is never removed."""
    candidate = Membership.objects.filter(user=user, role="candidate").exists()
    return "Kandidaten" if candidate else user.name


def _corrected(actor: Actor, user: User, name: str, email: str) -> User:
    name, email = " ".join(name.split()), email.strip().lower()
    if not name:
        raise Refused("Skriv et navn.", code="no_name", field="name")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Skriv en e-mail som navn@eksempel.dk.", code="no_email", field="email") from error
    both = (("navnet", "name", name), ("e-mailen", "email", email))
    changed = [(word, field, value) for word, field, value in both if getattr(user, field) != value]
    if not changed:
        return user
    for _, field, value in changed:
        setattr(user, field, value)
    try:
        with transaction.atomic():
            user.save(update_fields=[field for _, field, _ in changed])
    except IntegrityError as error:
        raise Refused("Den e-mail bruges af en anden konto.", code="email_taken", field="email") from error
    what = " og ".join(word for word, _, _ in changed)
    record(actor, min(actor.municipality_ids), UserCorrected(user.id, called(user), what))
    return user


def _managed(actor: Actor, user_id: UUID) -> User:
    if not may_manage(actor):
        raise Refused("Kun en administrator kan ændre brugere.", code="wrong_role")
    member(actor, user_id)
    user = _locked(user_id)
    if user is None:
        raise NotVisible
    return user


def _locked(user_id: UUID | None) -> User | None:
    if user_id is None:
        return None
    return User.objects.select_for_update(no_key=True).filter(id=user_id).first()
