"""The wire as types: commands and their replies. Pure: no I/O, no Qt. All 58 are listed in catalog.py."""
