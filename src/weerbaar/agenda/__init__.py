"""Who does what by when: gaps, measures, agreements, commitments and letters."""
