"""``plads keys`` as an operator runs it."""

import json
from pathlib import Path

from tests.cli.test_commands import installation, plads

__all__ = ["installation"]


def test_keys_are_rotated_listed_and_never_shown(installation):
    before = json.loads(plads(installation, "keys", "list", "--json"))
    assert [each["name"] for each in before["keys"]] == ["k1"]
    done = json.loads(plads(installation, "keys", "rotate", "--lookup", "--json"))
    assert done == {"ok": True, "current": "k2", "rows": 0}
    said = plads(installation, "keys", "list")
    assert said.splitlines() == ["k1              0 values", "k2              0 values  in use"]
    file = json.loads((Path(installation["PLADS_DATA"]) / "keys.json").read_text())
    for secret in (*file["keys"].values(), file["lookup"], file["seal"]):
        assert secret not in said


def test_a_key_is_not_retired_too_early(installation):
    plads(installation, "keys", "retire", "k1", expect=1)
    plads(installation, "keys", "retire", "k9", expect=1)
