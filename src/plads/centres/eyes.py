"""Who sees and changes what of inquiries, centres, agreements and places."""

from plads.centres.models import Agreement, AgreementVersion, Centre, Inquiry, Place, Signature
from plads.core.eyes import Thing, internal, line

NEGOTIATORS = "consultant coordinator"

EYES = (
    Thing(
        "centre",
        Centre,
        (
            line(
                "name",
                see="office manager company mentor candidate",
                change="office:on_entry",
                where="for a mentor: the declaration of confidentiality and granted hours",
            ),
            line("state", see="office manager contact head_office", change="office:by_doing"),
            line("consultant", see="office manager company", change="office:by_doing"),
            line("workplace", see="office manager company", change="office:on_entry"),
            internal("id municipality sort_name", "keys, and what lists are sorted by"),
            internal("created_at", "the event says it"),
        ),
    ),
    Thing(
        "inquiry",
        Inquiry,
        (
            line("number", see="office public"),
            line(
                "company_name cvr p_number contact_name email phone message",
                see="office",
                change="public:on_entry",
            ),
            line("consultant", see="office", change="office"),
            line("state centre received_at", see="office", change="office:by_doing"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "agreement",
        Agreement,
        (
            line(
                "state period", see="office manager company:sent", change="office:by_doing contact:by_doing"
            ),
            internal("id municipality centre", "keys"),
        ),
    ),
    Thing(
        "version",
        AgreementVersion,
        (
            line("number state sealed_at seal", see="office company:sent"),
            line("period places", see="office company:sent", change=NEGOTIATORS),
            line(
                "goals target_group mentor_arrangement economy absence_procedure notice_days",
                see="office company:sent",
                change=NEGOTIATORS,
            ),
            line("quota", see="office company:sent"),
            internal("id municipality agreement", "keys"),
            internal("created_at", "the event says it"),
        ),
    ),
    Thing(
        "signature",
        Signature,
        (
            line(
                "party signed_at agrees",
                see="office company:sent",
                change=f"{NEGOTIATORS} contact representative",
            ),
            line("name", see="office company:sent"),
            line("statement", see="office company:sent", change="representative"),
            internal("id municipality version user", "keys"),
        ),
    ),
    Thing(
        "place",
        Place,
        (
            line(
                "number function period state",
                see="office manager contact head_office:counts mentor candidate",
            ),
            line("tasks", see="office contact candidate", where="a place a candidate is offered"),
            line("slots", see="office contact"),
            line("danish_level languages demands", see="office"),
            internal("id municipality centre agreement", "keys"),
        ),
    ),
)
