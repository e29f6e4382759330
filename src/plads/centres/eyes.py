"""Who sees and changes what of inquiries, centres, agreements and places."""

from plads.centres.models import (
    Agreement,
    AgreementPause,
    AgreementTemplate,
    AgreementVersion,
    AssignmentRule,
    Centre,
    Document,
    Inquiry,
    Place,
    Signature,
    SignatureRequest,
)
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
            line("reply answered_at", see="office public", change="office"),
            line(
                "postcode industry",
                see="office",
                change="public:on_entry",
                where="the trade: an inquiry whose company was found in the register",
            ),
            line("assigned_by", see="office", change="office:by_doing"),
            internal("industry_code", "what the rules of assignment compare"),
            line("register register_at", see="office", change="office:by_doing"),
            internal("follow_digest", "finds an inquiry by its link; the link itself is not stored"),
            line(
                "company_name cvr p_number contact_name email phone message",
                see="office",
                change="public:on_entry",
            ),
            line("consultant", see="office", change="office"),
            line("state centre received_at", see="office public", change="office:by_doing"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "assignment_rule",
        AssignmentRule,
        (
            line(
                "order consultant first_postcode last_postcode industry",
                see="coordinator administrator",
                change="coordinator administrator",
            ),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "agreement_template",
        AgreementTemplate,
        (
            line("name number clauses", see="office administrator", change="coordinator administrator"),
            line(
                "state published_at made_by",
                see="office administrator",
                change="coordinator:by_doing administrator:by_doing",
            ),
            internal("id municipality created_at", "keys, and when it was begun"),
        ),
    ),
    Thing(
        "agreement",
        Agreement,
        (
            line(
                "state period", see="office manager company:sent", change="office:by_doing contact:by_doing"
            ),
            line(
                "paused_from paused_until pause_reason notice_given_on notice_by notice_reason ends_on",
                see="office manager company:sent",
                change=NEGOTIATORS,
                where="an agreement that was given notice, or rests",
            ),
            line("follows copied_from", see="office", change="office:by_doing"),
            internal("id municipality centre", "keys"),
        ),
    ),
    Thing(
        "agreement_pause",
        AgreementPause,
        (
            line(
                "period reason",
                see="office company:sent",
                change=NEGOTIATORS,
                where="an agreement whose pause is not over",
            ),
            internal("id municipality agreement", "keys"),
            internal("set_at", "the event says it"),
        ),
    ),
    Thing(
        "version",
        AgreementVersion,
        (
            line("number state sealed_at seal", see="office company:sent"),
            line("period places", see="office company:sent", change=NEGOTIATORS),
            line(
                "goals target_group mentor_arrangement economy absence_procedure notice_days followup_days"
                " evaluation_on clauses contacts",
                see="office company:sent",
                change=NEGOTIATORS,
            ),
            line(
                "reason",
                see="office company:sent",
                change=NEGOTIATORS,
                where="a version that changes an agreement in force",
            ),
            line("quota changed parties", see="office company:sent"),
            line("template", see="office", change=f"{NEGOTIATORS}"),
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
            line(
                "way noted_by noted_why",
                see="office company:sent",
                change=NEGOTIATORS,
                where="a word that was given on paper or by telephone",
            ),
            line("statement", see="office company:sent", change="representative"),
            internal("id municipality version user request", "keys"),
        ),
    ),
    Thing(
        "signature_request",
        SignatureRequest,
        (
            line(
                "party contact user name channel email phone",
                see="office",
                change=NEGOTIATORS,
                where="an agreement that waits for an answer",
            ),
            line(
                "state asked_at expires_at opened_at reminded_at reminders",
                see="office",
                change=" ".join(f"{each}:by_doing" for each in NEGOTIATORS.split()),
            ),
            internal("token_digest code_digest", "find a link and check a code; neither is stored itself"),
            internal("code_sent_at code_tries", "bound how long and how often a code may be tried"),
            internal("id municipality version", "keys"),
        ),
    ),
    Thing(
        "document",
        Document,
        (
            line("content made_at", see="office company:sent"),
            line(
                "sha256",
                see="office manager company:sent administrator:with_the_paper support:with_the_paper "
                "mentor:with_the_paper candidate:with_the_paper public:with_the_paper",
                where="the page that checks papers, for whoever lays the file there",
            ),
            line(
                "code signer trial",
                see="office manager company:sent administrator:with_the_paper support:with_the_paper "
                "mentor:with_the_paper candidate:with_the_paper public:with_the_paper",
            ),
            internal("id municipality version", "keys"),
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
            line("danish_level languages demands certificates shift occupation", see="office"),
            internal("id municipality centre agreement", "keys"),
        ),
    ),
)
