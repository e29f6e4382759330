"""One person, one party: who gives a word is known by account, e-mail, telephone number and name at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from plads.centres.models import AgreementVersion, Party, Signature, SignatureRequest
from plads.companies.models import Contact
from plads.core.errors import Refused
from plads.core.phones import mobile_number
from plads.people.models import User
from plads.people.queries import is_staff


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by everything we know them by. E-mails are lower case, numbers as ``+4512345678``."""

    name: str
    users: frozenset[UUID] = field(default_factory=frozenset)
    emails: frozenset[str] = field(default_factory=frozenset)
    phones: frozenset[str] = field(default_factory=frozenset)

    def is_same(self, other: "Person") -> bool:
        """Return whether the two share an account, an e-mail or a number, or are called the same."""
        shared = (self.users & other.users) or (self.emails & other.emails) or (self.phones & other.phones)
        return bool(shared) or _plain(self.name) == _plain(other.name)


def person_of_user(municipality_id: UUID, user_id: UUID) -> Person:
    """Return who has an account (2 statements)."""
    user = User.objects.get(id=user_id)
    return _widened(municipality_id, Person(user.name, frozenset({user.id}), frozenset({user.email.lower()})))


def person_of_request(request: SignatureRequest) -> Person:
    """Return who was asked for a word (2 statements)."""
    users = frozenset({request.user_id}) if request.user_id else frozenset()
    emails = frozenset(filter(None, [request.email.lower()]))
    return _widened(request.municipality_id, Person(request.name, users, emails, _numbers([request.phone])))


def refuse_staff(municipality_id: UUID, person: Person) -> None:
    """Raise ``Refused`` when somebody who would speak for the company or its employees works in the municipality."""
    if any(is_staff(each, municipality_id) for each in person.users):
        raise Refused(
            f"{person.name} arbejder i kommunen og kan ikke skrive under for virksomheden eller de ansatte.",
            code="staff",
        )


def refuse_borrowed_address(version: AgreementVersion, request: SignatureRequest, person: Person) -> None:
    """Raise ``Refused`` when somebody outside would be asked at the municipality's address, or at another's number.

    Whoever negotiates chooses the address. So it may be none of those the agreement gives for the municipality, and
    no number at which somebody of another name was asked for another company.
    """
    ours = [each for each in version.contacts if each.get("side") == Party.MUNICIPALITY]
    phones = _numbers([request.municipality.phone, *(each.get("phone", "") for each in ours)])
    emails = {request.municipality.email.lower(), *(each.get("email", "").lower() for each in ours)} - {""}
    if person.emails & emails:
        raise Refused(
            "Det er kommunens egen e-mail. Skriv personens egen.", code="our_address", field="email"
        )
    if person.phones & phones:
        raise Refused("Det er kommunens eget nummer. Skriv personens eget.", code="our_number", field="phone")
    company_id = version.agreement.centre.workplace.company_id
    asked = SignatureRequest.objects.filter(municipality_id=version.municipality_id, phone__in=person.phones)
    elsewhere = asked.exclude(version__agreement__centre__workplace__company_id=company_id)
    other = next(
        (name for name in elsewhere.values_list("name", flat=True) if _plain(name) != _plain(person.name)), ""
    )
    if other:
        raise Refused(
            f"Nummeret er brugt til {other} i en anden virksomhed. Skriv personens eget, eller send linket på e-mail.",
            code="others_number",
            field="phone",
        )


def refuse_two_parties(version: AgreementVersion, party: Party, people: Iterable[Person]) -> None:
    """Raise ``Refused`` when one of ``people`` has given, or noted, another party's word on a version."""
    others = version.signatures.exclude(party=party).select_related("request")
    known = [(each, person) for each in others for person in _behind(each)]
    for person in people:
        for signature, other in known:
            if person.is_same(other):
                whose = Party(signature.party).label.lower()
                raise Refused(
                    f"{person.name} har allerede svaret eller noteret et svar for {whose}. "
                    "Ingen svarer for to parter.",
                    code="two_parties",
                )


def refuse_asked_twice(version: AgreementVersion, party: Party, person: Person) -> None:
    """Raise ``Refused`` when somebody is asked for the word of another party already."""
    others = version.requests.filter(state=SignatureRequest.State.WAITING).exclude(party=party)
    for other in others:
        if person.is_same(person_of_request(other)):
            whose = Party(other.party).label.lower()
            raise Refused(
                f"{other.name} er allerede spurgt for {whose}. Vælg en anden: ingen svarer for to parter.",
                code="asked_for_two",
            )


def _behind(signature: Signature) -> list[Person]:
    """Return everybody who had a hand in a word: who gave it, and who noted it."""
    place = signature.municipality_id
    if signature.noted_by_id:
        return [Person(signature.name), person_of_user(place, signature.noted_by_id)]
    if signature.user_id:
        return [person_of_user(place, signature.user_id)]
    return [person_of_request(signature.request)] if signature.request else [Person(signature.name)]


def _widened(municipality_id: UUID, person: Person) -> Person:
    """Add what the same person is known by elsewhere: the e-mails of contacts with their number, and accounts.

    Numbers that stand at contacts are not added: a whole workplace may have one switchboard.
    """
    emails = person.emails | {_bare(each) for each in person.emails}
    for number in person.phones:
        contacts = Contact.objects.filter(municipality_id=municipality_id, phone__endswith=number[-1])
        emails |= {each.email.lower() for each in contacts if each.email and number in _numbers([each.phone])}
    users = person.users | set(User.objects.filter(email__in=emails).values_list("id", flat=True))
    return Person(person.name, frozenset(users), frozenset(emails), person.phones)


def _numbers(texts: Iterable[str]) -> frozenset[str]:
    found = set()
    for text in texts:
        try:
            found.add(mobile_number(text))
        except ValueError:
            continue  # nobody gets an SMS there
    return frozenset(found)


def _bare(email: str) -> str:
    """Return an e-mail without the tag its owner may put into it: ``anna+aftale@firma.dk`` is ``anna@firma.dk``."""
    box, at, host = email.rpartition("@")
    return f"{box.partition('+')[0]}{at}{host}"


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
