"""Why a mail or SMS was not sent: each code with words for the administrator, and what to do."""

from django.utils.translation import gettext_lazy as _

FAULTS = {
    "not_set_up": _("Ikke sat op: der er ingen, der kan sende den. Den venter."),
    "no_address": _("Modtageren har ingen rigtig adresse i Plads."),
    "bad_address": _("Det er ikke en e-mailadresse."),
    "bad_number": _("Det er ikke et nummer, der kan få SMS."),
    "unreachable": _("Serveren svarede ikke."),
    "not_secure": _("Forbindelsen til serveren kunne ikke gøres sikker, så intet blev sendt."),
    "signed_out": _(
        "Serveren lukkede ikke Plads ind: forkert adgangskode eller nøgle, eller kontoen er tom."
    ),
    "busy": _("Serveren bad Plads om at komme igen senere."),
    "refused": _("Serveren sagde nej til beskeden eller modtageren."),
    "broken": _("Serveren svarede med en fejl."),
    "too_late": _("Den nåede ikke frem, mens den kunne bruges, og blev ikke sendt."),
    "cut_off": _("Forsøget blev afbrudt midt i, så ingen ved, om den kom frem."),
}
"""What stands on the page. A server's own words are not shown: they may hold the address or the text."""

NO_WAY = frozenset({"no_address", "bad_address", "bad_number"})
"""Faults of the address itself: sending again would change nothing."""
