"""The pages of the window; which there are, and their order, is in `navigation.py`."""
