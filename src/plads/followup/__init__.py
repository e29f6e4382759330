"""Follow-up meetings, progress measures and competence statements."""
