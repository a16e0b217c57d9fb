"""A device made of code: practice mode, and what tests and other programs can be run against."""
