"""Opening an installation: its database, its keys and Django, in that order."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from plads import localdb


def data_folder() -> Path:
    """Return the folder an installation owns: PLADS_DATA, or .plads where the command was started."""
    return Path(os.environ.get("PLADS_DATA", ".plads")).resolve()


@contextmanager
def installation() -> Iterator[localdb.Urls]:
    """Yield with the installation's database up and Django ready; the server stops when the last one leaves."""
    data = data_folder()
    with localdb.running(data) as urls:
        use(urls, data)
        yield urls


def use(urls: localdb.Urls, data: Path) -> None:
    """Make Django ready on a database: once in the life of a process."""
    os.environ["PLADS_OWNER_URL"], os.environ["PLADS_APP_URL"] = urls.owner, urls.app
    os.environ["PLADS_DATA"] = str(data)
    os.environ.setdefault("PLADS_SECRET_KEY", _secret(data / "secret-key"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "plads.config.settings"
    django.setup()

    from django.conf import settings

    from plads.core.keyring import make_key_file

    make_key_file(Path(settings.PLADS_KEYS_FILE))


def prepare() -> None:
    """Make Django ready without a database, for commands that only read or write files."""
    os.environ["PLADS_DATA"] = str(data_folder())
    os.environ["DJANGO_SETTINGS_MODULE"] = "plads.config.settings"
    django.setup()


def bring_up_to_date() -> None:
    """Apply the migrations as the owner; the walls are raised with them."""
    call_command("migrate", database="owner", interactive=False, verbosity=0)


def _secret(path: Path) -> str:
    """Return the key that signs sessions, made once and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
