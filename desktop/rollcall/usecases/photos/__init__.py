"""Photos made ready for a device, matched to users, and turned into faces."""
