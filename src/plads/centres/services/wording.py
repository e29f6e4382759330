"""How the words of an agreement come about: begun from a template, kept to it, and settled when it is offered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from plads.centres.clauses import BY_KEY, CLAUSES, COLUMNS, LONGEST, OWN, default_clauses, in_order, title_of
from plads.centres.models import AgreementTemplate, AgreementVersion, Party
from plads.centres.placeholders import facts_of, fill, refuse_unknown
from plads.centres.services.terms import AgreementTerms, terms_of, word
from plads.core.errors import Refused

SIDES = (Party.COMPANY, Party.MUNICIPALITY, Party.REPRESENTATIVE)
"""Whose contact persons an agreement names."""

MOST_CONTACTS = 12
CONTACT_FIELDS = {"name": 160, "role": 120, "email": 254, "phone": 20}
"""What an agreement says of a contact person, and how many characters each may have."""


@dataclass(frozen=True, slots=True)
class Words:
    """A clause as it is read: its title, text and chapter; ``locked`` when the template keeps it word for word."""

    key: str
    title: str
    text: str
    locked: bool = False


def words_in(terms: AgreementTerms, template: AgreementTemplate | None = None) -> list[Words]:
    """Return all clauses of an agreement in the order they are read, empty ones too."""
    locked = {each["key"] for each in template.clauses if each["locked"]} if template else set()
    stored = {each["key"]: each for each in terms.clauses}
    usual = [
        Words(
            clause.key,
            clause.title,
            getattr(terms, clause.column) if clause.column else stored.get(clause.key, {}).get("text", ""),
            clause.key in locked,
        )
        for clause in CLAUSES
    ]
    own = [
        Words(each["key"], each["title"], each["text"], each["key"] in locked)
        for each in terms.clauses
        if each["key"] not in BY_KEY
    ]
    return usual + own


def with_words(terms: AgreementTerms, texts: Mapping[str, str]) -> AgreementTerms:
    """Return the terms with other texts of clauses, by their keys; clauses that are not named stay."""
    columns = {column: texts[key] for key, column in COLUMNS.items() if key in texts}
    return replace(terms, **columns, clauses=_others(terms, texts))  # type: ignore[arg-type]


def _others(terms: AgreementTerms, texts: Mapping[str, str]) -> list[dict[str, str]]:
    rows = {each["key"]: each for each in terms.clauses}
    for key, text in texts.items():
        if key not in COLUMNS:
            title = title_of(key, rows.get(key, {}).get("title", ""))
            rows[key] = {"key": key, "title": title, "text": text}
    return in_order(rows.values())


def begin_with(version: AgreementVersion, template: AgreementTemplate | None) -> dict[str, Any]:
    """Return what a template gives a new agreement, with what is known of the parties put in.

    The keys are those of ``AgreementTerms``; without a template the usual words of each clause are given.
    """
    facts = facts_of(version, settled=True)
    given = {each["key"]: each for each in (template.clauses if template else default_clauses())}
    texts = {key: fill(each["text"], facts) for key, each in given.items()}
    return {
        **{column: texts.get(key, "") for key, column in COLUMNS.items()},
        "clauses": [
            {"key": key, "title": each["title"], "text": texts[key]}
            for key, each in given.items()
            if key not in COLUMNS and texts[key]
        ],
        "template_id": template.id if template else None,
    }


def lay_in(version: AgreementVersion, terms: AgreementTerms) -> None:
    """Put checked words into a version, those a template has locked as the template has them; saves nothing.

    Raises ``Refused`` on a clause nobody knows, an unknown fact in braces, a locked clause with other words, and
    contact persons that cannot be.
    """
    template = _template(version, terms.template_id)
    before = {each.key: each.text for each in words_in(terms_of(version))} if version.places else {}
    _check_keys(terms)
    for each in words_in(terms):
        if len(each.text) > LONGEST:
            raise Refused(
                f"Afsnittet »{each.title}« er for langt. Der er plads til {LONGEST} tegn.",
                code="clause_too_long",
                field=each.key,
            )
        refuse_unknown(each.title, each.text, each.key)
    _check_contacts(terms.contacts)
    word(version, terms)
    if template is not None:
        _keep_locked(version, terms, template, before)


def filled(version: AgreementVersion) -> list[Words]:
    """Return the clauses of a version with every fact put in, as they will be signed."""
    facts = facts_of(version)
    return [replace(each, text=fill(each.text, facts)) for each in words_in(terms_of(version))]


def settle(version: AgreementVersion) -> None:
    """Put every fact into the words of a version for good, as it is offered; saves nothing."""
    texts = {each.key: each.text for each in filled(version)}
    for key, column in COLUMNS.items():
        setattr(version, column, texts[key])
    version.clauses = [{**each, "text": texts[each["key"]]} for each in version.clauses]


def _template(version: AgreementVersion, template_id: UUID | None) -> AgreementTemplate | None:
    if template_id is None:
        return None
    rows = AgreementTemplate.objects.filter(municipality_id=version.municipality_id, id=template_id)
    template = rows.exclude(published_at=None).first()
    if template is None:
        raise Refused("Skabelonen er ikke i brug. Vælg en anden.", code="no_template", field="template")
    return template


def _check_keys(terms: AgreementTerms) -> None:
    keys = [each["key"] for each in terms.clauses]
    known = all((key in BY_KEY and key not in COLUMNS) or OWN.match(key) for key in keys)
    if not known or len(set(keys)) != len(keys):
        raise Refused("Aftalen har et afsnit, som Plads ikke kender.", code="unknown_clause")


def _keep_locked(
    version: AgreementVersion, terms: AgreementTerms, template: AgreementTemplate, before: Mapping[str, str]
) -> None:
    """Let locked clauses say what the template says today's facts make of it."""
    settled, every = facts_of(version, settled=True), facts_of(version)
    given = {each.key: each.text for each in words_in(terms)}
    texts = {}
    for each in template.clauses:
        if each["locked"]:
            key, raw = each["key"], each["text"]
            texts[key] = fill(raw, settled)
            fine = {"", raw, texts[key], fill(raw, every), before.get(key, "")}
            if given.get(key, "").strip() not in fine:
                raise Refused(
                    f"Afsnittet »{each['title']}« er låst i kommunens skabelon og kan ikke rettes i aftalen.",
                    code="locked_clause",
                    field=key,
                )
    kept = with_words(terms, texts)
    titles = {each["key"]: each["title"] for each in template.clauses}
    clauses = [{**each, "title": titles.get(each["key"], each["title"])} for each in kept.clauses]
    word(version, replace(kept, clauses=clauses))


def _check_contacts(contacts: list[dict[str, str]]) -> None:
    if len(contacts) > MOST_CONTACTS:
        raise Refused(f"En aftale kan højst have {MOST_CONTACTS} kontaktpersoner.", code="too_many_contacts")
    for number, each in enumerate(contacts, start=1):
        if each.keys() != {"side", *CONTACT_FIELDS} or each["side"] not in SIDES:
            raise Refused(f"Kontaktperson {number} mangler en side.", code="contact_side", field="contacts")
        if not each["name"].strip():
            raise Refused(
                f"Kontaktperson {number}: skriv personens navn, eller tøm linjen.",
                code="contact_name",
                field="contacts",
            )
        if any(len(each[name]) > most for name, most in CONTACT_FIELDS.items()):
            raise Refused(
                f"Kontaktperson {number}: skriv det kortere.", code="contact_long", field="contacts"
            )
