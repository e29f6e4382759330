"""Who sees and changes what of companies, workplaces, employees and contacts."""

from plads.companies.models import Company, Contact, Workplace, WorkplaceMonth
from plads.core.eyes import Thing, internal, line

EYES = (
    Thing(
        "company",
        Company,
        (
            line(
                "name",
                see="office manager company",
                change="office:on_entry",
                where="for a company: as its agreements named it when they were sent",
            ),
            line("cvr sector", see="office", change="office:on_entry"),
            line("protected closed_on register_at", see="office", change="office:by_doing"),
            internal("id sort_name", "key, and what lists are sorted by"),
        ),
    ),
    Thing(
        "workplace",
        Workplace,
        (
            line(
                "name",
                see="office administrator company",
                change="office:on_entry",
                where="for a company: as its agreements named it when they were sent",
            ),
            line(
                "p_number",
                see="office company",
                change="office:on_entry",
                where="for a company: as its agreements named it when they were sent",
            ),
            line(
                "street postcode city",
                see="office manager head_office candidate mentor:after_confidentiality",
                change="office:on_entry",
            ),
            line("company", see="office", change="office:on_entry"),
            line(
                "industry_code industry protected closed_on register register_at",
                see="office",
                change="office:by_doing",
                where="the trade's code: only its words are shown",
            ),
            line("register_fault", see="office administrator", change="office:by_doing"),
            internal("register_tried_at", "how often a register that is down is asked"),
            internal("id municipality sort_name", "keys, and what lists are sorted by"),
        ),
    ),
    Thing(
        "workplace_month",
        WorkplaceMonth,
        (
            line("month ordinary_fte", see="office", change="office"),
            line("source", see="office", change="office"),
            line("noted_at register_fte", see="office", change="office:by_doing"),
            internal(
                "origin register_at", "whether the register may correct the number, and when it was read"
            ),
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
