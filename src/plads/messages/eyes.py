"""Who sees and changes what of notices, and of what is sent outside."""

from plads.core.eyes import Thing, internal, line
from plads.messages.models import Notice, OutgoingMessage

EYES = (
    Thing(
        "notice",
        Notice,
        (
            line("text created_at", see="office:own"),
            line("read_at", see="office:own", change="office:own"),
            internal("id municipality recipient event subject subject_id", "keys, and the page it leads to"),
        ),
    ),
    Thing(
        "outgoing_message",
        OutgoingMessage,
        (
            line("channel attempts next_try error created_at sent_at", see="administrator"),
            line("about", see="administrator", where="in words: what a letter is about, and not its code"),
            line("state", see="administrator", change="administrator:by_doing"),
            line("to", see="administrator:masked", where="masked: never a whole address"),
            internal(
                "name subject body", "the words between the jobcentre and who gets them: read by nobody here"
            ),
            internal(
                "id municipality key about_id began_at until to_whom",
                "keys, how an attempt that was cut off is found, and when a code is of no use any more",
            ),
        ),
    ),
)
