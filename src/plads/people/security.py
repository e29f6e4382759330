"""How a user proves who they are: password, second factors, recovery codes, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.keyring import key_ring
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people import recovery, totp
from plads.people.deeds import called, tell
from plads.people.models import User
from plads.people.open_sessions import end_sessions
from plads.people.passwords import store_password
from plads.people.queries import member, roles_of
from plads.people.security_events import (
    PasswordChanged,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
    SecondFactorsReset,
)

Kind = Authenticator.Type
SECONDS = (Kind.TOTP, Kind.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""

WORDS = {Kind.TOTP: "en app med koder", Kind.WEBAUTHN: "en adgangsnøgle"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor as its owner sees it."""

    id: int
    kind: str
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """A user's second factors, and how many recovery codes are left."""

    seconds: tuple[Factor, ...]
    codes_left: int

    @property
    def has_app(self) -> bool:
        """Whether there is an app with codes."""
        return any(each.kind == Kind.TOTP for each in self.seconds)

    @property
    def has_passkey(self) -> bool:
        """Whether there is a passkey."""
        return any(each.kind == Kind.WEBAUTHN for each in self.seconds)


def has_second_factor(user_id: UUID) -> bool:
    """Return whether a user has a second factor (1 statement)."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECONDS).exists())


def factors(user_id: UUID) -> Factors:
    """Return a user's second factors in the order they were added (1 statement)."""
    rows = list(Authenticator.objects.filter(user_id=user_id).order_by("created_at", "id"))
    codes = next((row for row in rows if row.type == Kind.RECOVERY_CODES), None)
    return Factors(
        tuple(_seen(row) for row in rows if row.type in SECONDS), len(codes.data["codes"]) if codes else 0
    )


def _seen(row: Authenticator) -> Factor:
    name = row.data.get("name") or "App med koder"
    return Factor(row.pk, row.type, name, row.created_at, row.last_used_at)


@transaction.atomic
def add_app(user: User, secret: str, code: str) -> list[str]:
    """Store an app with codes whose first code is right; return recovery codes to show once, when new.

    Raises ``Refused`` for a wrong code, and when there is an app already.
    """
    _lock(user)
    if Authenticator.objects.filter(user_id=user.id, type=Kind.TOTP).exists():
        raise Refused("Du har allerede en app med koder. Fjern den først.", code="app_exists", field="code")
    step = totp.step_of(secret, code)
    if step is None:
        raise Refused(
            "Koden passer ikke. Skriv den kode, appen viser lige nu.", code="wrong_code", field="code"
        )
    return _added(user, Kind.TOTP, {"secret": key_ring().encrypt(secret), "step": step})


@transaction.atomic
def add_passkey(user: User, name: str, credential: dict[str, Any]) -> list[str]:
    """Store a passkey the browser made and the caller checked; return recovery codes to show once, when new."""
    _lock(user)
    return _added(user, Kind.WEBAUTHN, {"name": _name(name), "credential": credential})


def _added(user: User, kind: str, data: dict[str, Any]) -> list[str]:
    Authenticator.objects.create(user_id=user.id, type=kind, data=data, created_at=clock.now())
    tell(user, lambda name, _: SecondFactorAdded(user.id, name, WORDS[Kind(kind)]))
    if Authenticator.objects.filter(user_id=user.id, type=Kind.RECOVERY_CODES).exists():
        return []
    return _new_codes(user)


def _name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME] or "Adgangsnøgle"


@transaction.atomic
def rename_passkey(user: User, factor_id: int, name: str) -> None:
    """Call one of the user's own passkeys something else; raises ``NotVisible`` for any other."""
    row = _own(user, factor_id)
    if row.type != Kind.WEBAUTHN:
        raise NotVisible
    row.data["name"] = _name(name)
    row.save(update_fields=["data"])


@transaction.atomic
def remove_factor(user: User, factor_id: int, *, must_keep_one: bool) -> None:
    """Take away one of the user's own second factors; recovery codes go with the last.

    Raises ``Refused`` for the last when one is required, and ``NotVisible`` for somebody else's.
    """
    _lock(user)
    row = _own(user, factor_id)
    others = Authenticator.objects.filter(user_id=user.id, type__in=SECONDS).exclude(pk=row.pk)
    if not others.exists():
        if must_keep_one:
            raise Refused(
                "Du kan ikke fjerne det sidste, for din rolle kræver et ekstra trin. Tilføj et andet først.",
                code="last_factor",
            )
        Authenticator.objects.filter(user_id=user.id, type=Kind.RECOVERY_CODES).delete()
    kind = Kind(row.type)
    row.delete()
    tell(user, lambda name, _: SecondFactorRemoved(user.id, name, WORDS[kind]))


@transaction.atomic
def reset_factors(actor: Actor, user_id: UUID) -> User:
    """Take away a colleague's second factors and sign them out everywhere, so that they can set up new ones.

    Raises ``Refused`` for anyone but an administrator, for oneself, and for somebody with a role in another
    municipality; ``NotVisible`` for somebody with no role in the actor's.
    """
    if actor.role != Role.ADMINISTRATOR:
        raise Refused("Kun en administrator kan nulstille andres log ind.", code="wrong_role")
    if user_id == actor.user_id:
        raise Refused(
            "Du kan ikke nulstille din egen log ind. Bed en anden administrator.", code="own_factors"
        )
    user = member(actor, user_id)
    roles = roles_of(user.id)
    if any(each.municipality_id not in actor.municipality_ids for each in roles):
        raise Refused(
            f"{user.name} har også en rolle i en anden kommune. Bed den, der driver Plads, om det.",
            code="elsewhere",
        )
    Authenticator.objects.filter(user_id=user.id).delete()
    end_sessions(user.id)
    mine = next(each for each in roles if each.municipality_id in actor.municipality_ids)
    record(actor, mine.municipality_id, SecondFactorsReset(user.id, called(user, mine)))
    return user


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Return fresh recovery codes to show once; the earlier ones are dead. Raises ``Refused`` without a factor."""
    _lock(user)
    if not has_second_factor(user.id):
        raise Refused("Tilføj først en app eller en adgangsnøgle.", code="no_factor")
    codes = _new_codes(user)
    tell(user, lambda name, _: RecoveryCodesMade(user.id, name))
    return codes


def _new_codes(user: User) -> list[str]:
    shown, kept = recovery.new_codes()
    Authenticator.objects.filter(user_id=user.id, type=Kind.RECOVERY_CODES).delete()
    Authenticator.objects.create(
        user_id=user.id, type=Kind.RECOVERY_CODES, data={"codes": kept}, created_at=clock.now()
    )
    return shown


@transaction.atomic
def check_code(user: User, code: str) -> str | None:
    """Use up a code of the user's app or of their recovery codes; return which it was, ``None`` when wrong.

    A code works once, also for two who send it in the same moment.
    """
    if code.strip().replace(" ", "").isdecimal():
        return "totp" if _use_app(user, code) else None
    return "recovery_code" if _use_recovery(user, code) else None


def _use_app(user: User, code: str) -> bool:
    row = _locked(user, Kind.TOTP)
    if row is None:
        return False
    step = totp.step_of(key_ring().decrypt(row.data["secret"]), code, after=row.data["step"])
    if step is None:
        return False
    row.data["step"], row.last_used_at = step, clock.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def _use_recovery(user: User, code: str) -> bool:
    row = _locked(user, Kind.RECOVERY_CODES)
    mark = recovery.matches(code, row.data["codes"] if row else {})
    if row is None or mark is None:
        return False
    del row.data["codes"][mark]
    row.last_used_at = clock.now()
    row.save(update_fields=["data", "last_used_at"])
    left = len(row.data["codes"])
    tell(user, lambda name, _: RecoveryCodeUsed(user.id, name, left))
    return True


def used_passkey(factor_id: int) -> None:
    """Note that a passkey was used just now."""
    Authenticator.objects.filter(pk=factor_id).update(last_used_at=clock.now())


@transaction.atomic
def by_password(email: str, password: str) -> User | None:
    """Return the active user whose password it is; ``None`` takes as long, whether or not there is such a user.

    The scope is the user's own meanwhile: a hash made with yesterday's cost is renewed here.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    with acting(Actor(user.id if user else None, "", Role.PUBLIC, frozenset())):
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """Store a new password; every session of the user ends with it, for it was made with the old one.

    Raises ``Refused`` for one that is too easy to guess.
    """
    store_password(user, password)
    end_sessions(user.id)
    tell(user, lambda name, _: PasswordChanged(user.id, name))


def _lock(user: User) -> None:
    """Let two changes to one user's factors wait for each other."""
    User.objects.select_for_update(no_key=True).get(id=user.id)


def _locked(user: User, kind: str) -> Authenticator | None:
    return Authenticator.objects.select_for_update(no_key=True).filter(user_id=user.id, type=kind).first()


def _own(user: User, factor_id: int) -> Authenticator:
    row = Authenticator.objects.filter(pk=factor_id, user_id=user.id, type__in=SECONDS).first()
    if row is None:
        raise NotVisible
    return row
