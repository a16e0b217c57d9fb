"""Long trials that are no tests: many runs of real work, each cut short or lied to in some way."""
