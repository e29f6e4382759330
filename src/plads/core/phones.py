"""Telephone numbers: Danish unless they say otherwise, checked by the world's numbering plans."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_CAN_TEXT = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def clean_phone(text: str) -> str:
    """Return a telephone number as ``+4512345678``; raises ``ValueError`` (Danish) when nobody can have it."""
    try:
        number = phonenumbers.parse(text, "DK")
    except NumberParseException as error:
        raise ValueError(
            "Det er ikke et telefonnummer. Skriv otte cifre, eller landekoden først, fx +46."
        ) from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("Telefonnummeret findes ikke. Skriv otte cifre, eller landekoden først, fx +46.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def mobile_number(text: str) -> str:
    """Return a number that can get an SMS as ``+4512345678``; raises ``ValueError`` (Danish) otherwise."""
    clean = clean_phone(text)
    if phonenumbers.number_type(phonenumbers.parse(clean, None)) not in _CAN_TEXT:
        raise ValueError("Nummeret kan ikke få SMS. Skriv et mobilnummer.")
    return clean


def show_phone(number: str) -> str:
    """Return a number as people write it: ``12 34 56 78``, with the country code when it is not Danish."""
    try:
        parsed = phonenumbers.parse(number, "DK")
    except NumberParseException:
        return number
    danish = parsed.country_code == 45
    style = PhoneNumberFormat.NATIONAL if danish else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
