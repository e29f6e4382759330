"""The sealed papers of an agreement."""

from django.db import models
from django.db.models import Q

from plads.centres.models.agreements import AgreementVersion
from plads.core.clock import now
from plads.core.models import TenantModel, append_only


class Document(TenantModel):
    """The PDF of a sealed version: made once, sealed with a certificate, never changed.

    ``code`` is printed on the paper: whoever holds it can ask on the public page whether the paper is genuine.
    """

    version = models.OneToOneField(AgreementVersion, models.PROTECT, related_name="document")
    code = models.CharField("kontrolkode", max_length=26, unique=True)
    content = models.BinaryField()
    sha256 = models.CharField("kontroltal", max_length=64)
    signer = models.CharField("certifikat", max_length=200)
    trial = models.BooleanField("prøvecertifikat", default=False)
    made_at = models.DateTimeField("lavet", default=now)

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokumenter"
        constraints = [
            models.CheckConstraint(
                name="centres_document_digest", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            )
        ]
        triggers = [append_only("document_stands")]

    def __str__(self) -> str:
        return self.code
