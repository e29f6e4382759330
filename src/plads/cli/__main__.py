"""``python -m plads.cli`` is ``plads``."""

from plads.cli import main

main()
