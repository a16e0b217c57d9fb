"""Talking to devices over the network."""
