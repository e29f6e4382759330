"""Who acts. Every service and every query takes one; nothing reads a global current user."""

from dataclasses import dataclass, field
from uuid import UUID

from plads.core.roles import OFFICE, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or Plads itself) in one role, with what that role reaches.

    ``municipality_ids`` is the tenant scope enforced by the database. ``subject_ids`` are the workplaces, the
    company, the mentor or the candidate the role speaks for; empty for the municipality's own staff.
    """

    user_id: UUID | None
    name: str
    role: Role
    municipality_ids: frozenset[UUID]
    subject_ids: frozenset[UUID] = field(default_factory=frozenset)
    stands_in_for: frozenset[UUID] = field(default_factory=frozenset)
    """The colleagues whose role the actor has on loan just now."""
    helps: UUID | None = None
    """The user whose pages a support person is shown, on that user's own grant; nothing may be changed then."""

    @classmethod
    def system(cls, municipality_id: UUID) -> "Actor":
        """Return Plads itself, acting in one municipality: reactions and scheduled jobs."""
        return cls(None, "Plads", Role.SYSTEM, frozenset({municipality_id}))

    @classmethod
    def public(cls, municipality_id: UUID) -> "Actor":
        """Return an unknown visitor on a municipality's public page."""
        return cls(None, "Offentlig side", Role.PUBLIC, frozenset({municipality_id}))

    @property
    def own_ids(self) -> frozenset[UUID]:
        """The users whose matters are the actor's own: themselves, and those they stand in for."""
        return self.stands_in_for | ({self.user_id} if self.user_id else set())

    @property
    def shown_ids(self) -> frozenset[UUID]:
        """The users whose matters a page shows first: the actor's own, or those of the user support looks with.

        For choosing what to show only; what one may know goes by ``own_ids``.
        """
        return frozenset({self.helps}) if self.helps else self.own_ids

    @property
    def signature(self) -> str:
        """How the actor stands in what is kept and shown to others.

        A candidate is »Kandidaten«: whose course it is says who, and a protected name must not stand in old rows.
        """
        return "Kandidaten" if self.role == Role.CANDIDATE else self.name

    @property
    def is_office(self) -> bool:
        """Whether the actor is the jobcentre's daily staff (or Plads acting for it)."""
        return self.role in OFFICE or self.role == Role.SYSTEM

    @property
    def municipality_id(self) -> UUID:
        """The single municipality of an actor that has one; raises ``ValueError`` for a chain's user."""
        (only,) = self.municipality_ids
        return only
