"""Documents that stand on their own for decades: PDF/A-2a and PDF/UA-1, sealed, checked and verified.

Pure: bytes and plain data in, bytes and plain data out. It knows no Django, no table and no municipality.
"""
