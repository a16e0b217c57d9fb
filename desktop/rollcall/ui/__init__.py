"""The window and everything in it; the only layer that knows Qt besides `app.py`."""
