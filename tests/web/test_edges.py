"""The edges of the pages: what comes in is looked at first, and what is refused is refused in words."""

import io
import logging
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from plads.core.roles import Role
from plads.web import edges, uploads
from plads.web.uploads import shown_name
from tests.scanner import SICK, needs_clamd, running
from tests.web.test_insight_pages import kept, upload, workbook


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with running(tmp_path_factory.mktemp("clamd")) as address:
        yield address


def sick_workbook(tmp_path):
    """A good workbook with something in it that the scanner knows."""
    import zipfile

    path = workbook(tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/media/image1.png", SICK)
    return path


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Uploads of this test lie in a folder of its own."""
    settings.PLADS_DATA = tmp_path / "data"
    settings.PLADS_DATA.mkdir()


# Uploads


@needs_clamd
def test_a_clean_workbook_passes_the_scanner(own_story, sign_in, tmp_path, settings, clamd):
    settings.PLADS_CLAMD, settings.PLADS_SCAN_REQUIRED = clamd, True
    assert upload(sign_in(Role.ADMINISTRATOR), workbook(tmp_path)).context["checked"].ok
    uploads.forget(kept()[0].name)


@needs_clamd
def test_a_workbook_with_a_virus_is_refused_and_nothing_of_it_is_stored(
    own_story, sign_in, tmp_path, settings, clamd
):
    settings.PLADS_CLAMD, settings.PLADS_SCAN_REQUIRED = clamd, True
    answer = upload(sign_in(Role.ADMINISTRATOR), sick_workbook(tmp_path))
    assert answer.status_code == 422
    assert "Virusscanneren fandt noget" in answer.content.decode()
    assert kept() == []


@pytest.mark.parametrize("address", ["127.0.0.1:1", ""])
def test_a_file_that_can_not_be_scanned_is_refused_where_it_must_be(
    own_story, sign_in, tmp_path, settings, address
):
    settings.PLADS_CLAMD, settings.PLADS_SCAN_REQUIRED = address, True
    answer = upload(sign_in(Role.ADMINISTRATOR), workbook(tmp_path))
    assert answer.status_code == 422
    assert "kunne ikke scannes" in answer.content.decode()
    assert kept() == []


def test_where_scanning_is_not_required_a_file_is_taken_without(own_story, sign_in, tmp_path, settings):
    settings.PLADS_CLAMD, settings.PLADS_SCAN_REQUIRED = "127.0.0.1:1", False
    assert upload(sign_in(Role.ADMINISTRATOR), workbook(tmp_path)).context["checked"].ok
    uploads.forget(kept()[0].name)


def test_an_upload_never_lies_on_the_disk_as_it_came(own_story, sign_in, tmp_path, settings, monkeypatch):
    """Nothing larger than Django keeps in memory by itself is written to a temporary file."""
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))  # any temporary file would fail
    client, file = sign_in(Role.ADMINISTRATOR), io.BytesIO(b"cpr;navn\n" + b"a;b\n" * 1_000_000)
    file.name = "stor.csv"
    assert client.post(reverse("import"), {"step": "check", "workbook": file}).status_code == 422


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("bog.xlsx", "bog.xlsx"),
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\Brugere\\Sara\\bog.xlsx", "bog.xlsx"),
        ("a\x00b\r\nX: y\u202egnp.xlsx", "abX: ygnp.xlsx"),
        ("x" * 400 + ".xlsx", "x" * 95 + ".xlsx"),
        ("/", "fil"),
    ],
)
def test_what_a_file_is_called_is_shown_and_leads_nowhere(name, shown):
    assert shown_name(name) == shown


# Requests


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize("path", ["/", "/log-ind/", "/i-dag/", "/findes-ikke/"])
def test_other_methods_are_answered_by_a_page_that_says_so(method, path, rendered):
    answer = getattr(Client(), method)(path)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert "Det kan siden ikke" in answer.content.decode()


@pytest.mark.parametrize(
    "length", [str(12 * 1024 * 1024 + 1), "99999999999999999999", "-1", "mange", "1e9", "２"]
)
def test_a_request_that_is_too_large_is_not_read(length, rendered):
    class Untouched:
        def read(self, *_):
            raise AssertionError("it was read")

        readline = read

    answer = Client().post("/log-ind/", CONTENT_LENGTH=length, **{"wsgi.input": Untouched()})
    assert answer.status_code == 413
    assert "fylder for meget" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_what_to_do(db, rendered, caplog):
    with caplog.at_level(logging.WARNING):
        answer = Client(enforce_csrf_checks=True).post(
            "/log-ind/", {"email": "ada@kommune.example", "password": "x"}
        )
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "Vi kunne ikke se, at det var dig" in said
    assert "ada@kommune.example" not in said + caplog.text


ERROR_PAGES = {
    "400.html": "forstod", "403.html": "adgang", "403_csrf.html": "var dig", "404.html": "findes ikke",
    "405.html": "kan siden ikke", "413.html": "fylder", "500.html": "galt hos os",
}  # fmt: skip


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_every_error_page_is_whole_in_danish_and_needs_nothing_to_be_shown(name, rendered):
    """Also when nothing works: no database, no session, no request."""
    from django.template.loader import render_to_string

    said = render_to_string(name)
    assert ERROR_PAGES[name] in said
    assert 'lang="da"' in said
    assert "<main" in said
    assert 'href="/"' in said
    assert "{%" not in said
    assert "{{" not in said


@pytest.fixture
def rendered(settings):
    """Static files without their collected names."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def test_refusals_are_told_with_a_code_programs_can_read():
    said = Path(uploads.__file__).read_text() + Path(edges.__file__).read_text()
    for code in ("upload_infected", "upload_not_scanned"):
        assert f'code="{code}"' in said
    assert django_settings.CSRF_FAILURE_VIEW == "plads.web.edges.csrf_failure"
