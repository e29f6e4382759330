"""The file of services outside, written for a test: each peer adds its table."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.peers import post_office, sms_gateway

SECRETS = {
    "PLADS_TEST_MAIL_PASSWORD": post_office.PASSWORD,
    "PLADS_TEST_SMS_TOKEN": sms_gateway.TOKEN,
}
ADDRESS = "https://plads.example"


class ServicesFile:
    """The file that ``PLADS_SERVICES`` names, with what processes of their own need in their environment."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.address = ADDRESS
        self.tables: dict[str, Mapping[str, Any]] = {}
        self.write()

    @property
    def environment(self) -> dict[str, str]:
        """What a process of its own needs to find the services."""
        return {"PLADS_SERVICES": str(self.file), **SECRETS}

    def set(self, name: str, **values: Any) -> None:
        """Set up a service: ``services.set("register", url=…, user=…)``. Processes that read before go on as before."""
        self.tables[name] = values
        self.write()

    def remove(self, name: str) -> None:
        """Set up a service no longer."""
        self.tables.pop(name, None)
        self.write()

    def write(self) -> None:
        """Write the file, and let this process read it again."""
        from plads.config.services import configuration

        lines = [f"address = {json.dumps(self.address)}"]
        for name, values in self.tables.items():
            lines += ["", f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
        self.file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        configuration.cache_clear()


@contextmanager
def services_file(folder: Path) -> Iterator[ServicesFile]:
    """Let this process use services of its own within the block."""
    from plads.config.services import configuration

    file = ServicesFile(folder / "services.toml")
    before = {name: os.environ.get(name) for name in file.environment}
    os.environ.update(file.environment)
    try:
        yield file
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        configuration.cache_clear()
