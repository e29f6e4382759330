"""Who sees and changes what of users, the roles they hold and the leave they give support."""

from plads.core.eyes import Thing, internal, line
from plads.people.models import Membership, SupportAccess, User

EVERYBODY = "staff company mentor candidate"

EYES = (
    Thing(
        "user",
        User,
        (
            line(
                "name",
                see=f"{EVERYBODY} support:as_the_user public:own",
                change="administrator company:own mentor candidate office:own manager:own support:own",
            ),
            line(
                "email",
                see="office administrator contact mentor:after_confidentiality public:own",
                change="administrator company:own mentor candidate office:own manager:own support:own",
            ),
            line("is_active", see="administrator", change="administrator:by_doing"),
            line(
                "password",
                change="office:own manager:own administrator:own company mentor candidate support public",
            ),
            internal("id last_login", "key, and the moment of the last sign-in"),
        ),
    ),
    Thing(
        "membership",
        Membership,
        (
            line(
                "user role municipality subject_id valid given_by given_at",
                see=f"administrator {EVERYBODY}",
                change="administrator office:on_entry contact:on_entry",
            ),
            line("stands_in_for source", see="administrator", change="administrator"),
            internal("id", "the key"),
        ),
    ),
    Thing(
        "support_access",
        SupportAccess,
        (
            line(
                "role help_with granted_at until opened_at opened_by ended_at",
                see=f"{EVERYBODY} support:own",
                change=f"{EVERYBODY}",
                where="min konto, while support may look",
            ),
            internal("id municipality user", "keys"),
        ),
    ),
)
