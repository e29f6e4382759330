"""Exact numbers, shown the Danish way: a share of a full week is a fraction, never a float's near miss."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_SHOWN = 2
_CLOSER = 6
_EXACT = Context(prec=60)


def exact(value: int | Decimal | Fraction) -> Fraction:
    """Return a number as a fraction, without any loss."""
    return Fraction(value)


def danish(value: int | Decimal | Fraction) -> str:
    """Return a number with a comma and at most two decimals: ``23,7``.

    More decimals where two would show a whole number that it is not: ``4,0003``.
    """
    number = exact(value)
    text = _with(number, _SHOWN)
    if "," in text or number.denominator == 1:
        return text
    return _with(number, _CLOSER)


def _with(number: Fraction, places: int) -> str:
    divided = _EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    text = f"{divided.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def hours(minutes: int | Decimal | Fraction) -> str:
    """Return minutes as hours in words: ``18,5 timer``, ``1 time``."""
    count = exact(minutes) / 60
    return f"{danish(count)} {'time' if count == 1 else 'timer'}"
