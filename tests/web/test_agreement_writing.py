"""An agreement written a page at a time, and the templates it begins with."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plads.centres.models import AgreementTemplate, AgreementVersion, Centre
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from tests.web.pages import DETAIL_BOUND

HEAVIEST = 100_000
"""How many bytes a page may be."""

PLACE = {
    "occupation": "9334",
    "tasks": "Fylde op\nVende varer",
    "week": "man-tor 9-13",
    "shift": "dag",
    "danish_level": "2",
}


def inside():
    return acting(Actor.system(Municipality.objects.get(code="217").id))


def newest() -> AgreementVersion:
    with inside():
        return AgreementVersion.objects.select_related("agreement").order_by("-created_at")[0]


@pytest.fixture
def consultant(own_story, sign_in):
    return sign_in(Role.CONSULTANT)


def begin(client, places: int) -> str:
    with inside():
        centre, template = Centre.objects.get(), AgreementTemplate.objects.get()
    given = {
        "first_day": "2028-01-01",
        "last_day": "2028-12-31",
        "places": places,
        "source": str(template.id),
    }
    answer = client.post(f"/centre/{centre.id}/aftale/ny/", given)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_agreement_is_written_a_page_at_a_time_and_says_what_it_lacks(consultant):
    here = begin(consultant, 3)
    assert f'href="{here}pladser/2/"' in page(consultant, here)
    assert "Send til underskrift" not in page(consultant, here)

    wrong = consultant.post(f"{here}pladser/1/", PLACE | {"week": "man-fre 25-99", "do": "save"})
    assert "er ikke et klokkeslæt" in wrong.content.decode()
    assert "Vende varer" in wrong.content.decode()
    assert consultant.post(f"{here}pladser/1/", PLACE | {"do": "fill"})["Location"] == f"{here}pladser/"
    assert [place["tasks"] for place in newest().places] == [["Fylde op", "Vende varer"]] * 3

    copied = consultant.post(f"{here}pladser/2/", PLACE | {"do": "copy", "demands": "loeft"})
    assert copied["Location"] == f"{here}pladser/4/"
    assert [place["demands"] for place in newest().places] == [[], ["loeft"], [], ["loeft"]]
    assert newest().places[0]["function"] == "butik"

    above = consultant.post(f"{here}pladser/3/", {"do": "above"}).content.decode()
    assert re.search(r'value="loeft"[^>]*checked', above)
    consultant.post(f"{here}pladser/2/", {"do": "remove"})
    assert [place["number"] for place in newest().places] == [1, 2, 3]
    consultant.post(f"{here}pladser/", {"do": "like", "count": "2"})
    assert len(newest().places) == 5
    assert "Send til underskrift" in page(consultant, here)


def test_words_and_contacts_are_kept_and_an_unknown_field_is_named(consultant):
    here = begin(consultant, 1)
    with inside():
        clauses = {each["key"]: each["text"] for each in AgreementTemplate.objects.get().clauses}
    given = clauses | {
        "first_day": "2028-01-01",
        "last_day": "2028-12-31",
        "notice_days": "60",
        "followup_days": "14",
    }
    refused = consultant.post(f"{here}ret/", given | {"insurance": "Se {police}."}).content.decode()
    assert "{police}" in refused
    assert "Se {police}." in refused
    assert consultant.post(f"{here}ret/", given | {"insurance": "Dækket."})["Location"] == here
    shown = page(consultant, here)
    assert "Dækket." in shown
    assert "60 dages varsel" in shown
    assert "{" not in re.sub(r"<(script|meta|style)[^>]*>", "", shown.split("<main")[1])

    rows = {
        "person-TOTAL_FORMS": "3",
        "person-INITIAL_FORMS": "0",
        "person-0-side": "company",
        "person-0-name": "Kim",
    }
    rows |= {
        "person-1-side": "municipality",
        "person-1-name": "Ida",
        "person-2-side": "company",
        "person-2-role": "Chef",
    }
    assert "Skriv personens navn" in consultant.post(f"{here}kontakter/", rows).content.decode()
    rows["person-2-role"] = ""
    assert consultant.post(f"{here}kontakter/", rows)["Location"] == here
    assert [each["name"] for each in newest().contacts] == ["Kim", "Ida"]


def test_a_contact_added_to_the_centre_after_the_draft_began_is_not_typed_again(consultant):
    here = begin(consultant, 1)
    known = newest().contacts
    with inside():
        rows = AgreementVersion.objects.filter(id=newest().id)
        rows.update(contacts=[each for each in known if each["side"] == "municipality"])
    shown = page(consultant, f"{here}kontakter/")
    theirs = [each for each in known if each["side"] != "municipality"]
    assert theirs
    assert all(f'value="{each["name"]}"' in shown for each in known)
    assert "Se efter, og gem" in shown


def test_sixty_places_and_long_words_stay_within_the_weight_and_the_statements_of_a_page(consultant):
    here = begin(consultant, 60)
    consultant.post(f"{here}pladser/1/", PLACE | {"do": "fill"})
    for number in range(2, 61, 12):
        consultant.post(
            f"{here}pladser/{number}/", PLACE | {"do": "save", "week": f"man 9-{10 + number % 7}"}
        )
    with inside():
        clauses = {each["key"]: "Vi taler sammen. " * 220 for each in AgreementTemplate.objects.get().clauses}
    days = {"first_day": "2028-01-01", "last_day": "2028-12-31", "notice_days": "60"}
    assert consultant.post(f"{here}ret/", clauses | days)["Location"] == here
    for path in ("", "ret/", "pladser/", "pladser/60/", "kontakter/"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown = page(consultant, f"{here}{path}")
        assert len(shown.encode()) <= HEAVIEST, path
        assert len([each for each in queries if each["sql"].startswith("SELECT")]) <= DETAIL_BOUND, path


def test_a_coordinator_writes_a_template_and_takes_it_in_use(own_story, sign_in):
    client = sign_in(Role.COORDINATOR)
    with inside():
        old = AgreementTemplate.objects.get()
    onward = client.post(f"/skabeloner/{old.id}/", {"do": "new_version"})["Location"]
    given = {each["key"]: each["text"] for each in old.clauses}
    wrong = client.post(onward, given | {"goals": "Hos {firma}."}).content.decode()
    assert "{firma}" in wrong
    assert "Mål for centret" in wrong
    own = {"own-1": "Tøj vaskes.", "own-1-title": "Tøj", "notice-locked": "on"}
    here = client.post(onward, given | own)["Location"]
    assert "Tøj vaskes." in page(client, here)
    assert "Varehuset Eksempel A/S" in page(client, here)
    client.post(here, {"do": "publish"})
    with inside():
        version = AgreementVersion.objects.get()
        used = AgreementTemplate.objects.get(state="published")
    assert (used.number, [each["key"] for each in used.clauses if each["locked"]]) == (2, ["notice"])
    assert "Version 2 af skabelonen er i brug nu." in page(client, f"/aftaler/{version.id}/")
    assert client.post(here, {"do": "nothing"}).status_code == 403
