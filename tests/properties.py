"""How properties are tried: many examples, never timed."""

from hypothesis import settings

always = settings(deadline=None, max_examples=200, print_blob=True)
"""Put above ``@given``: the machine's speed decides nothing."""
