"""The main menu of each role, as a table."""

from dataclasses import dataclass

from django.urls import reverse

from plads.core.roles import OFFICE, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: the name of its page, its words, and its icon on a phone."""

    page: str
    label: str
    icon: str = "home"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu on one page."""

    url: str
    label: str
    icon: str
    current: bool
    count: int = 0


_OFFICE = (
    Entry("today", "I dag"),
    Entry("board", "Tavlen"),
    Entry("centres", "Centre"),
    Entry("candidates", "Kandidater"),
    Entry("placements", "Forløb"),
    Entry("companies", "Virksomheder"),
    Entry("inquiries", "Henvendelser"),
)

MENUS: dict[Role, tuple[Entry, ...]] = {
    **dict.fromkeys(OFFICE, _OFFICE),
    Role.MANAGER: (Entry("figures", "Tal"), Entry("board", "Tavlen"), Entry("centres", "Centre")),
    Role.ADMINISTRATOR: (
        Entry("system", "Drift"),
        Entry("unusual_looks", "Opslag"),
        Entry("rights_requests", "Anmodninger"),
        Entry("retention", "Opbevaring"),
        Entry("users", "Brugere og roller"),
        Entry("agreement_templates", "Skabeloner"),
        Entry("municipality_settings", "Indstillinger"),
        Entry("import", "Indlæs regneark"),
    ),
    Role.SUPPORT: (Entry("support_home", "Hjælp brugere"),),
    Role.CONTACT: (Entry("company_home", "Mit center"), Entry("company_people", "Hvem har adgang")),
    Role.HEAD_OFFICE: (Entry("company_home", "Alle centre"),),
    Role.REPRESENTATIVE: (Entry("representative_home", "Udtalelser", "edit"),),
    Role.MENTOR: (Entry("mentor_home", "I dag", "home"), Entry("mentor_hours", "Timer", "time")),
    Role.CANDIDATE: (
        Entry("candidate_home", "Min dag", "home"),
        Entry("candidate_week", "Min uge", "calendar-month"),
        Entry("own_looks", "Set af", "visibility"),
        Entry("own_rights", "Rettigheder", "document"),
    ),
}
MENUS[Role.CASEWORKER] = (*_OFFICE, Entry("rights_requests", "Anmodninger"))
MENUS[Role.COORDINATOR] = (
    *_OFFICE,
    Entry("rights_requests", "Anmodninger"),
    Entry("agreement_templates", "Skabeloner"),
    Entry("figures", "Tal"),
    Entry("import", "Indlæs regneark"),
)

HOMES: dict[Role, str] = {role: menu[0].page for role, menu in MENUS.items()}
"""Where each role lands after signing in."""


def navigation(role: Role, path: str) -> list[Item]:
    """Return the menu of ``role``, with the entry that ``path`` belongs to marked as current."""
    entries = [(entry, reverse(entry.page)) for entry in MENUS.get(role, ())]
    matching = [url for _, url in entries if path == url or path.startswith(url)]
    current = max(matching, key=len, default="")
    return [Item(url, entry.label, entry.icon, url == current) for entry, url in entries]
