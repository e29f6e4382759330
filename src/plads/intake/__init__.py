"""Real input: reads a jobcentre's spreadsheets, checks every cell, and takes the rows over all or nothing."""
