"""The one way the domain says no."""


class Refused(Exception):
    """An action that was understood and not carried out; nothing was stored.

    ``message`` is Danish and says what is wrong and what to do. ``field`` names the form field it belongs to,
    empty when it concerns the whole. ``code`` is stable and meant for programs and tests.
    """

    def __init__(self, message: str, *, code: str = "refused", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


class NotVisible(Exception):
    """The thing does not exist for this actor; whether it exists for others is not said."""
