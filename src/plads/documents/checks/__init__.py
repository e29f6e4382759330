"""Is a PDF what it says it is? Stands in for veraPDF, which is a Java program: see decision 0022.

What is looked at is the table ``CHECKS``: each rule with its clause of ISO 19005-2 (PDF/A-2), ISO 14289-1 (PDF/UA-1)
or ISO 32000-1 (PDF 1.7).
"""

from plads.documents.checks.table import CHECKS, Fault, faults

__all__ = ["CHECKS", "Fault", "faults"]
