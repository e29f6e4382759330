"""The list of occupations: right codes, one kind of work each, and Danish names one can tell apart."""

from plads.core.codes import Function
from plads.core.occupations import name_of, occupations


def test_every_kind_of_work_has_occupations_with_names_of_their_own():
    rows = occupations().values()
    assert {row.function for row in rows} == set(Function)
    assert len({row.name for row in rows}) == len(rows) >= 60
    assert all(row.code.isdecimal() and len(row.code) == 4 and row.code[0] in "23456789" for row in rows)


def test_an_occupation_has_its_address_in_esco_and_sets_the_kind_of_work():
    filler = occupations()["9334"]
    assert (filler.name, filler.function) == ("Varepåfylder", Function.SHOP)
    assert filler.uri == "http://data.europa.eu/esco/isco/C9334"
    assert (name_of("9334"), name_of(""), name_of("0000")) == ("Varepåfylder", "", "")
