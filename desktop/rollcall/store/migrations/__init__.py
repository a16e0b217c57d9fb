"""How the tables came to be: numbered scripts in `versions/`, run by `upgrade.py`."""
