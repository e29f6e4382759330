"""Reactions that write to those whose word an agreement needs: asked, reminded, not needed any more.

Links and codes are worked out here, when the letter is written: no event and no row holds one. See decision 0025.
"""

from datetime import datetime

from plads.centres.models import AgreementVersion, Party, Signature, SignatureRequest
from plads.centres.paper_queries import COPY_DAYS
from plads.centres.services.links import CODE_TIME, code_lives, code_of, token_of
from plads.config.services import configuration
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.periods import show_day
from plads.flows.reading import named
from plads.messages.outgoing import Letter, queue
from plads.messages.services import tell

ACCOUNT, MAIL, SMS = (
    SignatureRequest.Channel.ACCOUNT,
    SignatureRequest.Channel.MAIL,
    SignatureRequest.Channel.SMS,
)
_PAGES = {Party.COMPANY: "min-virksomhed/aftaler", Party.REPRESENTATIVE: "udtalelser"}
"""Where each party answers when signed in, and its id follows."""


def send_signing_link(actor: Actor, event: Event) -> object:
    """Write to somebody who is asked for their word, or who asked for their link again."""
    request = _request(event)
    if request is None:
        return None
    if request.party == Party.MUNICIPALITY:
        return _tell_colleague(event, request, "venter på kommunens underskrift")
    centre, town = _centre(request), request.municipality
    task = "læse og svare på" if request.party == Party.REPRESENTATIVE else "læse og skrive under på"
    short = f"Hej {_first(request)}. {town.name} beder dig {task} aftalen om {centre}: {_address(request)}"
    return _send(
        actor, event, request, f"Aftalen om {centre} venter på dit svar", short, _long(request, task)
    )


def send_signing_reminder(actor: Actor, event: Event) -> object:
    """Remind somebody who has not answered yet."""
    request = _request(event)
    if request is None:
        return None
    if request.party == Party.MUNICIPALITY:
        return _tell_colleague(event, request, "venter stadig på kommunens underskrift")
    centre = _centre(request)
    short = f"Hej {_first(request)}. Vi mangler stadig dit svar på aftalen om {centre}: {_address(request)}"
    body = (
        f"Hej {request.name}\n\nDen {show_day(request.asked_at.date())} bad vi dig svare på aftalen om {centre}. "
        f"Vi mangler stadig dit svar.\n\n{_how(request)}\n\n{_sender(request)}"
    )
    return _send(actor, event, request, f"Vi mangler dit svar på aftalen om {centre}", short, body)


def send_signing_code(actor: Actor, event: Event) -> object:
    """Send the one-time code to the address on record."""
    request = _request(event)
    code = code_of(request) if request is not None else None
    if request is None or code is None or request.code_sent_at is None or not code_lives(request):
        return None
    shown = f"{code[:3]} {code[3:]}"
    short = f"{shown} er din kode til aftalen om {_centre(request)}. Den gælder i 10 minutter. Giv den ikke til andre."
    body = (
        f"Hej {request.name}\n\nDin kode til at svare på aftalen om {_centre(request)} er:\n\n    {shown}\n\n"
        "Den gælder i 10 minutter. Giv den ikke til andre. Har du ikke bedt om en kode, skal du ikke gøre noget."
        f"\n\n{_sender(request)}"
    )
    subject, until = f"Din kode til aftalen om {_centre(request)}", request.code_sent_at + CODE_TIME
    return _send(actor, event, request, subject, short, body, until)


def send_copies(actor: Actor, event: Event) -> object:
    """Tell those who answered by a link that all have, and where they get their own copy of the paper."""
    words = Signature.objects.filter(version_id=named(event, "version_id"), way=Signature.Way.LINK)
    requests = SignatureRequest.objects.select_related("version__agreement__centre", "municipality")
    for request in requests.filter(id__in=words.values("request_id"), channel__in=[MAIL, SMS]):
        if token_of(request) is None:
            continue  # the key of their link is gone: they ask for their copy
        centre = _centre(request)
        said = f"Alle har svaret på aftalen om {centre}, og den gælder. Hent den her inden {COPY_DAYS} dage"
        short = f"Hej {_first(request)}. {said}: {_address(request)}"
        body = f"Hej {request.name}\n\n{said}:\n{_address(request)}\n\nGem den.\n\n{_sender(request)}"
        subject = f"Aftalen om {centre} gælder"
        _send(actor, event, request, subject, short, body, key=f"signing:{event.id}:{request.id}")
    return None


def tell_not_needed(actor: Actor, event: Event) -> object:
    """Tell somebody that they need not answer any more, and why."""
    request = _asked(event)
    if request is None or request.party == Party.MUNICIPALITY:
        return None
    centre, why = _centre(request), event.facts["why"]
    short = f"Hej {_first(request)}. Du skal ikke svare på aftalen om {centre} nu: {why}. Dit link gælder ikke mere."
    body = (
        f"Hej {request.name}\n\nDu skal ikke svare på aftalen om {centre} nu: {why}. "
        f"Det link, du fik, gælder ikke mere. Skal du svare igen, skriver vi til dig.\n\n{_sender(request)}"
    )
    return _send(actor, event, request, f"Du skal ikke svare på aftalen om {centre} nu", short, body)


def tell_word_fell(actor: Actor, event: Event) -> object:
    """Tell somebody who had answered that their word counts no more, because the agreement is changed."""
    signature = (
        Signature.objects.select_related(
            "request__municipality", "user", "version__agreement__centre", "municipality"
        )
        .filter(id=named(event, "signature_id"))
        .first()
    )
    if signature is None or signature.party == Party.MUNICIPALITY:
        return None
    centre, name = signature.version.agreement.centre.name, signature.name
    short = (
        f"Hej {name.split()[0]}. Aftalen om {centre} bliver rettet. Dit svar på version {event.facts['number']} "
        "gælder ikke mere. Vi skriver, når den nye er klar."
    )
    body = (
        f"Hej {name}\n\nAftalen om {centre} bliver rettet. Derfor gælder dit svar på version "
        f"{event.facts['number']} ikke mere. Du får den nye version at læse, før nogen kan bruge den.\n\n"
        f"Venlig hilsen\n{signature.municipality.office_name}, {signature.municipality.name}"
    )
    request = signature.request
    if request is not None and request.channel == SMS:
        letter = Letter(
            "sms", request.phone, name, "", short, "agreement", signature.version_id, None, request.id
        )
    else:
        to = request.email if request is not None else signature.user.email if signature.user else ""
        if not to:
            return None  # a word given on paper: whoever noted it knows where to find them
        subject, whom = f"Aftalen om {centre} bliver rettet", request.id if request is not None else None
        letter = Letter("mail", to, name, subject, body, "agreement", signature.version_id, None, whom)
    return queue(actor, event.municipality_id, f"signing:{event.id}", letter)


def tell_of_no(actor: Actor, event: Event) -> object:
    """Tell the consultant when a party says no."""
    if event.facts["answer"] == "ja":
        return None
    version = (
        AgreementVersion.objects.select_related("agreement__centre")
        .filter(agreement_id=named(event, "agreement_id"))
        .order_by("-number")[0]
    )
    text = f"{event.facts['name']} har sagt nej til aftalen med {version.agreement.centre.name}"
    return tell(event, [version.agreement.centre.consultant_id], text[:300], "agreement", version.id)


def tell_of_wrong_person(actor: Actor, event: Event) -> object:
    """Tell the consultant that a link was opened by somebody it is not for."""
    request = _asked(event)
    if request is None:
        return None
    text = f"Linket til {request.name} blev åbnet af en anden. Se, om den rette er spurgt"
    consultant_id = request.version.agreement.centre.consultant_id
    return tell(event, [consultant_id], text[:300], "agreement", request.version_id)


def _asked(event: Event) -> SignatureRequest | None:
    rows = SignatureRequest.objects.select_related("version__agreement__centre", "municipality")
    return rows.filter(id=named(event, "request_id")).first()


def _request(event: Event) -> SignatureRequest | None:
    """Return the request an event is about, while its answer is awaited."""
    request = _asked(event)
    if request is None or request.state != SignatureRequest.State.WAITING:
        return None
    return request if request.version.state == AgreementVersion.State.OFFERED else None


def _tell_colleague(event: Event, request: SignatureRequest, what: str) -> object:
    if request.user_id == event.actor_user_id:
        return None  # who sends an agreement knows that it waits for them
    return tell(
        event, [request.user_id], f"Aftalen med {_centre(request)} {what}", "agreement", request.version_id
    )


def _send(
    actor: Actor,
    event: Event,
    request: SignatureRequest,
    subject: str,
    short: str,
    body: str,
    until: datetime | None = None,
    key: str = "",
) -> object:
    """Queue one letter by the way the person is asked; after ``until`` nobody has a use for it."""
    about = ("agreement", request.version_id, until, request.id)
    if request.channel == SMS:
        letter = Letter("sms", request.phone, request.name, "", short, *about)
    else:
        letter = Letter("mail", request.email, request.name, subject, body, *about)
    return queue(actor, event.municipality_id, key or f"signing:{event.id}", letter)


def _long(request: SignatureRequest, task: str) -> str:
    places = len(request.version.places)
    number = "én plads" if places == 1 else f"{places} pladser"
    return (
        f"Hej {request.name}\n\n{request.municipality.name} beder dig {task} aftalen om {_centre(request)} "
        f"med {number}.\n\n{_how(request)}\n\n{_sender(request)}"
    )


def _how(request: SignatureRequest) -> str:
    """Return how somebody answers: their link, or where they sign in."""
    if request.channel == ACCOUNT:
        return f"Log ind og svar her:\n{_address(request)}"
    last = f" Det gælder til og med {show_day(request.expires_at.date())}." if request.expires_at else ""
    return (
        f"Læs og svar her:\n{_address(request)}\n\nLinket er personligt.{last} "
        "Når du svarer, sender vi en kode til dig, så vi ved, at det er dig."
    )


def _address(request: SignatureRequest) -> str:
    """Return the address of the page where somebody answers; never built from what a browser says of our host."""
    base = configuration().address
    if request.channel == ACCOUNT:
        return f"{base}/{_PAGES[Party(request.party)]}/{request.version_id}/"
    return f"{base}/{request.municipality.slug}/underskrift/{token_of(request)}/"


def _sender(request: SignatureRequest) -> str:
    town = request.municipality
    lines = ["Venlig hilsen", f"{town.office_name}, {town.name}", town.phone]
    return "\n".join(line for line in lines if line)


def _centre(request: SignatureRequest) -> str:
    return request.version.agreement.centre.name


def _first(request: SignatureRequest) -> str:
    return request.name.split()[0]
