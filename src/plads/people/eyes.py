"""Who sees and changes what of users, the roles they hold and the leave they give support."""

from plads.core.eyes import Thing, internal, line
from plads.people.models import Membership, SupportAccess, User

EVERYBODY = "staff company mentor candidate"

EYES = (
    Thing(
        "user",
        User,
        (
            line("name", see=f"{EVERYBODY} public:own", change="administrator:on_entry"),
            line(
                "email",
                see="office administrator mentor:after_confidentiality public:own",
                change="administrator:on_entry",
            ),
            line("is_active", see="administrator"),
            line("password", change=f"{EVERYBODY}:own public:own"),
            internal("id last_login", "key, and the moment of the last sign-in"),
        ),
    ),
    Thing(
        "membership",
        Membership,
        (
            line("user role municipality", see=f"administrator {EVERYBODY}:own", change="administrator"),
            line(
                "valid stands_in_for source given_by given_at",
                see="administrator",
                change="administrator",
                where="api",
            ),
            internal("id", "the key"),
            line("subject_id", see="office", change="office"),
        ),
    ),
    Thing(
        "support_access",
        SupportAccess,
        (
            line(
                "role help_with granted_at until opened_at opened_by ended_at",
                see=f"{EVERYBODY}:own support:own",
            ),
            internal("id municipality user", "keys"),
        ),
    ),
)
