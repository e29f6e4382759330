"""``plads access matrix`` prints who sees what, without a database; ``plads access EMAIL`` still makes links."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def matrix(tmp_path_factory):
    """Runs the command with nothing but a folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PLADS_", "DATABASE"))}

    def run(*arguments):
        command = [sys.executable, "-m", "plads.cli", "access", "matrix", *arguments]
        env = clean | {"PLADS_DATA": str(tmp_path_factory.mktemp("data"))}
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)

    return run


def test_the_rows_have_five_keys_and_the_word_behind_a_yes(matrix):
    rows = json.loads(matrix("--json").stdout)
    assert {tuple(row) for row in rows} == {("role", "object", "field", "see", "change", "condition")}
    assert all(isinstance(row["see"], bool) and isinstance(row["change"], bool) for row in rows)
    assert len({(row["role"], row["object"], row["field"]) for row in rows}) == len(rows)


def test_a_mentor_never_sees_a_cpr_number_and_sees_the_name_only_after_confidentiality(matrix):
    rows = json.loads(matrix("--json", "--role", "mentor", "--object", "candidate").stdout)
    said = {row["field"]: (row["see"], row["change"], row["condition"]) for row in rows}
    assert said["cpr"] == (False, False, "")
    assert said["name"] == (True, False, "after_confidentiality")


def test_the_readable_table_names_each_thing_and_role(matrix):
    shown = matrix("--object", "candidate").stdout
    assert "candidate · caseworker" in shown
    assert "candidate · mentor" in shown
    assert "candidate · head_office" not in shown  # it sees nothing of a candidate


def test_an_unknown_role_is_answered_with_those_there_are(matrix):
    done = matrix("--role", "chef")
    assert done.returncode == 1
    assert "There is no role chef. Choose among: consultant, caseworker" in done.stderr
