"""The company entrance, reading in a workbook, and retrying what failed, over HTTP."""

import io
import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from plads.centres.models import Inquiry
from plads.core.actor import Actor
from plads.core.models import Event, Municipality, ReactionRun
from plads.core.roles import Role
from plads.core.scope import acting
from plads.intake.generate import generate
from plads.messages.models import Notice
from plads.messages.services import tell
from plads.people.models import User
from plads.web.tasks import sweep_uploads
from plads.web.uploads import KEPT_SECONDS, keep
from tests.web.stamps import shown

INQUIRY = {
    "company_name": "Byens Bageri ApS",
    "cvr": "13 58 56 28",
    "p_number": "",
    "contact_name": "Åse",
    "email": "aase@bageri.example",
    "phone": "",
    "message": "Vi har to pladser.",
}


def inside():
    return acting(Actor.system(Municipality.objects.get(code="217").id))


def page(client, **changes):
    sent = INQUIRY | {"began": shown(60)} | changes
    return client.post(reverse("entrance", args=["helsingoer"]), sent)


def test_a_company_writes_and_gets_a_receipt_that_nobody_else_can_open(own_story, sign_in):
    client = sign_in(None)
    answer = page(client)
    assert answer.status_code == 302
    receipt = client.get(answer.url).content.decode()
    with inside():
        inquiry = Inquiry.objects.get(company_name="Byens Bageri ApS")
    assert inquiry.cvr == "13585628"
    assert inquiry.number in receipt
    assert INQUIRY["email"] not in receipt
    assert sign_in(None).get(answer.url).status_code == 404


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("cvr", "12345678"), ("p_number", "0123"), ("email", "ikke en mail"), ("message", "")],
)
def test_a_wrong_field_is_said_at_the_field_and_nothing_is_stored(own_story, sign_in, field, wrong):
    answer = page(sign_in(None), **{field: wrong})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    with inside():
        assert not Inquiry.objects.filter(company_name="Byens Bageri ApS").exists()


def test_a_machine_that_fills_every_field_is_not_heard(own_story, sign_in):
    page(sign_in(None), website="http://spam.example")
    with inside():
        assert not Inquiry.objects.filter(company_name="Byens Bageri ApS").exists()


def workbook(tmp_path):
    path = tmp_path / "bog.xlsx"
    generate(path, companies=2, places=4, candidates=4, years=1)
    return path


def upload(client, path):
    with path.open("rb") as file:
        return client.post(reverse("import"), {"step": "check", "workbook": file})


def kept():
    folder = Path(settings.PLADS_DATA) / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_clean_workbook_is_stored_only_after_a_yes(own_story, sign_in, tmp_path):
    client, path = sign_in(Role.ADMINISTRATOR), workbook(tmp_path)
    assert upload(client, path).context["checked"].ok
    (file,) = kept()
    assert path.read_bytes() not in file.read_bytes()
    answer = client.post(reverse("import"), {"step": "store"})
    assert answer.context["report"].created["pladser"] == 4
    assert kept() == []
    assert client.post(reverse("import"), {"step": "store"}).status_code == 302


def test_a_no_throws_the_file_away(own_story, sign_in, tmp_path):
    client = sign_in(Role.ADMINISTRATOR)
    upload(client, workbook(tmp_path))
    client.post(reverse("import"), {"step": "drop"})
    assert kept() == []


def test_a_file_nobody_confirmed_is_swept_away_whether_or_not_anybody_uploads_again():
    keep(b"forladt")
    sweep_uploads.func(timestamp=0)
    (file,) = kept()
    os.utime(file, (time.time() - KEPT_SECONDS - 1,) * 2)
    sweep_uploads.func(timestamp=0)
    assert kept() == []


@pytest.mark.parametrize("name", ["brev.docx", "bog.xlsx"])
def test_a_file_that_is_no_workbook_is_refused_with_words(own_story, sign_in, name):
    client, file = sign_in(Role.ADMINISTRATOR), io.BytesIO(b"PK\x03\x04 noget andet")
    file.name = name
    answer = client.post(reverse("import"), {"step": "check", "workbook": file})
    assert answer.status_code == 422
    assert kept() == []


def test_the_administrator_reads_what_is_going_to_be_erased_and_puts_it_away(own_story, sign_in):
    with inside() as system:
        event = Event.objects.order_by("at").first()
        reader = User.objects.get(email="administrator@plads.example")
        tell(event, [reader.id], "3 ting slettes tidligst 24. december", "retention", event.id)
        notice = Notice.objects.get(recipient=reader, event=event)
        assert system.municipality_ids == {notice.municipality_id}
    client = sign_in(Role.ADMINISTRATOR)
    html = client.get(reverse("system")).content.decode()
    assert f'<a href="{reverse("retention")}">3 ting slettes' in html
    put_away = client.post(reverse("read_notice", args=[notice.id]))
    assert put_away["Location"] == reverse("system")
    assert "3 ting slettes" not in client.get(reverse("system")).content.decode()


def failed(reaction):
    event = Event.objects.order_by("at").first()
    return ReactionRun.objects.create(
        municipality_id=event.municipality_id, event=event, reaction=reaction, state=ReactionRun.State.FAILED
    )


def test_a_failure_is_shown_and_a_retry_that_fails_is_counted(own_story, sign_in):
    with inside():
        run = failed("findes_ikke")
    client = sign_in(Role.ADMINISTRATOR)
    assert str(run.id) in client.get(reverse("system")).content.decode()
    client.post(reverse("system"), {"value": str(run.id)})
    with inside():
        run.refresh_from_db()
    assert (run.state, run.attempts) == (ReactionRun.State.FAILED, 2)


def test_a_retry_that_succeeds_leaves_the_list(own_story, sign_in):
    with inside():
        run = ReactionRun.objects.filter(reaction="set_followups").first()
        ReactionRun.objects.filter(id=run.id).update(state=ReactionRun.State.FAILED)
    client = sign_in(Role.ADMINISTRATOR)
    client.post(reverse("system"), {"value": str(run.id)})
    with inside():
        run.refresh_from_db()
    assert run.state == ReactionRun.State.DONE


def test_an_unknown_failure_does_not_exist(own_story, sign_in):
    client = sign_in(Role.ADMINISTRATOR)
    assert client.post(reverse("system"), {"value": "x"}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01",
        "from=x&weeks=99&side=-4",
        "centre=zz&q=%00",
        "side=99999999999999999999",
        "from=2099-12-31",
    ],
)
def test_the_board_shrugs_off_what_it_cannot_understand(story, sign_in, query):
    assert sign_in(Role.COORDINATOR).get(f"{reverse('board')}?{query}").status_code == 200
