"""A request's life in one table. Only a person answers; nothing is decided by itself."""

from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import Role
from plads.rights.models import RightsRequest
from plads.rights.policy import DECIDERS

REQUEST = Lifecycle(
    "Anmodningen",
    {value: str(label) for value, label in RightsRequest.State.choices},
    [
        step("grant", "Imødekom", "received", "granted", DECIDERS),
        step("grant_partly", "Imødekom delvist", "received", "partly", DECIDERS),
        step("refuse", "Afvis", "received", "refused", DECIDERS),
        step("withdraw", "Træk tilbage", "received", "withdrawn", {Role.CANDIDATE}),
    ],
)
