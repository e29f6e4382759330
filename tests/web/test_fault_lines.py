"""The same fault in many rows is one line."""

from plads.intake.faults import Fault
from plads.web.fault_lines import fault_lines


def fault(row, value="x", message="Galt."):
    return Fault("Pladser", row, "Uge", value, message, "Ret det.")


def test_equal_faults_are_one_line_with_their_rows():
    (line,) = fault_lines([fault(2), fault(3), fault(4), fault(7)])
    assert (line.rows, line.count, line.values) == ("2–4, 7", 4, "x")


def test_different_faults_stand_apart_in_their_order():
    lines = fault_lines([fault(2), fault(2, message="Mangler."), fault(3)])
    assert [(line.message, line.rows) for line in lines] == [("Galt.", "2–3"), ("Mangler.", "2")]


def test_only_the_first_values_are_shown():
    (line,) = fault_lines([fault(row, value=str(row)) for row in range(2, 9)])
    assert line.values == "2; 3; 4; …"


def test_a_fault_of_the_whole_file_has_no_rows():
    (line,) = fault_lines([Fault("", None, "", "fil.xlsx", "Kan ikke læses.", "Gem den igen.")])
    assert (line.rows, line.sheet) == ("", "")
