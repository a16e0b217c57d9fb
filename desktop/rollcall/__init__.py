"""Rollcall looks after attendance and door devices."""

__version__ = "0.1.0"
