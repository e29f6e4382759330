"""A web worker holds what every page needs; large libraries for rare things wait until they are asked for."""

import subprocess
import sys

HEAVY = ("openpyxl", "xlsxwriter", "onelogin", "xmlsec", "pyhanko", "typst", "pikepdf", "pandas")

LOAD = f"""
import django, sys
django.setup()
from plads.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print([name for name in {HEAVY} if name in sys.modules])
"""


def test_no_large_library_is_loaded_before_somebody_needs_it():
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
