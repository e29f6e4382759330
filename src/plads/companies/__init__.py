"""Companies, their workplaces (P-numbers), monthly employment and contacts."""
