"""The pages of an agreement's life: each shows what it means, and does it when its button is pressed."""

import re

import pytest

from plads.centres.models import Agreement, AgreementVersion, Centre
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.periods import closed_last_day
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import Placement
from tests.days import TODAY


@pytest.fixture
def town(own_story):
    return Actor.system(Municipality.objects.get(code="217").id)


@pytest.fixture
def here(town):
    """The address of the story's agreement."""
    with acting(town):
        return f"/aftaler/{AgreementVersion.objects.get(state='signed').id}/"


def agreement(town):
    with acting(town):
        return Agreement.objects.get(state__in=["signed", "paused", "ended"])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_every_deed_is_a_link_on_the_agreements_page_and_shows_what_it_means(here, sign_in):
    client = sign_in(Role.CONSULTANT)
    page = client.get(here).content.decode()
    for name in ("aendr", "forlaeng", "faerre-pladser", "forny", "kopier", "pause", "opsig"):
        assert f'href="{here}{name}/"' in page, name
        assert "Det betyder" in text(client.get(f"{here}{name}/"))


def test_the_centre_says_that_the_agreement_stands_while_a_change_is_written_and_signed(here, town, sign_in):
    client = sign_in(Role.CONSULTANT)
    client.post(f"{here}aendr/", {"reason": "Andre tider"})
    with acting(town):
        centre = f"/centre/{Centre.objects.get().id}/"
    assert "Der er en kladde til en ny version" in text(client.get(centre))
    assert "Aftalen gælder, som den er" in text(client.get(centre))


def test_notice_asks_about_each_course_and_is_taken_back(here, town, sign_in):
    client = sign_in(Role.CONSULTANT)
    shown = text(client.get(f"{here}opsig/"))
    with acting(town):
        running = list(Placement.objects.filter(state="running"))
    assert all(name in shown for name in ("Kamal Kandidat", "Oksana Modelenko", "Yusuf Forsøg"))
    fates = {f"fate_{each.id}": "goes_on" for each in running}
    sent = {"by": "company", "last_day": "2026-11-30", "reason": "De flytter", **fates}
    assert "Sidste dag kan tidligst være" in text(client.post(f"{here}opsig/", sent))
    done = client.post(f"{here}opsig/", sent | {"by": "both"}, follow=True)
    assert "Aftalen er opsagt. Sidste dag er 30.11.2026" in text(done)
    with acting(town):
        assert {closed_last_day(each.period).day for each in Placement.objects.filter(state="running")} == {
            30
        }
    back = client.get(f"{here}opsig/")
    assert text(back).count("Plads ") >= len(running)
    client.post(f"{here}opsig/", {"drawn_out": [str(each.id) for each in running]})
    assert agreement(town).ends_on is None
    with acting(town):
        assert all(
            closed_last_day(each.period) == each.agreed_last_day
            for each in Placement.objects.filter(state="running")
        )


def test_a_course_that_ends_before_needs_its_day(here, town, sign_in):
    with acting(town):
        running = list(Placement.objects.filter(state="running"))
    fates = {f"fate_{each.id}": "ends" for each in running}
    sent = {"by": "both", "last_day": "2026-11-30", "reason": "De flytter", **fates}
    assert "Vælg forløbets sidste dag." in text(sign_in(Role.CONSULTANT).post(f"{here}opsig/", sent))
    assert agreement(town).ends_on is None


def test_a_pause_ahead_is_called_off_and_a_new_one_set(here, town, sign_in):
    client = sign_in(Role.CONSULTANT)
    assert "Pause fra" in text(client.get(here))
    assert "bliver ved med at være åbne" in text(client.get(f"{here}pause/"))
    assert "Pausen er aflyst." in text(client.post(f"{here}pause/", follow=True))
    assert agreement(town).paused_from is None
    with acting(town):
        fates = {f"fate_{each.id}": "goes_on" for each in Placement.objects.filter(state="running")}
    day = TODAY.isoformat()
    done = client.post(
        f"{here}pause/", {"first_day": day, "last_day": "", "reason": "Vand", **fates}, follow=True
    )
    assert "indtil videre" in text(done)
    assert agreement(town).state == "paused"


def test_fewer_places_keep_who_stands_in_them_and_the_draft_can_be_given_up(here, town, sign_in):
    client = sign_in(Role.CONSULTANT)
    done = client.post(
        f"{here}faerre-pladser/", {"places": ["1", "2"], "reason": "Færre hylder"}, follow=True
    )
    draft = done.redirect_chain[-1][0]
    assert "Der er en ændring i gang" in text(client.get(here))
    assert "Vil du opsige aftalen, så opgiv kladden først" in text(client.get(here))
    with acting(town):
        words = {each["number"]: each["last_day"] for each in AgreementVersion.objects.get(number=2).places}
    assert 1 not in words
    assert words[2] is not None
    assert "Aftalen gælder videre, som den er" in text(client.get(f"{draft}opgiv/"))
    client.post(f"{draft}opgiv/")
    assert client.get(f"{draft}opgiv/").status_code == 404
    assert "Der er en ændring i gang" not in text(client.get(here))


def test_what_a_draft_takes_is_chosen_before_it_is_sent(here, town, sign_in):
    client = sign_in(Role.CONSULTANT)
    client.post(f"{here}aendr/", {"reason": "Kortere"})
    with acting(town):
        version = AgreementVersion.objects.get(number=2)
        version.places = [each for each in version.places if each["number"] != 2]
        version.save(update_fields=["places"])
    draft = f"/aftaler/{version.id}/"
    assert "Ændringen rører 1 forløb" in text(client.get(draft))
    assert "Lad forløbet løbe ud" in text(client.get(f"{draft}forloeb/"))
    client.post(f"{draft}forloeb/", {"wish_2": "keep"})
    assert "Ændringen rører" not in text(client.get(draft))


@pytest.mark.parametrize(
    ("page", "sent", "state"),
    [
        ("forlaeng", {"last_day": "2028-01-01", "reason": "Det går godt"}, "draft"),
        ("forny", {}, "draft"),
    ],
)
def test_one_click_makes_the_next_agreement_or_version(here, town, sign_in, page, sent, state):
    client = sign_in(Role.CONSULTANT)
    assert client.post(f"{here}{page}/", sent).status_code == 302
    with acting(town):
        assert AgreementVersion.objects.filter(state=state).count() == 1


def test_an_ended_agreement_can_only_become_a_new_one(here, town, sign_in):
    with acting(town):
        Placement.objects.all().update(state="cancelled")
        Agreement.objects.all().update(state="ended")
    page = sign_in(Role.CONSULTANT).get(here).content.decode()
    assert f'href="{here}forny/"' in page
    assert f'href="{here}opsig/"' not in page
    assert clock.today() == TODAY


def test_an_extension_leads_to_choosing_who_is_asked(here, town, sign_in):
    client = sign_in(Role.CONSULTANT)
    later = closed_last_day(agreement(town).period).replace(year=2029)
    done = client.post(
        f"{here}forlaeng/", {"last_day": later.isoformat(), "reason": "Det går godt"}, follow=True
    )
    assert done.redirect_chain[-1][0].endswith("/send/")
    assert "Vælg nu, hvem der skal skrive under" in text(done)
    with acting(town):
        assert AgreementVersion.objects.get(number=2).state == "draft"


def test_a_draft_says_how_much_room_is_left(here, sign_in):
    client = sign_in(Role.CONSULTANT)
    client.post(f"{here}aendr/", {"reason": "Nye tider"})
    assert "timer mere om ugen" in text(client.get(here.replace(here.split("/")[2], draft_id(client, here))))


def draft_id(client, here):
    """The draft that the agreement's page leads to."""
    return re.search(r"/aftaler/([0-9a-f-]{36})/\"[^>]*>\s*Se ændringen", client.get(here).content.decode())[
        1
    ]


def test_a_centre_that_came_to_nothing_is_closed_on_its_page_and_one_with_an_agreement_is_not(town, sign_in):
    client = sign_in(Role.CONSULTANT)
    with acting(town):
        kept = Agreement.objects.get(state__in=["signed", "paused", "ended"]).centre
        idle = Centre.objects.create(
            municipality_id=kept.municipality_id, workplace=kept.workplace, name="Centret der ikke blev"
        )
    assert "Luk centret" not in text(client.get(f"/centre/{kept.id}/"))
    client.post(f"/centre/{kept.id}/", {"close-do": "1"})
    assert "Luk centret" in text(client.get(f"/centre/{idle.id}/"))
    done = client.post(f"/centre/{idle.id}/", {"close-do": "1"}, follow=True)
    assert "Centret er lukket" in text(done)
    assert "Luk centret" not in text(done).replace("Centret er lukket", "")
    with acting(town):
        states = dict(Centre.objects.values_list("id", "state"))
    assert (states[kept.id], states[idle.id]) == ("open", "closed")
