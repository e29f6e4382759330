"""Who sees and changes what of companies, workplaces, employees and contacts."""

from plads.companies.models import Company, Contact, Workplace, WorkplaceMonth
from plads.core.eyes import Thing, internal, line

EYES = (
    Thing(
        "company",
        Company,
        (
            line("name", see="office manager company", change="office:on_entry"),
            line("cvr sector", see="office", change="office:on_entry"),
            internal("id sort_name", "key, and what lists are sorted by"),
        ),
    ),
    Thing(
        "workplace",
        Workplace,
        (
            line("name", see="office administrator company", change="office:on_entry"),
            line("p_number", see="office company", change="office:on_entry"),
            line(
                "street postcode city", see="office manager head_office candidate", change="office:on_entry"
            ),
            line("company", see="office", change="office:on_entry"),
            internal("id municipality sort_name", "keys, and what lists are sorted by"),
        ),
    ),
    Thing(
        "workplace_month",
        WorkplaceMonth,
        (
            line("month ordinary_fte", see="office", change="office"),
            line("source", see="office", change="office"),
            internal("id municipality workplace", "keys"),
        ),
    ),
    Thing(
        "contact",
        Contact,
        (
            line("kind name email phone", see="office", change="office"),
            internal("id municipality workplace", "keys"),
        ),
    ),
)
