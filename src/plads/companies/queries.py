"""What services and pages read about workplaces."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from plads.companies.models import WorkplaceMonth

QUOTA_MONTHS = 4
"""How many of the latest months rimelighedskravet averages (BAB § 65, stk. 4)."""


def employment(workplace_id: UUID) -> list[tuple[date, Decimal]]:
    """Return the latest four months of ordinary full-time equivalents, oldest first (1 statement)."""
    latest = WorkplaceMonth.objects.filter(workplace_id=workplace_id).order_by("-month")[:QUOTA_MONTHS]
    return [(row.month, row.ordinary_fte) for row in reversed(latest)]
