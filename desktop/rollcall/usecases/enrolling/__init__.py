"""Capturing a face, fingerprint, palm or card at a device, and saving it to a user."""
