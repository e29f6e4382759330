"""Connection URLs: made, and changed from one database or role to another."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from plads.localdb.errors import LocalDatabaseError


@dataclass(frozen=True)
class Urls:
    """The two ways into one database, as libpq URLs."""

    owner: str
    """Owns the database and its tables: migrations use it."""
    app: str
    """The application's role: owns nothing, and row-level security holds for it."""


def parts(url: str) -> dict[str, str]:
    """Return the parameters of a libpq URL by libpq's names (`host`, `dbname` …).

    Raises `LocalDatabaseError` when it isn't one; the message leaves out the URL, for it holds a password.
    """
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        msg = (
            "The database URL can't be read. Write it as postgresql://role:password@host:port/database, "
            "with signs like @ : / % in the password percent-encoded."
        )
        raise LocalDatabaseError(msg) from error


def build(values: dict[str, str]) -> str:
    """Return the libpq URL of these parameters; the inverse of `parts`."""
    rest = dict(values)
    login = quote(rest.pop("user", ""), safe="")
    if password := rest.pop("password", ""):
        login += ":" + quote(password, safe="")
    host, port = rest.pop("host", ""), rest.pop("port", "")
    if "," in host or "/" in host:  # several hosts, or a socket's folder: only the query can say them plainly
        rest["host"], host = host, ""
        if port:
            rest["port"], port = port, ""
    if ":" in host:  # IPv6
        host = f"[{host}]"
    address = host + (f":{port}" if port else "")
    database = quote(rest.pop("dbname", ""), safe="")
    query = f"?{urlencode(rest, quote_via=quote)}" if rest else ""
    return f"postgresql://{login}{'@' if login else ''}{address}/{database}{query}"


def changed(url: str, **values: str) -> str:
    """Return `url` with the given parameters replaced, as in `changed(url, dbname="other")`."""
    return build({**parts(url), **values})


def name_of(url: str) -> str:
    """Return the database's name in `url`: libpq takes the role's name when none is given.

    Raises `LocalDatabaseError` when the URL has neither.
    """
    values = parts(url)
    name = values.get("dbname") or values.get("user")
    if not name:
        msg = "The database URL names neither a role nor a database; write postgresql://role:password@host/database."
        raise LocalDatabaseError(msg)
    return name
