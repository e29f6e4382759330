"""Letting a user go who has nothing left to do here."""

from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from plads.core.actor import Actor
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership, User
from plads.people.open_sessions import end_sessions

NOBODY = "Slettet bruger"
"""What stands where the name of somebody stood."""


def let_user_go(actor: Actor, user_id: UUID) -> bool:
    """Remove a user who has no role left anywhere; return whether nothing of them is left.

    Whose word stands on something that is kept (a decision, a signature, anywhere) loses name, e-mail and access
    instead, and the row stays for what points to it. It happens in the user's own scope: only there are their roles
    everywhere seen, and only there may their row be changed once they have none.
    """
    with acting(Actor(user_id, NOBODY, Role.PUBLIC, actor.municipality_ids)):
        if Membership.objects.filter(user_id=user_id).exists():
            return False
        end_sessions(user_id)
        try:
            with transaction.atomic():
                User.objects.filter(id=user_id).delete()
                connection.check_constraints()
        except (IntegrityError, ProtectedError):
            make_nameless(User.objects.get(id=user_id))
        with connection.cursor() as cursor:
            cursor.execute("SELECT plads_forget_actor(%s)", [user_id])
    return True


def make_nameless(user: User) -> None:
    """Take name, e-mail, password and every way in from a user; the row stays."""
    user.name, user.email, user.is_active = NOBODY, f"slettet-{user.id}@plads.invalid", False
    user.set_unusable_password()
    user.last_login = None
    user.save()
    for name in ("authenticator_set", "socialaccount_set", "usersession_set", "emailaddress_set"):
        if hasattr(user, name):
            getattr(user, name).all().delete()
