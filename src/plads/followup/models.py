"""Follow-up, progress and competence statements."""

import base64
import json
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

from plads.core.clock import now
from plads.core.fields import EncryptedTextField
from plads.core.models import TenantModel
from plads.people.models import User
from plads.placements.models import Placement


class FollowUp(TenantModel):
    """A meeting of jobcentre, mentor and candidate about a placement: due on a day, held on a day."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="followups")
    due_on = models.DateField("senest")
    held_on = models.DateField("holdt", null=True, blank=True)
    note = EncryptedTextField("referat", blank=True)
    agreed = models.TextField("aftalt", blank=True)
    held_by = models.CharField("holdt af", max_length=160, blank=True)

    class Meta:
        verbose_name = "opfølgning"
        verbose_name_plural = "opfølgninger"
        constraints = [models.UniqueConstraint(fields=["placement", "due_on"], name="followup_due_once")]
        indexes = [
            models.Index(fields=["municipality", "due_on"], name="followup_due", condition=Q(held_on=None))
        ]

    def __str__(self) -> str:
        return f"Opfølgning {self.due_on}"


class ProgressMeasure(TenantModel):
    """A step scored together with the candidate, 1 to 10, on one question."""

    class Question(models.TextChoices):
        ATTENDANCE = "attendance", "Møder stabilt"
        TASKS = "tasks", "Klarer opgaverne"
        LANGUAGE = "language", "Taler dansk på arbejdet"
        COLLEAGUES = "colleagues", "Er en del af holdet"
        BELIEF = "belief", "Tror på et job"

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="progress")
    day = models.DateField("dag")
    question = models.CharField("spørgsmål", max_length=12, choices=Question)
    score = models.PositiveSmallIntegerField("trin, 1 til 10")
    noted_by = models.CharField(max_length=160)

    class Meta:
        verbose_name = "udvikling"
        verbose_name_plural = "udvikling"
        constraints = [
            models.UniqueConstraint(fields=["placement", "day", "question"], name="followup_progress_once"),
            models.CheckConstraint(name="followup_score", condition=Q(score__gte=1, score__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.score}"


class Statement(TenantModel):
    """A competence statement (kompetencebevis): what a candidate did and learnt, theirs to keep."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="statement")
    content = models.JSONField("indhold")
    digest = models.CharField("kontroltal", max_length=64)
    issued_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "kompetencebevis"
        verbose_name_plural = "kompetencebeviser"

    def __str__(self) -> str:
        return f"Bevis {self.digest[:8]}"


class LetterText(TenantModel):
    """A municipality's own words in letters of decision: how one complains (klagevejledning).

    The words that come with Plads were not read in the law, so no letter is approved before a person of the
    municipality has said that they are right.
    """

    complaint = models.TextField("klagevejledning")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("bekræftet", default=now)

    class Meta:
        verbose_name = "tekst til breve"
        verbose_name_plural = "tekster til breve"
        constraints = [models.UniqueConstraint(fields=["municipality"], name="followup_letter_text_once")]

    def __str__(self) -> str:
        return self.complaint[:40]


class DecisionLetter(TenantModel):
    """A letter about a decision (afgørelse): drafted from the facts, approved by a person, sent by a person.

    From the approval on it stands: its words are sealed in ``paper``, whose SHA-256 is ``sha256``.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", "Bevilling af forløb"
        EXTENDED = "extended", "Forlængelse af forløb"
        REFUSED = "refused", "Afslag"
        ENDED = "ended", "Forløbet er slut"

    class State(models.TextChoices):
        DRAFT = "draft", "Kladde"
        APPROVED = "approved", "Godkendt"
        SENT = "sent", "Sendt"

    class Way(models.TextChoices):
        PRINTED = "printed", "Udskrevet og sendt med posten"
        HANDED = "handed", "Udskrevet og givet i hånden"
        DIGITAL_POST = "digital_post", "Digital Post fra kommunens eget system"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="letters")
    kind = models.CharField("afgørelse", max_length=8, choices=Kind)
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.DRAFT)
    paragraphs = models.CharField("lovhenvisning", max_length=300)
    reasons = EncryptedTextField("begrundelse")
    words = EncryptedTextField("fakta")
    """What Plads knew when the letter was written, as JSON; see ``facts``."""
    complaint = models.TextField("klagevejledning", blank=True)
    paper = EncryptedTextField("brevet som PDF", blank=True)
    """The approved letter's PDF, in base64, because it holds the reasons; see ``pdf``."""
    sha256 = models.CharField("kontroltal", max_length=64, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField("skrevet", default=now)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("godkendt", null=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField("sendt", null=True)
    sent_how = models.CharField("hvordan", max_length=12, choices=Way, blank=True)

    class Meta:
        verbose_name = "afgørelsesbrev"
        verbose_name_plural = "afgørelsesbreve"
        constraints = [
            models.CheckConstraint(
                name="followup_letter_whole",
                condition=Q(state="draft", sha256="", approved_at=None)
                | (
                    Q(approved_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$")
                    & ~Q(state="draft")
                    & ~Q(complaint="")
                ),
            ),
            models.CheckConstraint(
                name="followup_letter_sent",
                condition=Q(state="sent", sent_on__isnull=False) & ~Q(sent_how="")
                | ~Q(state="sent") & Q(sent_on=None, sent_how=""),
            ),
        ]
        indexes = [models.Index(fields=["placement", "-written_at"], name="followup_letters")]
        triggers = [
            pgtrigger.Trigger(
                name="approved_letter_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.state <> 'draft' AND (
                        NEW.state = 'draft'
                        OR (NEW.placement_id, NEW.kind, NEW.paragraphs, NEW.complaint, NEW.sha256, NEW.approved_at)
                        IS DISTINCT FROM
                        (OLD.placement_id, OLD.kind, OLD.paragraphs, OLD.complaint, OLD.sha256, OLD.approved_at)
                    ) THEN
                        RAISE EXCEPTION 'letter % is approved and stands as it is', OLD.id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_letter_stands';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"

    @property
    def facts(self) -> dict[str, Any]:
        """What Plads knew when the letter was written."""
        found: dict[str, Any] = json.loads(self.words)
        return found

    @property
    def pdf(self) -> bytes:
        """The approved letter as it was made; empty for a draft."""
        return base64.b64decode(self.paper)
