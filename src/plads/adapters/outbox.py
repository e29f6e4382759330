"""A folder instead of mail and SMS, for the demo: each message is a file, so that a newcomer can follow its link."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from plads.core import clock
from plads.messages.outgoing import one_line
from plads.messages.ports import Carrier, NotSent, Post


def outbox(channel: str) -> Carrier | None:
    """Return the demo's folder; ``None`` where there is none: a real installation never writes letters to a disk."""
    folder = settings.PLADS_OUTBOX
    return Outbox(Path(folder), channel) if folder and settings.PLADS_DEMO else None


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder with one file for each message, readable by its owner only."""

    folder: Path
    channel: str
    knows_repeats: bool = True

    def send(self, post: Post) -> None:
        """Write a message; the same one again takes the place of the first. Raises ``NotSent`` for a full disk."""
        words = [f"Til: {one_line(f'{post.name} <{post.to}>')}", f"Fra: {one_line(post.office)}"]
        words += [f"Emne: {one_line(post.subject)}"] if post.subject else []
        text = "\n".join([*words, "", post.body, ""])
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for before in self.folder.glob(f"*-{post.reference}.txt"):
                before.unlink()
            when = clock.now().astimezone(clock.COPENHAGEN)
            file = self.folder / f"{when:%Y-%m-%d-%H%M%S}-{self.channel}-{post.reference}.txt"
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as written:
                written.write(text)
        except OSError as error:
            raise NotSent("broken") from error
