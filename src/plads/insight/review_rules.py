"""The rules that find unusual looks, as data: each can be read aloud, and says why it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from plads.core.roles import STAFF, Role

COMMON = (
    "andersen christensen christiansen hansen jensen johansen jørgensen kristensen larsen madsen møller "
    "mortensen nielsen olsen pedersen petersen poulsen rasmussen sørensen thomsen"
)
"""Last names that so many bear that they say little."""

SETTINGS: Mapping[str, Any] = {
    "opens": 6,
    "closes": 20,
    "many": 15,
    "times_usual": 3,
    "usual_days": 30,
    "few": 3,
    "after_end": timedelta(days=30),
    "staff": [role.value for role in STAFF],
    "outside": [Role.MENTOR.value, Role.CONTACT.value],
    "common": COMMON.split(),
}
"""What the rules count with. Working hours are from ``opens`` to ``closes`` on weekdays; ``many`` different people
in an hour, and ``times_usual`` one's usual, are many; a look at up to ``few`` people is no list; ``common`` are the
last names so many bear that they say little."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to look into a look. ``weight``: the gravest first. ``sql`` yields (look, person, detail)."""

    code: str
    label: str
    why: str
    weight: int
    sql: str


RULES: tuple[Rule, ...] = (
    Rule(
        "self",
        "Samme e-mail som kandidaten",
        "Opslaget er gjort af en, der har kandidatens egen e-mail.",
        90,
        """
        SELECT r.id, c.id, '' FROM candidates_candidate c
        JOIN people_user u ON lower(u.email) = lower(c.email) AND c.email <> ''
        JOIN recent r ON r.user_id = u.id AND r.people @> ARRAY[c.id]
        """,
    ),
    Rule(
        "own_name",
        "Samme efternavn",
        "Den, der kiggede, hedder det samme til efternavn som kandidaten. Et sjældent navn vejer mest; et almindeligt "
        "tæller kun, når kandidatens egen side blev åbnet.",
        60,
        """
        SELECT r.id, c.id, initcap(c.last) FROM looker u
        JOIN named c ON c.last = u.last
        JOIN recent r ON r.user_id = u.id AND r.people @> ARRAY[c.id]
        WHERE u.last <> ALL (%(common)s) OR cardinality(r.people) = 1
        """,
    ),
    Rule(
        "protected",
        "Beskyttet person",
        "Kandidaten har navne- og adressebeskyttelse, og siden blev åbnet af en anden end sagsbehandleren.",
        80,
        """
        SELECT s.id, c.id, s.why FROM candidates_candidate c JOIN single s ON s.person = c.id
        WHERE c.protected AND c.caseworker_id IS DISTINCT FROM s.user_id
        """,
    ),
    Rule(
        "closed",
        "Efter at sagen er slut",
        "Kandidaten er afsluttet, eller forløbet på arbejdspladsen er slut for længst.",
        50,
        """
        SELECT s.id, s.person, to_char(over.at, 'DD.MM.YYYY') FROM single s
        JOIN candidates_candidate c ON c.id = s.person
        CROSS JOIN LATERAL (
            SELECT max(at) AS at FROM core_change WHERE row_id = c.id AND c.state = 'closed'
            AND s.role = ANY (%(staff)s) AND (operation = 'I' OR 'state' = ANY (columns))
            UNION ALL
            SELECT max(upper(period)) + %(after_end)s FROM placements_placement
            WHERE candidate_id = c.id AND s.role = ANY (%(outside)s)
        ) over WHERE s.at > over.at
        """,
    ),
    Rule(
        "many",
        "Mange forskellige på en time",
        "Der blev åbnet mange flere forskellige kandidaters sider på en time, end personen plejer.",
        70,
        """
        SELECT h.look, NULL::uuid, h.people::text FROM (
            SELECT user_id, date_trunc('hour', at) AS hour, count(DISTINCT people[1]) AS people,
                   (array_agg(id ORDER BY id DESC))[1] AS look
            FROM single GROUP BY 1, 2 HAVING count(DISTINCT people[1]) >= %(many)s
        ) h LEFT JOIN LATERAL (
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY people) AS people FROM (
                SELECT count(DISTINCT people[1]) AS people FROM core_accessrecord
                WHERE municipality_id = ANY (%(municipalities)s) AND user_id = h.user_id AND at < h.hour
                AND at > h.hour - make_interval(days => %(usual_days)s) AND cardinality(people) <= %(few)s
                GROUP BY date_trunc('hour', at)
            ) hours
        ) usual ON true
        WHERE h.people > %(times_usual)s * coalesce(usual.people, 0)
        """,
    ),
    Rule(
        "hours",
        "Uden for arbejdstid",
        "En medarbejder åbnede en kandidats side om natten eller i weekenden.",
        30,
        """
        SELECT id, person, '' FROM single, LATERAL (SELECT at AT TIME ZONE 'Europe/Copenhagen' AS wall) w
        WHERE role = ANY (%(staff)s) AND (extract(isodow FROM wall) > 5
            OR extract(hour FROM wall) < %(opens)s OR extract(hour FROM wall) >= %(closes)s)
        """,
    ),
    Rule(
        "support",
        "Support",
        "Det var en fra support, der fik lov at se med.",
        40,
        "SELECT id, people[1], '' FROM recent WHERE helps IS NOT NULL OR role = 'support'",
    ),
)
"""Every rule, in the order of the page's explanation."""

SOURCES = """
WITH recent AS MATERIALIZED (
    SELECT * FROM core_accessrecord r
    WHERE municipality_id = ANY (%(municipalities)s) AND at >= %(since)s AND at < %(until)s
),
looker AS MATERIALIZED (
    SELECT id, name, lower(regexp_replace(trim(name), '^.*\\s', '')) AS last FROM people_user
    WHERE id IN (SELECT DISTINCT user_id FROM recent)
),
single AS MATERIALIZED (
    SELECT r.*, p.person FROM recent r, unnest(r.people) p (person) WHERE cardinality(r.people) <= %(few)s
),
named AS MATERIALIZED (
    SELECT id, name, lower(regexp_replace(trim(name), '^.*\\s', '')) AS last FROM candidates_candidate
    WHERE municipality_id = ANY (%(municipalities)s)
)
"""
"""What the rules read: the looks of the days, those that are no lists, who looked, and who could be looked at."""
