"""The wire as types: commands and their replies, all 58 in catalog.py. Pure: no I/O, no Qt."""
